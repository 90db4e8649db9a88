import type { Kind } from "./kinds";
import { configKindOf, readConfig } from "./raw/config";
import {
  readConfigMap,
  readEndpointSlice,
  readNamespace,
  readSecret,
  readService,
  readServiceAccount,
} from "./raw/core";
import { sameJson } from "./raw/equal";
import { identityOf, type Owner, readMeta } from "./raw/meta";
import { textAt } from "./raw/value";
import { type MeshResource, type ResourceMeta, type ResourceRef, refKey, refOf } from "./resource";
import type { MeshEvent } from "./snapshot";
import { isController, readController } from "./workload/controller";
import { readPod } from "./workload/pod";
import { createWorkloads, type Touched } from "./workload/workloads";

/** A Kubernetes object as the API server sends it, with `apiVersion` and `kind` set. */
export type RawObject = Readonly<Record<string, unknown>>;

/**
 * Raw Kubernetes objects in, mesh events out. Holds what folding needs (pods, ReplicaSets, Jobs, controllers); no I/O, no clock.
 *
 * What holds: the same objects in any order (each object's own changes in theirs) end in the same snapshot; a put that changes
 * nothing the mesh sees gives no event; an object without a usable identity, or of a kind the mesh does not need, gives none
 * either; a field of the wrong type counts as absent. Nothing throws.
 */
export type Inventory = {
  put(object: RawObject): readonly MeshEvent[];
  remove(
    gvk: { readonly apiVersion: string; readonly kind: string },
    namespace: string,
    name: string,
  ): readonly MeshEvent[];
  /**
   * The object behind a workload, as users edit it: its Deployment, the Rollout that owns its ReplicaSets, the bare pod.
   * `null` for a workload that is not there. The name differs from the workload's where the label
   * `service.istio.io/workload-name` overrides it.
   */
  controllerOf(
    namespace: string,
    workload: string,
  ): { readonly apiVersion: string; readonly kind: string; readonly name: string } | null;
};

type Reader = {
  /** What it may be read as. */
  readonly kinds: readonly Kind[];
  readonly scope: "namespaced" | "cluster";
  /** `null` for an object that the mesh does not need. */
  readonly read: (meta: ResourceMeta, object: RawObject) => MeshResource | null;
};

const CORE_READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["v1/Namespace", { kinds: ["Namespace"], scope: "cluster", read: readNamespace }],
  ["v1/Service", { kinds: ["Service"], scope: "namespaced", read: readService }],
  [
    "v1/ServiceAccount",
    { kinds: ["ServiceAccount"], scope: "namespaced", read: readServiceAccount },
  ],
  [
    "v1/ConfigMap",
    { kinds: ["MeshConfig", "CaConfigMap"], scope: "namespaced", read: readConfigMap },
  ],
  ["v1/Secret", { kinds: ["Secret"], scope: "namespaced", read: readSecret }],
  [
    "discovery.k8s.io/v1/EndpointSlice",
    { kinds: ["EndpointSlice"], scope: "namespaced", read: readEndpointSlice },
  ],
]);

function readerOf(apiVersion: string, kind: string): Reader | null {
  const core = CORE_READERS.get(`${apiVersion}/${kind}`);
  if (core) return core;
  const config = configKindOf(apiVersion, kind);
  if (config === null) return null;
  return {
    kinds: [config.id],
    scope: config.namespaced ? "namespaced" : "cluster",
    read: (meta, object) => readConfig(config.id, meta, object),
  };
}

const isPod = (apiVersion: string, kind: string) => apiVersion === "v1" && kind === "Pod";

export function createInventory(cluster: string): Inventory {
  const known = new Map<string, MeshResource>();
  const workloads = createWorkloads(cluster);

  const store = (resource: MeshResource): readonly MeshEvent[] => {
    const key = refKey(refOf(resource));
    const before = known.get(key);
    if (before && sameJson(before, resource)) return [];
    known.set(key, resource);
    return [{ type: "put", resource }];
  };

  const drop = (ref: ResourceRef): readonly MeshEvent[] =>
    known.delete(refKey(ref)) ? [{ type: "delete", ref }] : [];

  const settle = (touched: readonly Touched[]): readonly MeshEvent[] =>
    touched.flatMap(({ namespace, workload, now }) =>
      now === null ? drop({ cluster, kind: "Workload", namespace, name: workload }) : store(now),
    );

  const putMember = (apiVersion: string, kind: string, object: RawObject) => {
    const identity = identityOf(object, "namespaced");
    if (identity === null) return [];
    const meta = readMeta(cluster, identity, object);
    if (isPod(apiVersion, kind)) return settle(workloads.setPod(readPod(meta, object)));
    const facts = readController(meta, object);
    const { namespace, name } = identity;
    return settle(
      facts === null
        ? workloads.removeController(namespace, kind, name)
        : workloads.setController(namespace, kind, facts),
    );
  };

  return {
    put(object) {
      const apiVersion = textAt(object, "apiVersion") ?? "";
      const kind = textAt(object, "kind") ?? "";
      if (isPod(apiVersion, kind) || isController(apiVersion, kind)) {
        return putMember(apiVersion, kind, object);
      }
      const reader = readerOf(apiVersion, kind);
      const identity = reader && identityOf(object, reader.scope);
      if (reader === null || identity === null) return [];
      const found = reader.read(readMeta(cluster, identity, object), object);
      const others = reader.kinds.filter((k) => k !== found?.kind);
      const gone = others.flatMap((other) => drop({ cluster, kind: other, ...identity }));
      return found ? [...gone, ...store(found)] : gone;
    },
    remove({ apiVersion, kind }, namespace, name) {
      if (isPod(apiVersion, kind)) return settle(workloads.removePod(namespace, name));
      if (isController(apiVersion, kind)) {
        return settle(workloads.removeController(namespace, kind, name));
      }
      const reader = readerOf(apiVersion, kind);
      if (reader === null) return [];
      const scoped = reader.scope === "cluster" ? "" : namespace;
      return reader.kinds.flatMap((one) => drop({ cluster, kind: one, namespace: scoped, name }));
    },
    controllerOf: (namespace, workload): Owner | null => workloads.principal(namespace, workload),
  };
}
