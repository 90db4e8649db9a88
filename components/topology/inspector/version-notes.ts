import { formatRatio } from "@/lib/format/figures";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Subject } from "./subject";
import { versionRows, versionRowsOfNode } from "./traffic/version-rows";

const WRONG: readonly HealthLevel[] = ["failing", "degraded", "not-ready"];

/**
 * Versions behind a selection that fare badly, as words beside its own health: a small share of bad answers hides in the
 * sum of all.
 */
export function versionNotes(
  subject: Subject,
  nodes: ReadonlyMap<string, MeshNode>,
): readonly string[] {
  const rows =
    subject.type === "edge"
      ? versionRows(subject.edge, nodes)
      : versionRowsOfNode(subject.node, nodes);
  return rows.flatMap(({ label, health: { level }, figures }) => {
    if (label === null || !WRONG.includes(level)) return [];
    const ratio = figures?.errorRatio ?? 0;
    return [inspectorText.versionWrong(label, level, ratio > 0 ? formatRatio(ratio) : null)];
  });
}
