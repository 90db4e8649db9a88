/** A link between two blocks by their index; `weight` counts the edges that it stands for. */
export type Link = { readonly source: number; readonly target: number; readonly weight: number };

/** Neighbours of a block with weights, one list per block. */
export type Neighbours = readonly (readonly (readonly [index: number, weight: number])[])[];

/** Links without cycles: those that would close one are turned round. */
export type Flow = { readonly inward: Neighbours; readonly outward: Neighbours };

/**
 * Turns round the links that close a cycle, found by depth-first search from the blocks with the fewest callers, so
 * that as much as can points from left to right.
 */
export function withoutCycles(count: number, links: readonly Link[]): Flow {
  const from: Link[][] = Array.from({ length: count }, () => []);
  const callers = new Array<number>(count).fill(0);
  for (const link of links) {
    from[link.source]?.push(link);
    callers[link.target] = (callers[link.target] ?? 0) + 1;
  }
  const roots = [...from.keys()].sort((a, b) => (callers[a] ?? 0) - (callers[b] ?? 0) || a - b);
  const backward = new Set<Link>();
  const state = new Uint8Array(count);
  for (const root of roots) visit(root, from, state, backward);

  const inward: [number, number][][] = Array.from({ length: count }, () => []);
  const outward: [number, number][][] = Array.from({ length: count }, () => []);
  for (const link of links) {
    const turned = backward.has(link);
    const source = turned ? link.target : link.source;
    const target = turned ? link.source : link.target;
    outward[source]?.push([target, link.weight]);
    inward[target]?.push([source, link.weight]);
  }
  return { inward, outward };
}

const OPEN = 1;
const DONE = 2;

/** Depth-first search without recursion: a chain of thousands of services is no reason to fail. */
function visit(root: number, from: readonly Link[][], state: Uint8Array, backward: Set<Link>) {
  if (state[root] !== 0) return;
  const stack = [{ at: root, next: 0 }];
  state[root] = OPEN;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const link = from[top.at]?.[top.next];
    top.next += 1;
    if (link === undefined) {
      state[top.at] = DONE;
      stack.pop();
    } else if (state[link.target] === OPEN) {
      backward.add(link);
    } else if (state[link.target] === 0) {
      state[link.target] = OPEN;
      stack.push({ at: link.target, next: 0 });
    }
  }
}

/**
 * The layer of each block: past all of its callers, as far left as can be; but a block that nobody calls stands
 * directly before the first that it calls, unless traffic enters there. `null` for a block without any link.
 */
export function layersOf(flow: Flow, entry: readonly boolean[]): readonly (number | null)[] {
  const { inward, outward } = flow;
  const layer = new Array<number>(inward.length).fill(0);
  const open = inward.map((list) => list.length);
  const ready = [...inward.keys()].filter((i) => open[i] === 0);
  for (let head = 0; head < ready.length; head++) {
    const at = ready[head] ?? 0;
    for (const [next] of outward[at] ?? []) {
      layer[next] = Math.max(layer[next] ?? 0, (layer[at] ?? 0) + 1);
      open[next] = (open[next] ?? 0) - 1;
      if (open[next] === 0) ready.push(next);
    }
  }
  return inward.map((callers, i) => {
    const callees = outward[i] ?? [];
    if (callers.length > 0) return layer[i] ?? 0;
    if (entry[i] === true) return 0;
    if (callees.length === 0) return null;
    return Math.max(0, Math.min(...callees.map(([c]) => layer[c] ?? 0)) - 1);
  });
}
