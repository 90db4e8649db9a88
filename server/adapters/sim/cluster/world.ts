import "server-only";
import { createInventory, type Inventory, type RawObject } from "@/lib/mesh/model/inventory";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  advance,
  emptySnapshot,
  type MeshEvent,
  type MeshSnapshot,
} from "@/lib/mesh/model/snapshot";
import type { Clock } from "@/server/ports/clock";
import type { SimMesh } from "../mesh/load-mesh";
import { mergePatch } from "../mesh/merge-patch";
import { nameKey, type ObjectName, objectKey } from "./api-object";
import { type Controllers, createControllers } from "./controllers";
import { createStore } from "./store";

/** The mesh as it was from a second on, until the next period begins. */
export type Period = { readonly from: number; readonly index: MeshIndex };

/** Seconds of the past that exist. The first minutes serve as the window of charts that begin two hours ago. */
export const HISTORY_SECONDS = 2 * 3600 + 600;

/** The objects of the mesh, now and in the past. */
export type World = {
  readonly cluster: string;
  /** Epoch second of the start: the manifests hold from here on, the timeline counts from here back. */
  readonly startedAt: number;
  snapshot(): MeshSnapshot;
  /** `null` before the history. */
  periodAt(second: number): Period | null;
  /** The object as the API server would give it. */
  find(name: ObjectName): RawObject | null;
  controllerOf: Inventory["controllerOf"];
  /** Creates or replaces an object; what controllers make of it follows at once. */
  put(object: RawObject, manager?: string): void;
  remove(name: ObjectName): void;
  /** Calls back after every change, until the returned function is called. */
  subscribe(listener: (events: readonly MeshEvent[], second: number) => void): () => void;
};

export function createWorld(mesh: SimMesh, cluster: string, clock: Clock): World {
  const startedAt = secondOf(clock);
  const past = history(mesh, startedAt);
  const createdAt = (key: string) => past.created.get(key) ?? startedAt - 9 * 86_400;
  const controllers = createControllers((owner) => iso(createdAt(objectKey(owner))));
  const listeners = new Set<(events: readonly MeshEvent[], second: number) => void>();
  const inventory = createInventory(cluster);
  const store = createStore(inventory, past.managers);
  let authored = new Map(mesh.objects.map((o) => [objectKey(o), o]));
  let snapshot = advance(
    emptySnapshot,
    store.replace(controllers.expand([...authored.values()]), createdAt),
  );
  const periods = pastPeriods(past, controllers, cluster, createdAt);
  periods.push({ from: past.states.at(-1)?.until ?? -Infinity, index: indexSnapshot(snapshot) });

  const become = (next: Map<string, RawObject>) => {
    const now = secondOf(clock);
    authored = next;
    const events = store.replace(
      controllers.expand([...next.values()]),
      (key) => past.created.get(key) ?? now,
    );
    if (events.length === 0) return;
    snapshot = advance(snapshot, events);
    while ((periods.at(-1)?.from ?? -Infinity) >= now) periods.pop();
    periods.push({ from: now, index: indexSnapshot(snapshot) });
    for (const listener of listeners) listener(events, now);
  };

  return {
    cluster,
    startedAt,
    snapshot: () => snapshot,
    periodAt(second) {
      if (second < startedAt - HISTORY_SECONDS) return null;
      return periods.findLast((p) => p.from <= second) ?? null;
    },
    find: (name) => store.find(nameKey(name)),
    controllerOf: (namespace, workload) => inventory.controllerOf(namespace, workload),
    put(object, manager = "kubectl") {
      store.managed(objectKey(object), manager, iso(secondOf(clock)));
      become(new Map(authored).set(objectKey(object), object));
    },
    remove(name) {
      const next = new Map(authored);
      if (next.delete(nameKey(name))) become(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const secondOf = (clock: Clock): number => Math.floor(clock.now() / 1000);
const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");

/** What was authored until a second. */
type PastState = { readonly until: number; readonly objects: readonly RawObject[] };

type Past = {
  /** Oldest first. */
  readonly states: readonly PastState[];
  /** When an object was created, for those that the timeline creates. */
  readonly created: ReadonlyMap<string, number>;
  readonly managers: ReadonlyMap<
    string,
    readonly { readonly manager: string; readonly time: string }[]
  >;
};

/** Takes the timeline's events back, latest first. */
function history({ objects, traffic }: SimMesh, startedAt: number): Past {
  const states: PastState[] = [];
  const created = new Map<string, number>();
  const managers = new Map<string, { manager: string; time: string }[]>();
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
    managers.set(key, [{ manager: event.by, time: iso(until) }, ...(managers.get(key) ?? [])]);
    states.unshift({ until, objects: [...current.values()] });
  }
  return { states, created, managers };
}

function pastPeriods(
  past: Past,
  controllers: Controllers,
  cluster: string,
  createdAt: (key: string) => number,
): Period[] {
  return past.states.map((state, i) => {
    const store = createStore(createInventory(cluster), past.managers);
    const events = store.replace(controllers.expand(state.objects), createdAt);
    const index = indexSnapshot(advance(emptySnapshot, events));
    return { from: past.states[i - 1]?.until ?? Number.NEGATIVE_INFINITY, index };
  });
}
