import type { MeshNode } from "../mesh-graph";
import type { Drafts } from "../node-draft";

/**
 * Callers and callees as an operator counts them: a service is called, and so is each workload behind it that got a request; the step
 * from a service to its own workload is no call. A box has those of its versions.
 */
export function countNeighbours(drafts: Drafts, nodes: readonly MeshNode[]): readonly MeshNode[] {
  const callers = new Map<string, Set<string>>();
  const callees = new Map<string, Set<string>>();
  for (const { source, target, step, behind } of drafts.edges.values()) {
    if (step) continue;
    for (const from of withBox(drafts, source)) add(callees, from, target);
    const called = new Set([target, ...behind.values()]);
    for (const to of called) for (const id of withBox(drafts, to)) add(callers, id, source);
  }
  return nodes.map((n) => ({
    ...n,
    callers: callers.get(n.id)?.size ?? 0,
    callees: callees.get(n.id)?.size ?? 0,
  }));
}

/** The node itself, and the app box around it. */
function withBox({ nodes }: Drafts, id: string | null): readonly string[] {
  if (id === null) return [];
  const parent = nodes.get(id)?.parent ?? null;
  return parent !== null && nodes.get(parent)?.kind === "app" ? [id, parent] : [id];
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
