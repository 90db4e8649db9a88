import { formatRatio } from "@/lib/format/figures";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health, HealthLevel } from "@/lib/mesh/telemetry/health";
import { worstHealth } from "@/lib/mesh/telemetry/health-rules";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Subject } from "./subject";
import { type VersionRow, versionRows, versionRowsOfNode } from "./traffic/version-rows";

const WRONG: readonly HealthLevel[] = ["failing", "degraded", "not-ready"];

/** It is known that something is wrong. */
export const isWrong = (level: HealthLevel): boolean => WRONG.includes(level);

const rowsOf = (subject: Subject, nodes: ReadonlyMap<string, MeshNode>): readonly VersionRow[] =>
  subject.type === "edge"
    ? versionRows(subject.edge, nodes)
    : versionRowsOfNode(subject.node, nodes);

/**
 * As bad as the picture draws a selection: its own health, or that of the worst version behind it. Of an edge only versions that its
 * requests reach count. The reasons are its own: what is wrong with versions is told by `versionNotes`.
 */
export function withVersions(
  own: Health,
  subject: Subject,
  nodes: ReadonlyMap<string, MeshNode>,
): Health {
  const wrong = rowsOf(subject, nodes).filter(
    ({ health, share }) => isWrong(health.level) && (subject.type === "node" || (share ?? 0) > 0),
  );
  const { level } = worstHealth([own, ...wrong.map(({ health }) => health)]);
  return level === own.level ? own : { ...own, level };
}

/**
 * Versions behind a selection that fare badly, as words beside its own health: a small share of bad answers hides in the
 * sum of all.
 */
export function versionNotes(
  subject: Subject,
  nodes: ReadonlyMap<string, MeshNode>,
): readonly string[] {
  return rowsOf(subject, nodes).flatMap(({ label, health: { level }, figures }) => {
    if (label === null || !isWrong(level)) return [];
    const ratio = figures?.errorRatio ?? 0;
    return [inspectorText.versionWrong(label, level, ratio > 0 ? formatRatio(ratio) : null)];
  });
}
