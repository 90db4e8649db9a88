import { Check } from "lucide-react";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import type { Severity } from "@/lib/mesh/analysis/finding";
import { trayText } from "@/lib/messages/designer/tray";
import { findingsText } from "@/lib/messages/findings";
import type { ObjectLine } from "./tray-lines";

const MARK: Readonly<Record<Severity, HealthMark>> = {
  error: "failing",
  warning: "degraded",
  info: "unknown",
};
const TONE = {
  error: "text-failing-fg",
  warning: "text-degraded-fg",
  info: "text-ink-2",
} as const satisfies Record<Severity, string>;
const WORST: readonly Severity[] = ["error", "warning", "info"];

/** What the schema and the analysis say of an object as it would be: the worst finding first, the sentences on hover and to screen readers. */
export function CheckState({ line }: { readonly line: ObjectLine }) {
  const { findings, late, moved, refusals } = line;
  const all = [...refusals, ...findings];
  const worst = WORST.find((severity) => all.some((f) => f.severity === severity));
  if (worst === undefined) {
    return (
      <span className="flex items-center gap-1.5">
        {late ? (
          <span className="text-ink-3">{trayText.checking}</span>
        ) : moved ? (
          <span className="text-degraded-fg">{trayText.movedOn}</span>
        ) : (
          <span className="flex items-center gap-1.5 text-ok-fg">
            <Icon of={Check} size={13} />
            {trayText.valid}
          </span>
        )}
      </span>
    );
  }
  const sentences = [
    ...refusals.map(({ text }) => text),
    ...findings.map((finding) => `${finding.code}: ${findingsText.sentence(finding)}`),
  ];
  return (
    <span className={`flex items-center gap-1.5 ${TONE[worst]}`} title={sentences.join("\n")}>
      <HealthGlyph health={MARK[worst]} size={12} label={worst} />
      {trayText.findings(all.length, line.line)}
      <span className="sr-only">{sentences.join(" ")}</span>
    </span>
  );
}
