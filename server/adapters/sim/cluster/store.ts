import "server-only";
import type { Inventory, RawObject } from "@/lib/mesh/model/inventory";
import type { MeshEvent } from "@/lib/mesh/model/snapshot";
import { uidOf } from "../hash";
import { at, objectKey, objectName, text, withMetadata } from "./api-object";

type Managers = readonly { readonly manager: string; readonly time: string }[];

/** Keeps objects as an API server does: identity, creation time, resource versions and field managers are its own. */
export type Store = {
  /** Makes the stored objects equal to these and says what the mesh sees of the difference. */
  replace(objects: readonly RawObject[], createdAt: (key: string) => number): readonly MeshEvent[];
  find(key: string): RawObject | null;
  /** Notes who wrote an object, for its next version. */
  managed(key: string, manager: string, time: string): void;
};

type Stored = {
  readonly written: string;
  readonly spec: string;
  readonly generation: number;
  readonly created: string;
  readonly object: RawObject;
};

export function createStore(inventory: Inventory, managers: ReadonlyMap<string, Managers>): Store {
  const stored = new Map<string, Stored>();
  const writers = new Map(managers);
  let version = 1000;

  const write = (key: string, object: RawObject, createdAt: (key: string) => number) => {
    const written = JSON.stringify(object);
    const before = stored.get(key);
    if (before?.written === written) return [];
    const spec = JSON.stringify(object["spec"] ?? null);
    const generation = (before?.generation ?? 0) + (before?.spec === spec ? 0 : 1);
    const created = before?.created ?? iso(createdAt(key));
    version += 1;
    const complete = withMetadata(object, {
      uid: text(at(object, "metadata"), "uid") || uidOf(key),
      resourceVersion: String(version),
      generation,
      creationTimestamp: created,
      managedFields: managedFields(object, created, writers.get(key) ?? []),
    });
    stored.set(key, { written, spec, generation, created, object: complete });
    return inventory.put(complete);
  };

  const drop = (key: string, { object }: Stored) => {
    stored.delete(key);
    const { apiVersion, kind, namespace, name } = objectName(object);
    return inventory.remove({ apiVersion, kind }, namespace, name);
  };

  return {
    replace(objects, createdAt) {
      const next = new Map(objects.map((o) => [objectKey(o), o]));
      const gone = [...stored].filter(([key]) => !next.has(key));
      return [
        ...[...next].flatMap(([key, object]) => write(key, object, createdAt)),
        ...gone.flatMap(([key, was]) => drop(key, was)),
      ];
    },
    find: (key) => stored.get(key)?.object ?? null,
    managed(key, manager, time) {
      writers.set(key, [...(writers.get(key) ?? []), { manager, time }]);
    },
  };
}

function managedFields(object: RawObject, created: string, later: Managers) {
  const { apiVersion } = objectName(object);
  return [{ manager: "kubectl-client-side-apply", time: created }, ...later].map(
    ({ manager, time }) => ({
      manager,
      operation: "Update",
      apiVersion,
      time,
      fieldsType: "FieldsV1",
    }),
  );
}

const iso = (second: number): string => new Date(second * 1000).toISOString().replace(".000Z", "Z");
