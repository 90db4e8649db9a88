import type { ChangeSummary } from "@/lib/delivery/change";
import type { EpochMs } from "@/lib/mesh/telemetry/traffic";
import type { View } from "@/lib/view/view-params";

export type Span = { readonly from: EpochMs; readonly to: EpochMs };

/** Changes that began within a span, newest first. */
export const changesWithin = (
  changes: readonly ChangeSummary[],
  { from, to }: Span,
): readonly ChangeSummary[] =>
  changes
    .filter(({ createdAt }) => createdAt >= from && createdAt <= to)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));

/** Whether a change is about what the view shows: an object of it stands there, or in no namespace. */
export function isInScope(
  { cluster, objects }: ChangeSummary,
  { clusters, namespaces }: Pick<View, "clusters" | "namespaces">,
): boolean {
  if (clusters !== null && !clusters.includes(cluster)) return false;
  if (namespaces === null) return true;
  return objects.some(({ ref }) => ref.namespace === "" || namespaces.includes(ref.namespace));
}
