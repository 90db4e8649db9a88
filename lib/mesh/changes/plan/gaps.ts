import { refKey } from "../../model/resource";
import { defaultMeshSettings, type MeshSettings } from "../../routing/spec/mesh-settings";
import type { ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import { type Need, needKey, type Provision, type Standing } from "./names";
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
  const states = statesOf(changes);
  const readings = readingsOf(states, settings);
  const ever = byBucket([...readings.values()].flatMap(({ provisions }) => provisions));
  const broken = states.map((state) => brokenIn(state, ever, readings));
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

type Reading = {
  readonly provisions: readonly Provision[];
  readonly needs: readonly { readonly need: Need; readonly key: string }[];
};

/** What each object provides and needs: one that stands in many states is read once. */
function readingsOf(
  states: readonly State[],
  settings: MeshSettings,
): ReadonlyMap<Standing, Reading> {
  const readings = new Map<Standing, Reading>();
  for (const object of states.flatMap((state) => [...state.values()])) {
    if (object === null || readings.has(object)) continue;
    const needs = needsOf(object, settings).map((need) => ({ need, key: needKey(need) }));
    readings.set(object, { provisions: provisionsOf(object, settings), needs });
  }
  return readings;
}

/** References to something that the set provides at one time or another, and at this time does not. */
function brokenIn(
  state: State,
  ever: Provisions,
  readings: ReadonlyMap<Standing, Reading>,
): ReadonlyMap<string, Gap> {
  const standing = [...state.values()].flatMap((object) => {
    const reading = object === null ? undefined : readings.get(object);
    return object === null || reading === undefined ? [] : [{ object, reading }];
  });
  const now = byBucket(standing.flatMap(({ reading }) => reading.provisions));
  const found = new Map<string, Gap>();
  for (const { object, reading } of standing) {
    for (const { need, key } of reading.needs) {
      if (!provides(ever, need) || provides(now, need)) continue;
      found.set(`${refKey(object.ref)} ${key}`, { after: 0, ref: object.ref, need: key });
    }
  }
  return found;
}
