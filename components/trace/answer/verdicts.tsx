import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { HopTone } from "@/lib/messages/trace/hops";
import { type Headline, headline, traceText } from "@/lib/messages/trace/trace-page";
import type { TraceSides } from "@/lib/view/trace/trace-params";
import type { Answers } from "../state/use-answers";

const MARKS = {
  ok: "healthy",
  plain: "healthy",
  warn: "degraded",
  bad: "failing",
  unknown: "unknown",
} as const satisfies Readonly<Record<HopTone, string>>;

type VerdictsProps = { readonly answers: Answers; readonly shown: TraceSides };

/** What becomes of the request, in a sentence for each side. */
export function Verdicts({ answers, shown }: VerdictsProps) {
  const { live, draft } = answers;
  return (
    <div
      className={cn(
        "grid border-line border-b pl-[130px]",
        shown === "both" ? "grid-cols-2" : "grid-cols-1",
      )}
    >
      {shown === "draft" ? null : <Verdict side={traceText.live} of={headline(live.answer)} />}
      {shown === "live" || draft === null ? null : (
        <Verdict side={traceText.draft} of={headline(draft.answer)} />
      )}
    </div>
  );
}

type VerdictProps = {
  readonly side: string;
  readonly of: Headline;
  /** Nothing else says whose verdict it is. */
  readonly named?: boolean;
};

/** What becomes of the request on one side, in a sentence. */
export function Verdict({ side, of, named = false }: VerdictProps) {
  const isBad = of.tone === "bad";
  return (
    <div
      data-verdict={of.tone}
      className={cn(
        "flex gap-2.5 border-line border-l px-3.5 pt-3 pb-[11px] [--bg:var(--h-surface)]",
        isBad && "bg-failing-soft [--bg:var(--h-failing-soft)]",
      )}
    >
      <HealthGlyph health={MARKS[of.tone]} size={18} className="mt-[3px] flex-none" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <h2 className="m-0 font-semibold text-[16px] leading-[22px]">
          <span className={named ? "text-ink-3" : "sr-only"}>{side}: </span>
          {of.title}
        </h2>
        <p className="m-0 text-ink-2">{of.note}</p>
      </div>
    </div>
  );
}
