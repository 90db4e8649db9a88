import "server-only";
import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { isCurrent } from "@/lib/live/source-ages";
import { analyse } from "@/lib/mesh/analysis/analyse";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { type AnalysisInputs, snapshotAlone } from "@/lib/mesh/analysis/inputs/analysis-inputs";
import {
  observedCalls,
  type SeenCalls,
  seenCalls,
} from "@/lib/mesh/analysis/inputs/observed-calls";
import type { FoldedDraft } from "@/lib/mesh/changes/draft";
import { clusterOfId } from "@/lib/mesh/model/mesh-clusters";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey } from "@/lib/mesh/model/resource";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import type { MeshSettings } from "@/lib/mesh/routing/spec/mesh-settings";
import { settingsOf, settingsOfOverlay } from "@/lib/mesh/routing/spec/settings-of";
import { errorText } from "@/lib/messages/server/errors";
import type { Desk } from "../desk";

/** What a change does to the mesh, as far as it can be told beforehand. */
export type Effects = {
  readonly findings: readonly Finding[];
  /** Those that are there without the change too, by index. */
  readonly standing: readonly number[];
  readonly prediction: Prediction | null;
};

const UNKNOWN: Effects = { findings: [], standing: [], prediction: null };

const indexes = new WeakMap<MeshSnapshot, MeshIndex>();

function indexOf(snapshot: MeshSnapshot): MeshIndex {
  const index = indexes.get(snapshot) ?? indexSnapshot(snapshot);
  indexes.set(snapshot, index);
  return index;
}

/** The mesh configuration as the hub has it: names of hosts are completed by it. */
export const knownSettings = ({ hub }: Pick<Desk, "hub">, cluster: string): MeshSettings =>
  settingsOf(indexOf(hub.snapshot()), cluster);

/** Whether the cluster's objects are known: before the first list of all kinds, whatever is missing would be found missing. */
function isRead({ hub }: Pick<Desk, "hub">, cluster: string): boolean {
  const state = statusOf(hub, cluster)?.state;
  return state === "ready" || state === "partial" || state === "stale";
}

/** Why nobody can tell what a change would break, as a sentence; `null` where that can be told, of what is seen of the mesh. */
export function unseenWhole({ hub }: Pick<Desk, "hub">, cluster: string): string | null {
  if (!isRead({ hub }, cluster)) return errorText.meshNotRead(cluster);
  return statusOf(hub, cluster)?.state === "stale" ? errorText.meshStale(cluster) : null;
}

const UNSEEN: ReadonlySet<SourceProblem["code"]> = new Set([
  "kind-forbidden",
  "kind-failing",
  "namespaces-left-out",
]);

/** What is not seen of the mesh, and may be why something is found missing, or is not. */
export const unseenParts = (
  { hub }: Pick<Desk, "hub">,
  cluster: string,
): readonly SourceProblem[] =>
  statusOf(hub, cluster)?.problems.filter(({ code }) => UNSEEN.has(code)) ?? [];

const statusOf = (hub: Pick<Desk["hub"], "sources">, cluster: string): SourceStatus | undefined =>
  hub.sources().find((source) => source.id === "cluster" && source.cluster === cluster);

/**
 * Findings and predicted traffic of a change, on the mesh as the hub has it. Nothing is predicted from a source of metrics that is not
 * there or is not current.
 */
export function effectsOf(
  { hub }: Pick<Desk, "hub">,
  cluster: string,
  folded: FoldedDraft,
): Effects {
  if (!isRead({ hub }, cluster)) return UNKNOWN;
  const index = indexOf(hub.snapshot());
  const { clusterIds, clusters } = hub.settings();
  const metrics = hub.sources().find(({ id }) => id === "metrics");
  const traffic = metrics !== undefined && isCurrent(metrics) ? hub.traffic() : null;
  const unlabelled = clusters[0] ?? cluster;
  const clusterOf = (label: string) =>
    label === "" || label === "unknown" ? unlabelled : clusterOfId(index, clusterIds, label);
  const inputs =
    traffic === null
      ? snapshotAlone
      : withCalls(index, () => ({ calls: seenCalls(traffic), clusterIds, unlabelled }));
  const { overlay, affected, findings, prediction } = draftOutcome({
    ...{ folded, index, traffic, clusterOf, inputs },
  });
  const before = analyse(index, affected, settingsOfOverlay(index, overlay), inputs);
  return { findings, standing: alreadyThere(before, findings), prediction };
}

/** Who called whom is worked out when an analyzer asks for it: most changes touch no policy, and then none does. */
function withCalls(index: MeshIndex, seen: () => SeenCalls): AnalysisInputs {
  let known: ReturnType<typeof observedCalls> | null = null;
  return {
    ...snapshotAlone,
    get calls() {
      known ??= observedCalls(index, seen());
      return known;
    },
  };
}

/** Findings of `after` that `before` has too. A rule that has moved in its list keeps its finding: the place counts only among equals. */
function alreadyThere(before: readonly Finding[], after: readonly Finding[]): readonly number[] {
  const left = [...before];
  const take = (finding: Finding, same: (a: Finding, b: Finding) => boolean): boolean => {
    const at = left.findIndex((candidate) => same(candidate, finding));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const inPlace = after.map((finding) => take(finding, samePlace));
  return [...after.keys()].filter((i) => {
    const finding = after[i];
    return inPlace[i] === true || (finding !== undefined && take(finding, sameMatter));
  });
}

const sameMatter = (a: Finding, b: Finding): boolean =>
  a.code === b.code &&
  a.severity === b.severity &&
  refKey(a.ref) === refKey(b.ref) &&
  JSON.stringify(a.facts) === JSON.stringify(b.facts);

const samePlace = (a: Finding, b: Finding): boolean =>
  sameMatter(a, b) && JSON.stringify(a.path) === JSON.stringify(b.path);
