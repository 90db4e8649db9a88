import { FindingLine } from "@/components/changes/finding-line";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { Cell } from "./cell";

const of = (finding: Pick<Finding, "code" | "severity" | "facts">): Finding => ({
  ref: {
    cluster: "demo",
    kind: "VirtualService.networking.istio.io",
    namespace: "bookinfo",
    name: "reviews",
  },
  path: [],
  fix: null,
  ...finding,
});

const FINDINGS: readonly Finding[] = [
  of({ code: "HED102", severity: "error", facts: {} }),
  of({
    code: "HED204",
    severity: "warning",
    facts: { version: "v3", errorRatio: 0.031, moreFailures: 0.52 },
  }),
  of({ code: "HED104", severity: "info", facts: { sum: 90 } }),
];

/** Diagnostics of each severity. */
export function FindingCells() {
  return (
    <Cell title="Findings" className="col-span-6">
      {FINDINGS.map((finding) => (
        <FindingLine key={finding.code} finding={finding} />
      ))}
    </Cell>
  );
}
