import { refKey } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../../routing/spec/mesh-settings";
import type { ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import { needKey, type Standing } from "./names";
import { needsOf } from "./needs";
import { provisionsOf } from "./provisions";
import { afterOf, beforeOf, byBucket, type Provisions, provides } from "./write-graph";

/** A reference that leads nowhere for a while: it holds before the first write and after the last. */
export type Gap = {
  /** After this many writes. */
  readonly after: number;
  readonly ref: ConfigRef;
  /** What is missing, as the engine names it. */
  readonly need: string;
};

/**
 * References among the objects of a set that break on the way, write by write. Empty for what `orderChanges` could order; references
 * that are broken at the end as well are a finding about the draft, not about the order.
 */
export function gapsOf(
  changes: readonly ObjectChange[],
  settings: MeshSettings = defaultMeshSettings,
): readonly Gap[] {
  const sides = changes.flatMap((change) => [beforeOf(change), afterOf(change)]);
  const ever = byBucket(sides.flatMap((side) => provisionsOf(side, settings)));
  const broken = statesOf(changes).map((state) => brokenIn(state, ever, settings));
  const first = broken[0] ?? new Map<string, Gap>();
  const last = broken.at(-1) ?? first;
  return broken.flatMap((found, after) =>
    [...found].flatMap(([key, gap]) =>
      first.has(key) || last.has(key) ? [] : [{ ...gap, after }],
    ),
  );
}

type State = ReadonlyMap<string, Standing | null>;

/** The objects before the first write and after each. */
function statesOf(changes: readonly ObjectChange[]): readonly State[] {
  const start = new Map<string, Standing | null>();
  for (const change of changes.toReversed()) start.set(refKey(change.ref), beforeOf(change));
  const states: State[] = [start];
  for (const change of changes) {
    const next = new Map(states.at(-1));
    next.set(refKey(change.ref), afterOf(change));
    states.push(next);
  }
  return states;
}

/** References to something that the set provides at one time or another, and at this time does not. */
function brokenIn(
  state: State,
  ever: Provisions,
  settings: MeshSettings,
): ReadonlyMap<string, Gap> {
  const standing = [...state.values()];
  const now = byBucket(standing.flatMap((object) => provisionsOf(object, settings)));
  const found = new Map<string, Gap>();
  for (const object of standing) {
    if (object === null) continue;
    for (const need of needsOf(object, settings)) {
      if (!provides(ever, need) || provides(now, need)) continue;
      const key = `${refKey(object.ref)} ${needKey(need)}`;
      found.set(key, { after: 0, ref: object.ref, need: needKey(need) });
    }
  }
  return found;
}
