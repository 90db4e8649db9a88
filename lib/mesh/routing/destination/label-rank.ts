import type { Placed } from "./locality-match";

/** Labels that istiod gives pods by where they are. Source: istio/istio `pilot/pkg/serviceregistry/util/label/label.go` AugmentLabels. */
const NETWORK = "topology.istio.io/network";
const REGION = "topology.kubernetes.io/region";
const ZONE = "topology.kubernetes.io/zone";
const SUBZONE = "topology.istio.io/subzone";
const NODE = "kubernetes.io/hostname";
const CLUSTER = "topology.istio.io/cluster";

const PARTS: ReadonlyMap<string, number> = new Map([
  [REGION, 0],
  [ZONE, 1],
  [SUBZONE, 2],
]);

/** What servers are asked to have in common with their caller, for each wish of a Service. Source: istio/istio `loadbalancer.go` GetLocalityLbSetting. */
export const NEARNESS = {
  zone: [NETWORK, REGION, ZONE],
  subzone: [NETWORK, REGION, ZONE, SUBZONE],
  node: [NETWORK, REGION, ZONE, SUBZONE, NODE],
} as const;

/**
 * How soon a server's turn comes by a list of labels: 0 where it has the caller's values of all (or the values that the list names), the
 * number of labels where the first differs. `null` where a label that decides it is not known.
 *
 * Source: istio/istio `loadbalancer.go` applyFailoverPriorityPerLocality.
 */
export function labelRank(
  priority: readonly string[],
  caller: Placed,
  server: Placed,
): number | null {
  for (const [i, entry] of priority.entries()) {
    const [label = "", named, ...more] = entry.split("=");
    const alike = isAlike(label, more.length > 0 ? undefined : named, caller, server);
    if (alike === null) return null;
    if (!alike) return priority.length - i;
  }
  return 0;
}

function isAlike(
  label: string,
  named: string | undefined,
  caller: Placed,
  server: Placed,
): boolean | null {
  const its = labelOf(label, server);
  if (named !== undefined) return its === null ? null : named === its;
  const own = labelOf(label, caller);
  // Of one cluster, and of its network where no label says otherwise.
  if (label === CLUSTER || label === NETWORK) return own === its ? true : null;
  return own === null || its === null ? null : own === its;
}

/** `null`: not known. */
function labelOf(label: string, { locality, labels }: Placed): string | null {
  const part = PARTS.get(label);
  if (part !== undefined) {
    if (locality === null) return null;
    return locality.split("/")[part] || (labels[label] ?? "");
  }
  if (label === NODE || label === CLUSTER || label === NETWORK) return labels[label] ?? null;
  return labels[label] ?? "";
}
