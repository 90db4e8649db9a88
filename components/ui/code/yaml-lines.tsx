import { cn } from "../class-names";
import { YamlCode } from "./yaml-code";

const MARKS = {
  accent: "bg-accent-soft",
  draft: "bg-draft-soft",
  failing: "bg-failing-soft",
} as const;

type YamlLinesProps = {
  readonly yaml: string;
  /** Lines from 1. */
  readonly marked: ReadonlySet<number>;
  /** What a marked line is, spoken after it. */
  readonly markLabel: string;
  readonly tone?: keyof typeof MARKS;
  readonly label: string;
  readonly className?: string;
  /** Line that is to be seen when it is first shown; `null` begins at the top. */
  readonly shown?: number | null;
};

/** YAML with line numbers; the marked lines stand on a ground of their own and say so. */
export function YamlLines(props: YamlLinesProps) {
  const { yaml, marked, markLabel, tone = "accent", label, className, shown = null } = props;
  const lines = yaml.replace(/\n$/, "").split("\n");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className={cn("overflow-auto py-1", className)}>
      <pre className="m-0 w-max min-w-full leading-[17px]">
        {lines.map((line, i) => (
          <YamlLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            key={i}
            number={i + 1}
            line={line}
            mark={marked.has(i + 1) ? MARKS[tone] : null}
            markLabel={markLabel}
            isShown={shown === i + 1}
          />
        ))}
      </pre>
    </section>
  );
}

type YamlLineProps = {
  readonly number: number;
  readonly line: string;
  readonly mark: string | null;
  readonly markLabel: string;
  readonly isShown: boolean;
};

/** Brings a line into view within its own box alone: the page behind stays where it is. */
function show(line: HTMLSpanElement | null): void {
  const box = line?.closest("section");
  if (!line || !box) return;
  box.scrollTop = Math.max(0, line.offsetTop - box.offsetTop - box.clientHeight / 3);
}

function YamlLine({ number, line, mark, markLabel, isShown }: YamlLineProps) {
  return (
    <span ref={isShown ? show : null} className={cn("block pr-3", mark)}>
      <span
        aria-hidden="true"
        className="inline-block w-9 select-none pr-2.5 text-right text-ink-3"
      >
        {number}
      </span>
      <YamlCode line={line} />
      {mark === null ? null : <span className="sr-only"> {markLabel}</span>}
      {"\n"}
    </span>
  );
}
