import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { Severity } from "@/lib/mesh/analysis/finding";
import { configListText } from "@/lib/messages/config-place/list";

const MARKS: Readonly<Record<Severity, HealthMark>> = {
  error: "failing",
  warning: "degraded",
  info: "unknown",
};

/** How bad a finding is: a shape, and its word for who does not see it. */
export function SeverityMark({
  severity,
  size = 13,
  className = "",
}: {
  readonly severity: Severity;
  readonly size?: number;
  readonly className?: string;
}) {
  return (
    <HealthGlyph
      health={MARKS[severity]}
      size={size}
      label={configListText.severity(severity)}
      className={className}
    />
  );
}
