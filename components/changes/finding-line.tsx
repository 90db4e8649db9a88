import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import { bareKind } from "@/lib/mesh/model/kinds";
import { reviewText } from "@/lib/messages/changes/review";
import { findingsText } from "@/lib/messages/findings";

const MARKS: Readonly<Record<Severity, HealthMark>> = {
  error: "failing",
  warning: "degraded",
  info: "unknown",
};

type FindingLineProps = {
  readonly finding: Finding;
  /** Of the text that is shown beside it, from 1. */
  readonly line?: number | null;
};

/** A diagnostic: how bad, what is wrong with the real names, by which code, and in which object. */
export function FindingLine({ finding, line = null }: FindingLineProps) {
  const { code, ref, severity } = finding;
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-1.5 py-1.5">
      <HealthGlyph health={MARKS[severity]} size={13} label={severity} className="mt-0.5" />
      <p className="m-0 min-w-0 leading-4 [overflow-wrap:anywhere]">
        {findingsText.sentence(finding)}{" "}
        <span className="whitespace-nowrap text-ink-3 text-note">
          {code}, {bareKind(ref.kind)} {ref.name}
          {line === null ? null : `, ${reviewText.checks.line(line)}`}
        </span>
      </p>
    </div>
  );
}
