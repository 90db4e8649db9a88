import "server-only";
import { reduceConfigMap } from "@/lib/mesh/manifest/mesh-config";
import type { Inventory, RawObject } from "@/lib/mesh/model/inventory";
import { CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import type { MeshEvent } from "@/lib/mesh/model/snapshot";
import { uidOf } from "../hash";
import { broughtBy, type Managed, type ManagedEntry, managedFields } from "../writes/managed";
import { at, type Fields, groupOf, objectKey, objectName, text, withMetadata } from "./api-object";

/** Keeps objects as an API server does: identity, creation time, resource versions and field managers are its own. */
export type Store = {
  /** Makes the stored objects equal to these and says what the mesh sees of the difference. */
  replace(objects: readonly RawObject[], createdAt: (key: string) => number): readonly MeshEvent[];
  find(key: string): RawObject | null;
  /** Notes who wrote which fields of an object, for its next version. */
  note(key: string, entries: readonly ManagedEntry[]): void;
  /** Who wrote which fields, as noted; `null` when only its manifest brought the object. */
  entriesOf(key: string): readonly ManagedEntry[] | null;
  /** The object as it would be given after a write, without writing it; `now` is when it would be created. */
  preview(managed: Managed, now: string): RawObject;
};

type Stored = {
  readonly written: string;
  readonly entries: readonly ManagedEntry[] | null;
  readonly spec: string;
  readonly generation: number;
  readonly created: string;
  readonly uid: string;
  readonly object: RawObject;
};

/** What an object had in an earlier life of the sim, and keeps. */
export type Identity = {
  readonly uid: string;
  readonly resourceVersion: number;
  readonly generation: number;
  readonly createdAt: string;
};

const FIRST_VERSION = 1000;

/** What the server keeps of an object from one version to the next. */
type Kept = Pick<Stored, "spec" | "generation" | "created" | "uid">;

/** What the inventory sees of an object: of a ConfigMap the mesh configuration alone. */
const seenOf = (object: RawObject): RawObject =>
  text(object, "kind") === "ConfigMap" ? reduceConfigMap(object) : object;

const complete = (object: RawObject, of: Kept, resourceVersion: string): RawObject =>
  withMetadata(object, {
    uid: of.uid,
    resourceVersion,
    generation: of.generation,
    creationTimestamp: of.created,
  });

/** @param earlier identities of objects that were written before the sim was started again; their versions are not given out anew */
export function createStore(
  inventory: Inventory,
  noted: ReadonlyMap<string, readonly ManagedEntry[]>,
  earlier: ReadonlyMap<string, Identity> = new Map(),
): Store {
  const stored = new Map<string, Stored>();
  const writers = new Map(noted);
  const restored = new Map(earlier);
  /** How many objects of this name there were before. */
  const lives = new Map<string, number>();
  let version = FIRST_VERSION;

  const uidFor = (key: string, object: RawObject): string => {
    const life = lives.get(key) ?? 0;
    return text(at(object, "metadata"), "uid") || uidOf(life === 0 ? key : `${key}#${life}`);
  };

  const next = (key: string, object: RawObject, createdAt: (key: string) => number): Kept => {
    const before = stored.get(key);
    const known = before ? undefined : restored.get(key);
    const spec = JSON.stringify(object["spec"] ?? null);
    const generation = (before?.generation ?? 0) + (before?.spec === spec ? 0 : 1);
    return {
      spec,
      generation: known?.generation ?? generation,
      created: before?.created ?? known?.createdAt ?? iso(createdAt(key)),
      uid: before?.uid ?? known?.uid ?? uidFor(key, object),
    };
  };

  const write = (object: RawObject, createdAt: (key: string) => number) => {
    const key = objectKey(object);
    const written = JSON.stringify(object);
    const entries = writers.get(key) ?? null;
    const before = stored.get(key);
    if (before?.written === written && before.entries === entries) return [];
    const of = next(key, object, createdAt);
    version += 1;
    const made = complete(object, of, String(restored.get(key)?.resourceVersion ?? version));
    const given = withMetadata(made, { managedFields: managersOf(object, entries, of.created) });
    restored.delete(key);
    stored.set(key, { written, entries, ...of, object: given });
    return inventory.put(seenOf(given));
  };

  const drop = (key: string, { object }: Stored) => {
    stored.delete(key);
    writers.delete(key);
    lives.set(key, (lives.get(key) ?? 0) + 1);
    const { apiVersion, kind, namespace, name } = objectName(object);
    return inventory.remove({ apiVersion, kind }, namespace, name);
  };

  return {
    replace(objects, createdAt) {
      const wanted = new Map(objects.map((o) => [objectKey(o), o]));
      const gone = [...stored].filter(([key]) => !wanted.has(key));
      const events = [
        ...[...wanted.values()].flatMap((object) => write(object, createdAt)),
        ...gone.flatMap(([key, was]) => drop(key, was)),
      ];
      for (const { resourceVersion } of earlier.values()) {
        version = Math.max(version, resourceVersion);
      }
      return events;
    },
    find: (key) => stored.get(key)?.object ?? null,
    note: (key, entries) => writers.set(key, entries),
    entriesOf: (key) => writers.get(key) ?? null,
    preview({ object, entries }, now) {
      const key = objectKey(object);
      const of = next(key, object, () => Date.parse(now) / 1000);
      const standing = text(at(stored.get(key)?.object ?? {}, "metadata"), "resourceVersion");
      const made = complete(object, of, standing);
      return withMetadata(made, { managedFields: managedFields({ object, entries }) });
    },
  };
}

/** What a manifest brought was applied with kubectl. Only of the mesh's own configuration is it said which fields. */
function managersOf(
  object: RawObject,
  entries: readonly ManagedEntry[] | null,
  created: string,
): readonly Fields[] {
  const writer = { manager: MANIFEST_MANAGER, time: created };
  if (entries) return managedFields({ object, entries });
  if (isConfig(object)) return managedFields(broughtBy(object, writer));
  const { apiVersion } = objectName(object);
  return [{ ...writer, operation: "Update", apiVersion, fieldsType: "FieldsV1" }];
}

/** Who brought what a mesh's manifests hold. */
export const MANIFEST_MANAGER = "kubectl-client-side-apply";

const CONFIG_GROUPS = new Set<string>(CONFIG_KINDS.map((k) => k.group));

const isConfig = (object: RawObject): boolean =>
  CONFIG_GROUPS.has(groupOf(text(object, "apiVersion")));

const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");
