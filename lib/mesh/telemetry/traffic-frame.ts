import { sameBounds, sharedBounds } from "./quantiles";
import type { Buckets, EdgeChange, EdgeTraffic, Traffic, TrafficFrame } from "./traffic";

/** The whole traffic as it travels in a reset. */
export type TrafficReset = Omit<TrafficFrame, "full" | "set" | "changed" | "removed"> & {
  readonly edges: readonly EdgeTraffic[];
};

/**
 * What a reader of `previous` needs to have `next`. Unchanged edges cost nothing; of a changed one only the parts that
 * changed travel. Without `previous`, or when ticks lie between, the frame is full.
 *
 * `applyTrafficFrame(previous, trafficFrame(previous, next))` equals `next`, also after JSON.
 */
export function trafficFrame(previous: Traffic | null, next: Traffic): TrafficFrame {
  const head = headOf(next);
  if (previous === null || previous.tick + 1 !== next.tick) {
    return { ...head, full: true, set: [...next.edges.values()], changed: [], removed: [] };
  }
  const set: EdgeTraffic[] = [];
  const changed: EdgeChange[] = [];
  for (const [id, edge] of next.edges) {
    const before = previous.edges.get(id);
    if (before === undefined) set.push(edge);
    else if (before !== edge) {
      const change = changeOf(before, edge);
      if (Object.keys(change).length > 0) changed.push({ id, ...change });
    }
  }
  const removed = [...previous.edges.keys()].filter((id) => !next.edges.has(id));
  return { ...head, full: false, set, changed, removed };
}

/**
 * The traffic after a frame; frames may come from JSON. Total:
 * a frame that the traffic already includes changes nothing, and one that does not follow it (a gap, an edge that is
 * not known, no traffic to apply it to) gives `null`: ask for a reset. Edges that did not change stay the same object.
 */
export function applyTrafficFrame(traffic: Traffic | null, frame: TrafficFrame): Traffic | null {
  if (traffic !== null && frame.tick <= traffic.tick) return traffic;
  if (!frame.full && traffic?.tick !== frame.tick - 1) return null;
  const edges = new Map(frame.full ? [] : traffic?.edges);
  for (const id of frame.removed) edges.delete(id);
  for (const edge of frame.set) edges.set(edge.id, revive(edge));
  for (const change of frame.changed) {
    const edge = edges.get(change.id);
    if (edge === undefined) return null;
    edges.set(change.id, changeEdge(edge, change));
  }
  return { ...headOf(frame), edges };
}

/** The traffic as one value that survives JSON; `trafficFromReset` reads it. */
export const trafficReset = (traffic: Traffic): TrafficReset => ({
  ...headOf(traffic),
  edges: [...traffic.edges.values()],
});

/** The traffic of a reset, also after JSON. */
export const trafficFromReset = (reset: TrafficReset): Traffic => ({
  ...headOf(reset),
  edges: new Map(reset.edges.map((edge) => [edge.id, revive(edge)])),
});

const headOf = ({ tick, at, windowSeconds, latencyAt, latencyLevel }: Omit<Traffic, "edges">) => ({
  tick,
  at,
  windowSeconds,
  latencyAt,
  latencyLevel,
});

const PLAIN_PARTS = [
  "reporter",
  "responses",
  "security",
  "principals",
  "averageMs",
  "tcp",
  "messages",
] as const satisfies readonly (keyof EdgeTraffic)[];

function changeOf(before: EdgeTraffic, after: EdgeTraffic): Omit<EdgeChange, "id"> {
  const parts = PLAIN_PARTS.filter((part) => !sameData(before[part], after[part]));
  const change = Object.fromEntries(parts.map((part) => [part, after[part]]));
  if (sameBuckets(before.latency, after.latency)) return change;
  return { ...change, latency: latencyChange(before.latency, after.latency) };
}

/** Deep equality of plain data: numbers, strings, `null`, arrays and objects of them. */
function sameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isData(a) || !isData(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameData(a[key], b[key]));
}

const isData = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function sameBuckets(a: Buckets | null, b: Buckets | null): boolean {
  if (a === null || b === null) return a === b;
  return sameBounds(a.bounds, b.bounds) && sameBounds(a.counts, b.counts);
}

function latencyChange(
  before: Buckets | null,
  after: Buckets | null,
): Exclude<EdgeChange["latency"], undefined> {
  if (after === null) return null;
  const total = after.counts.at(-1);
  const counts = after.counts.slice(0, after.counts.indexOf(total ?? 0) + 1);
  const known = before !== null && sameBounds(before.bounds, after.bounds);
  return known ? { counts } : { bounds: after.bounds, counts };
}

function changeEdge(edge: EdgeTraffic, { id: _, latency, ...parts }: EdgeChange): EdgeTraffic {
  if (latency === undefined) return { ...edge, ...parts };
  if (latency === null) return { ...edge, ...parts, latency };
  const bounds = withInfinity(latency.bounds ?? edge.latency?.bounds ?? []);
  const total = latency.counts.at(-1) ?? 0;
  const counts = bounds.map((_bound, i) => latency.counts[i] ?? total);
  return { ...edge, ...parts, latency: { bounds, counts } };
}

const revive = (edge: EdgeTraffic): EdgeTraffic =>
  edge.latency === null
    ? edge
    : { ...edge, latency: { ...edge.latency, bounds: withInfinity(edge.latency.bounds) } };

/** JSON writes `Infinity` as `null`; the type cannot say so. */
function withInfinity(bounds: readonly (number | null)[]): readonly number[] {
  return sharedBounds(bounds.map((bound) => bound ?? Number.POSITIVE_INFINITY));
}
