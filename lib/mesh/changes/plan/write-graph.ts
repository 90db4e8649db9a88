import { refKey } from "../../model/resource";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import type { ObjectChange } from "../change-set";
import { type Need, needKey, type Provision, type Standing } from "./names";
import { needsOf } from "./needs";
import { provisionsOf } from "./provisions";

/** One write before the one after it: the first has what the second needs, or the second takes away what the first let go. */
export type Edge = {
  readonly from: number;
  readonly to: number;
  readonly type: "make" | "break";
  /** The proxies must have got the first. */
  readonly waits: boolean;
};

type Side = {
  readonly needs: ReadonlyMap<string, Need>;
  readonly provisions: Provisions;
};
type Node = { readonly before: Side; readonly after: Side };

export const beforeOf = (change: ObjectChange): Standing | null =>
  change.type === "create" ? null : { ref: change.ref, value: change.before };

export const afterOf = (change: ObjectChange): Standing | null =>
  change.type === "remove" ? null : { ref: change.ref, value: change.after };

function sideOf(standing: Standing | null, settings: MeshSettings): Side {
  const needs = new Map(needsOf(standing, settings).map((need) => [needKey(need), need]));
  return { needs, provisions: byBucket(provisionsOf(standing, settings)) };
}

const known = new WeakMap<readonly ObjectChange[], readonly Edge[]>();

/** `edgesOf` for a stored set, whose two halves of one object also follow each other. */
export function dependenciesIn(
  changes: readonly ObjectChange[],
  settings: MeshSettings,
): readonly Edge[] {
  const hit = known.get(changes);
  if (hit) return hit;
  const edges = [...edgesOf(changes, settings), ...halvesOf(changes)];
  known.set(changes, edges);
  return edges;
}

/** An earlier write of an object before a later one. */
export function halvesOf(changes: readonly ObjectChange[]): readonly Edge[] {
  const last = new Map<string, number>();
  return changes.flatMap(({ ref }, to) => {
    const from = last.get(refKey(ref));
    last.set(refKey(ref), to);
    return from === undefined ? [] : [{ from, to, type: "make", waits: false } as const];
  });
}

/**
 * What must be written before what, by the references in the objects themselves.
 *
 * - An object that newly has a thing comes before one that newly refers to it.
 * - An object that no longer refers to a thing comes before one that no longer has it.
 * - An object that newly has a thing comes before one that no longer has it: somebody else may refer to it all the while.
 * - Policies, see `policyEdges`.
 */
export function edgesOf(changes: readonly ObjectChange[], settings: MeshSettings): readonly Edge[] {
  const nodes = changes.map((change) => ({
    before: sideOf(beforeOf(change), settings),
    after: sideOf(afterOf(change), settings),
  }));
  const edges = [
    ...[...needsByKey(nodes).values()].flatMap((need) => edgesOfNeed(need, nodes)),
    ...handedOver(nodes),
    ...policyEdges(changes, settings),
  ];
  return edges.filter(({ from, to }) => from !== to);
}

function needsByKey(nodes: readonly Node[]): ReadonlyMap<string, Need> {
  const all = new Map<string, Need>();
  for (const { before, after } of nodes) {
    for (const [key, need] of [...before.needs, ...after.needs]) all.set(key, need);
  }
  return all;
}

/** What one or several objects have, by bucket. */
export type Provisions = ReadonlyMap<string, readonly Provision[]>;

export function byBucket(provisions: readonly Provision[]): Provisions {
  const all = new Map<string, Provision[]>();
  for (const provision of provisions) {
    const known = all.get(provision.bucket);
    if (known) known.push(provision);
    else all.set(provision.bucket, [provision]);
  }
  return all;
}

export const provides = (provisions: Provisions, { bucket, detail }: Need): boolean =>
  provisions.get(bucket)?.some((p) => p.covers(detail)) === true;

function edgesOfNeed(need: Need, nodes: readonly Node[]): readonly Edge[] {
  const key = needKey(need);
  const where = (test: (node: Node) => boolean) =>
    nodes.flatMap((node, i) => (test(node) ? [i] : []));
  const had = ({ before }: Node) => provides(before.provisions, need);
  const has = ({ after }: Node) => provides(after.provisions, need);
  const adders = where((node) => has(node) && !had(node));
  const removers = where((node) => had(node) && !has(node));
  if (adders.length === 0 && removers.length === 0) return [];
  const starting = where((n) => n.after.needs.has(key) && !n.before.needs.has(key));
  const ending = where((n) => n.before.needs.has(key) && !n.after.needs.has(key));
  const { waits } = need;
  return [
    ...pairs(adders, starting, { type: "make", waits }),
    ...pairs(ending, removers, { type: "break", waits }),
    ...pairs(adders, removers, { type: "make", waits: false }),
  ];
}

const pairs = (
  from: readonly number[],
  to: readonly number[],
  rest: Pick<Edge, "type" | "waits">,
): readonly Edge[] => from.flatMap((a) => to.map((b) => ({ from: a, to: b, ...rest })));

/** One object takes over from another exactly what it provides, whoever needs it. */
function handedOver(nodes: readonly Node[]): readonly Edge[] {
  const idOf = ({ bucket, pattern }: Provision) => `${bucket} | ${pattern}`;
  const idsOf = (provisions: Provisions) => new Set([...provisions.values()].flat().map(idOf));
  const lists = nodes.map(({ before, after }) => {
    const had = idsOf(before.provisions);
    const has = idsOf(after.provisions);
    return {
      added: [...has].filter((id) => !had.has(id)),
      lost: [...had].filter((id) => !has.has(id)),
    };
  });
  const adders = new Map<string, number[]>();
  lists.forEach(({ added }, i) => {
    for (const id of added) adders.set(id, [...(adders.get(id) ?? []), i]);
  });
  return lists.flatMap(({ lost }, to) =>
    lost.flatMap((id) =>
      (adders.get(id) ?? []).map((from) => ({ from, to, type: "make", waits: false }) as const),
    ),
  );
}

/**
 * Authorization stands before the mode of mTLS changes and goes after it: without it, a moment of `PERMISSIVE` would let callers in
 * that nobody has named. Policies of one namespace, or of the root namespace, concern each other.
 */
function policyEdges(
  changes: readonly ObjectChange[],
  { rootNamespace }: MeshSettings,
): readonly Edge[] {
  const of = (kind: ObjectChange["ref"]["kind"]) =>
    changes.flatMap(({ ref, type }, i) =>
      ref.kind === kind ? [{ i, type, ns: ref.namespace }] : [],
    );
  const modes = of("PeerAuthentication.security.istio.io");
  return of("AuthorizationPolicy.security.istio.io").flatMap((policy) =>
    modes
      .filter(({ ns }) => ns === policy.ns || ns === rootNamespace || policy.ns === rootNamespace)
      .map(
        (mode): Edge =>
          policy.type === "remove"
            ? { from: mode.i, to: policy.i, type: "break", waits: true }
            : { from: policy.i, to: mode.i, type: "make", waits: true },
      ),
  );
}
