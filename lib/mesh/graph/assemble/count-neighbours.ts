import type { Drafts } from "../node-draft";

export type NeighbourCounts = (id: string) => {
  readonly callers: number;
  readonly callees: number;
};

/**
 * Callers and callees as an operator counts them: a service is called, and so is each workload behind it that got a request; the step
 * from a service to its own workload is no call. A box has those of its versions.
 */
export function countNeighbours(drafts: Drafts): NeighbourCounts {
  const callers = new Map<string, Set<string>>();
  const callees = new Map<string, Set<string>>();
  for (const { source, target, step, behind } of drafts.edges.values()) {
    if (step) continue;
    add(drafts, callees, source, target);
    add(drafts, callers, target, source);
    for (const workload of behind.values()) {
      if (workload !== null) add(drafts, callers, workload, source);
    }
  }
  return (id) => ({
    callers: callers.get(id)?.size ?? 0,
    callees: callees.get(id)?.size ?? 0,
  });
}

type Neighbours = Map<string, Set<string>>;

/** Counts for the node, and for the app box around it. */
function add({ nodes }: Drafts, neighbours: Neighbours, id: string, other: string): void {
  neighboursOf(neighbours, id).add(other);
  const parent = nodes.get(id)?.parent ?? null;
  if (parent !== null && nodes.get(parent)?.kind === "app") {
    neighboursOf(neighbours, parent).add(other);
  }
}

function neighboursOf(neighbours: Neighbours, id: string): Set<string> {
  const known = neighbours.get(id);
  if (known) return known;
  const none = new Set<string>();
  neighbours.set(id, none);
  return none;
}
