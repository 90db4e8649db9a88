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
import { applyAs, broughtBy, type Managed, updateAs } from "../writes/managed";
import { layOver, type OverlayChange } from "../writes/overlay";
import { nameKey, type ObjectName, objectKey } from "./api-object";
import { type Controllers, createControllers } from "./controllers";
import { AGE_SECONDS, history, type Past } from "./history";
import { createStore, MANIFEST_MANAGER, type Store } from "./store";

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
  /** Creates or replaces an object as another client's update does; what controllers make of it follows at once. */
  put(object: RawObject, manager?: string): void;
  /** States fields of an object as another client's server-side apply does, by force. */
  apply(object: RawObject, manager: string): void;
  remove(name: ObjectName): void;
  /** The object as authored, with those who wrote it; `null` when it is not there. */
  managed(name: ObjectName): Managed | null;
  /** Makes an object so. Gives it back as the API server would. */
  commit(managed: Managed): RawObject;
  /** What `commit` would give, without doing it. */
  preview(managed: Managed): RawObject;
  /** Time stamps as the API writes them. */
  timestamp(): string;
  /** Calls back after every change, until the returned function is called. */
  subscribe(listener: (events: readonly MeshEvent[], second: number) => void): () => void;
};

/** @param overlay what was written to the mesh in earlier lives of the sim */
export function createWorld(
  mesh: SimMesh,
  cluster: string,
  clock: Clock,
  overlay: readonly OverlayChange[] = [],
): World {
  const startedAt = secondOf(clock);
  const past = history(mesh, startedAt);
  const laid = layOver(mesh.objects, overlay);
  const createdAt = (key: string) => past.created.get(key) ?? startedAt - AGE_SECONDS;
  const controllers = createControllers((owner) => iso(createdAt(objectKey(owner))));
  const listeners = new Set<(events: readonly MeshEvent[], second: number) => void>();
  const inventory = createInventory(cluster);
  const noted = new Map([...past.managers, ...laid.entries]);
  const store = createStore(inventory, noted, laid.identities);
  let authored: ReadonlyMap<string, RawObject> = laid.authored;
  let snapshot = advance(
    emptySnapshot,
    store.replace(controllers.expand([...authored.values()]), createdAt),
  );
  const periods = pastPeriods(past, controllers, cluster, createdAt);
  periods.push({ from: past.states.at(-1)?.until ?? -Infinity, index: indexSnapshot(snapshot) });

  const become = (next: ReadonlyMap<string, RawObject>) => {
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
    ...createWriters({
      authored: () => authored,
      become,
      store,
      createdAt,
      timestamp: () => iso(secondOf(clock)),
    }),
    snapshot: () => snapshot,
    periodAt(second) {
      if (second < startedAt - HISTORY_SECONDS) return null;
      return periods.findLast((p) => p.from <= second) ?? null;
    },
    find: (name) => store.find(nameKey(name)),
    controllerOf: (namespace, workload) => inventory.controllerOf(namespace, workload),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Hands = {
  readonly authored: () => ReadonlyMap<string, RawObject>;
  readonly become: (next: ReadonlyMap<string, RawObject>) => void;
  readonly store: Store;
  readonly createdAt: (key: string) => number;
  readonly timestamp: () => string;
};

type Writers = Pick<
  World,
  "timestamp" | "managed" | "commit" | "preview" | "put" | "apply" | "remove"
>;

/** Those who change the world, each under a manager's name. */
function createWriters({ authored, become, store, createdAt, timestamp }: Hands): Writers {
  const managed = (key: string): Managed | null => {
    const object = authored().get(key);
    if (!object) return null;
    const entries = store.entriesOf(key);
    const brought = { manager: MANIFEST_MANAGER, time: iso(createdAt(key)) };
    return entries ? { object, entries } : broughtBy(object, brought);
  };
  const commit = ({ object, entries }: Managed) => {
    const key = objectKey(object);
    store.note(key, entries);
    become(new Map(authored()).set(key, object));
    return store.find(key) ?? object;
  };
  return {
    timestamp,
    commit,
    managed: (name) => managed(nameKey(name)),
    preview: (next) => store.preview(next, timestamp()),
    put(object, manager = "kubectl") {
      commit(updateAs(managed(objectKey(object)), object, { manager, time: timestamp() }));
    },
    apply(object, manager) {
      const writer = { manager, time: timestamp() };
      const applied = applyAs(managed(objectKey(object)), object, writer, true);
      if (applied.ok) commit(applied.value);
    },
    remove(name) {
      const next = new Map(authored());
      if (next.delete(nameKey(name))) become(next);
    },
  };
}

const secondOf = (clock: Clock): number => Math.floor(clock.now() / 1000);
const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");

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
