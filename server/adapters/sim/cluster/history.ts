import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { SimMesh } from "../mesh/load-mesh";
import { mergePatch } from "../mesh/merge-patch";
import { broughtBy, type ManagedEntry, updateAs } from "../writes/managed";
import { nameKey, objectKey } from "./api-object";
import { MANIFEST_MANAGER } from "./store";

/** What was authored until a second. */
export type PastState = { readonly until: number; readonly objects: readonly RawObject[] };

export type Past = {
  /** Oldest first. */
  readonly states: readonly PastState[];
  /** When an object was created, for those that the timeline creates. */
  readonly created: ReadonlyMap<string, number>;
  /** Who wrote which fields, for the objects of the timeline. */
  readonly managers: ReadonlyMap<string, readonly ManagedEntry[]>;
};

const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");

/** Seconds before the start at which what the timeline does not create was there already. */
export const AGE_SECONDS = 9 * 86_400;

/** Takes the timeline's events back, latest first. */
export function history({ objects, traffic }: SimMesh, startedAt: number): Past {
  const states: PastState[] = [];
  const created = new Map<string, number>();
  const writes: Write[] = [];
  const current = new Map(objects.map((o) => [objectKey(o), o]));
  for (const event of traffic.timeline.toSorted((a, b) => b.at - a.at)) {
    const key = nameKey(event.object);
    const now = current.get(key);
    const until = startedAt + event.at;
    if (event.before === null) {
      current.delete(key);
      created.set(key, until);
    } else if (now) {
      current.set(key, mergePatch(now, event.before));
    }
    if (now) writes.unshift({ key, by: event.by, at: until, before: current.get(key), after: now });
    states.unshift({ until, objects: [...current.values()] });
  }
  return { states, created, managers: managersOf(writes, iso(startedAt - AGE_SECONDS)) };
}

/** One event of the timeline: what it made of an object. */
type Write = {
  readonly key: string;
  readonly by: string;
  readonly at: number;
  readonly before: RawObject | undefined;
  readonly after: RawObject;
};

/** Plays the writes, oldest first. */
function managersOf(writes: readonly Write[], brought: string): Past["managers"] {
  const managers = new Map<string, readonly ManagedEntry[]>();
  for (const { key, by, at, before, after } of writes) {
    const entries = managers.get(key);
    const first = before && broughtBy(before, { manager: MANIFEST_MANAGER, time: brought });
    const was = before && entries ? { object: before, entries } : (first ?? null);
    managers.set(key, updateAs(was, after, { manager: by, time: iso(at) }).entries);
  }
  return managers;
}
