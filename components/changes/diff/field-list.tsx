import type { FieldLine } from "./field-lines";

const SIGN_WORDS = { "+": "added", "~": "changed", "−": "removed" } as const;

/** All lines share the columns of the list. */
const LINE = "col-span-3 grid min-h-6 grid-cols-subgrid items-baseline px-2.5 py-[3px]";

type FieldListProps = {
  readonly lines: readonly FieldLine[];
  /** Names of parts that stay, and the word for it. */
  readonly untouched: readonly string[];
  readonly untouchedWord: string;
  readonly none: string;
};

/** Changes of an object by meaning; what stays is one line. */
export function FieldList({ lines, untouched, untouchedWord, none }: FieldListProps) {
  return (
    <ul className="m-0 grid list-none grid-cols-[24px_fit-content(62%)_minmax(0,1fr)] gap-x-1 p-0">
      {lines.length === 0 ? <li className="col-span-3 px-2.5 py-1 text-ink-3">{none}</li> : null}
      {lines.map((line, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: changes follow each other; the place is what they are
          key={i}
          className={LINE}
        >
          <span className="font-semibold text-draft" title={SIGN_WORDS[line.sign]}>
            {line.sign}
          </span>
          <code className="text-[10.5px] text-ink-2 [overflow-wrap:anywhere]">{line.path}</code>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {line.was === null ? null : <del className="text-ink-3">{line.was}</del>}
            {line.was !== null && line.to !== null ? " → " : null}
            {line.to === null ? null : <b className="font-semibold">{line.to}</b>}
          </span>
        </li>
      ))}
      {untouched.length === 0 ? null : (
        <li className={LINE}>
          <span />
          <code className="truncate text-[10.5px] text-ink-2" title={untouched.join(", ")}>
            {untouched.join(", ")}
          </code>
          <span className="text-ink-3">{untouchedWord}</span>
        </li>
      )}
    </ul>
  );
}
