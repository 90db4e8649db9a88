import type { ConfigKind } from "../../model/kinds";
import { refKey } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../../routing/spec/mesh-settings";
import type { ObjectChange } from "../change-set";
import { splitWrite } from "./split-write";
import { dependenciesIn, type Edge, edgesOf } from "./write-graph";

/**
 * The writes of a set of changes, one per object, in an order in which no prefix leaves a reference to something that is not there:
 * make before break. An update that must come both before and after another one is split in two. `waitForProxies` marks the writes
 * before which the proxies must have got the earlier ones.
 *
 * The order follows from references alone and does not depend on the order given. Where no order is sound (a DestinationRule moves to
 * another host together with those who use it), what is made still comes before what refers to it; `gapsOf` says what is missing when.
 */
export function orderChanges(
  changes: readonly ObjectChange[],
  settings: MeshSettings = defaultMeshSettings,
): readonly ObjectChange[] {
  const sorted = changes.toSorted((a, b) => compareWrites(a, b));
  const found = edgesOf(sorted, settings);
  const writes = splitCycles(sorted, found);
  const edges = writes.length === sorted.length ? found : dependenciesIn(writes, settings);
  return markWaits(writes, sortWrites(writes, edges), edges);
}

/** Kinds in the order in which they are usually needed; for a stable order of what does not depend on each other. */
const RANK: readonly ConfigKind[] = [
  "GatewayClass.gateway.networking.k8s.io",
  "ReferenceGrant.gateway.networking.k8s.io",
  "Gateway.gateway.networking.k8s.io",
  "Gateway.networking.istio.io",
  "ListenerSet.gateway.networking.k8s.io",
  "ServiceEntry.networking.istio.io",
  "WorkloadEntry.networking.istio.io",
  "DestinationRule.networking.istio.io",
  "RequestAuthentication.security.istio.io",
  "AuthorizationPolicy.security.istio.io",
  "PeerAuthentication.security.istio.io",
  "VirtualService.networking.istio.io",
  "HTTPRoute.gateway.networking.k8s.io",
];

function rankOf({ ref, type }: ObjectChange): number {
  const found = RANK.indexOf(ref.kind);
  const rank = found < 0 ? RANK.length : found;
  return type === "remove" ? 2 * RANK.length + 1 - rank : rank;
}

function compareWrites(a: ObjectChange, b: ObjectChange): number {
  const [x, y] = [refKey(a.ref), refKey(b.ref)];
  return rankOf(a) - rankOf(b) || (x < y ? -1 : x > y ? 1 : 0);
}

/** Both halves of every update that lies on a cycle and can be split. */
function splitCycles(
  changes: readonly ObjectChange[],
  edges: readonly Edge[],
): readonly ObjectChange[] {
  const next = successors(changes.length, edges);
  return changes.flatMap((change, i) =>
    reaches(next, i) ? (splitWrite(change) ?? change) : change,
  );
}

function successors(count: number, edges: readonly Edge[]): readonly ReadonlySet<number>[] {
  const next = Array.from({ length: count }, () => new Set<number>());
  for (const { from, to } of edges) next[from]?.add(to);
  return next;
}

/** Whether a way leads from a write back to itself. */
function reaches(next: readonly ReadonlySet<number>[], start: number): boolean {
  const seen = new Set<number>();
  const open = [...(next[start] ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === start) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(next[at] ?? []));
  }
  return false;
}

/** Kahn's order, the first by rank of those that are ready. In a cycle what is made goes first, and removals give way. */
function sortWrites(writes: readonly ObjectChange[], edges: readonly Edge[]): readonly number[] {
  const open = new Set(writes.keys());
  const unmet = writes.map((): Edge[] => []);
  for (const edge of edges) unmet[edge.to]?.push(edge);
  const isFree = (i: number, types: readonly Edge["type"][]) =>
    (unmet[i] ?? []).every((e) => !open.has(e.from) || !types.includes(e.type));
  const order: number[] = [];
  while (open.size > 0) {
    const rest = [...open];
    const next =
      rest.find((i) => isFree(i, ["make", "break"])) ??
      rest.find((i) => isFree(i, ["make"])) ??
      rest[0];
    if (next === undefined) break;
    open.delete(next);
    order.push(next);
  }
  return order;
}

function markWaits(
  writes: readonly ObjectChange[],
  order: readonly number[],
  edges: readonly Edge[],
): readonly ObjectChange[] {
  const placeOf = new Map(order.map((index, place) => [index, place]));
  let waitedAt = 0;
  return order.flatMap((index, place) => {
    const write = writes[index];
    if (write === undefined) return [];
    const waits = edges.some((e) => {
      const from = placeOf.get(e.from) ?? place;
      return e.waits && e.to === index && from < place && from >= waitedAt;
    });
    if (waits) waitedAt = place;
    return [waits ? { ...write, waitForProxies: true } : write];
  });
}
