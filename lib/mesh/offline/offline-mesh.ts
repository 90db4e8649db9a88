import type { JsonPath } from "../manifest/json";
import { keysOfConfigMap, readMeshConfigText, reduceConfigMap } from "../manifest/mesh-config";
import { lineOf, type ReadObject, type ReadProblem, readObjects } from "../manifest/read-objects";
import { createInventory, type RawObject } from "../model/inventory";
import { CONFIG_KINDS, type Kind } from "../model/kinds";
import { indexSnapshot, type MeshIndex } from "../model/mesh-index";
import { ROOT_NAMESPACE } from "../model/namespace-mesh";
import { configKindOf } from "../model/raw/config";
import { labelsOf } from "../model/raw/meta";
import { recordAt, recordsAt, textAt } from "../model/raw/value";
import { type ResourceRef, refKey } from "../model/resource";
import { advance, emptySnapshot, type MeshEvent } from "../model/snapshot";
import { isController } from "../model/workload/controller";

import { hasIngressLabel, ingressGatewayText } from "./ingress-gateway";
import { asInjected, type NamespaceLabels } from "./injection";
import { inPlaceOf, keyOf, sliced } from "./standing";

/** The cluster that objects of files belong to. */
export const OFFLINE_CLUSTER = "offline";

export type OfflineFile = { readonly name: string; readonly text: string };

/** An object of a file. */
export type OfflineObject = ReadObject & {
  readonly file: string;
  /** With the namespace in which it would be made; empty for cluster-scoped kinds. */
  readonly namespace: string;
  /** Its place in the mesh; `null` for what the mesh holds only in parts (pods, Deployments) or not at all. */
  readonly ref: ResourceRef | null;
};

/** Something of a file that takes no part, or only in part. */
export type OfflineProblem = {
  readonly file: string;
  readonly line: number;
  readonly code:
    | ReadProblem["code"]
    /** A kind that decides about nothing here; kept among the objects. */
    | "kind-not-used"
    /** The same object came before; the later one counts. */
    | "repeated"
    /** The mesh configuration is no YAML object. */
    | "mesh-config";
  /** The parser's sentence, or the name or value that it is about. */
  readonly detail: string;
};

export type OfflineMesh = {
  readonly index: MeshIndex;
  /** In the order of the files. */
  readonly objects: readonly OfflineObject[];
  /** Objects of a cluster that no file replaces. */
  readonly standing: readonly RawObject[];
  readonly problems: readonly OfflineProblem[];
  /**
   * Whether the files say what runs: they have pods, or endpoint slices. In files without any (a pull request's) the number of endpoints
   * is not known, which is not the same as none.
   */
  readonly endpointsKnown: boolean;
};

export type OfflineOptions = {
  /** Of objects that name none. */
  readonly namespace?: string;
  /** The text of a MeshConfig, in place of the one in the files. */
  readonly meshConfig?: OfflineFile;
  /** Whether the ingress gateway of Istio's default installation stands in where the files hold none: they rarely do. */
  readonly ingressGateway?: boolean;
  /** What a cluster holds, beside which the files stand: an object of a file counts in place of the cluster's of its kind and name. */
  readonly standing?: readonly RawObject[];
};

/**
 * The mesh that files describe: any number of YAML or JSON documents and lists in each. Never throws; what cannot be read is among the
 * problems with its file and line, and everything else is read.
 */
export function readOfflineMesh(
  files: readonly OfflineFile[],
  { namespace = "default", meshConfig, ingressGateway = false, standing = [] }: OfflineOptions = {},
): OfflineMesh {
  const problems: OfflineProblem[] = [];
  const own = files.flatMap((file) => {
    const read = readObjects(file.text);
    problems.push(...read.problems.map((problem) => ({ ...problem, file: file.name })));
    return read.objects.map((object) => placed(object, file.name, namespace));
  });
  const written = ingressGateway ? [...own, ...ingressGatewayFor(own)] : own;
  problems.push(...notesOn(written));
  const replaces = meshConfig === undefined ? null : meshConfigOf(meshConfig);
  if (meshConfig && replaces?.mesh === null) {
    problems.push({ file: meshConfig.name, line: 1, code: "mesh-config", detail: meshConfig.name });
  }
  const { objects, beside, replaced } = besideStanding(written, standing);
  const events = eventsOf(objects, beside, replaced, replaces?.object ?? null);
  return {
    index: indexSnapshot(advance(emptySnapshot, events)),
    objects,
    standing: beside,
    problems,
    endpointsKnown: objects.some(isRunning) || beside.some((o) => RUNNING.has(String(o["kind"]))),
  };
}

type Beside = {
  readonly objects: readonly OfflineObject[];
  readonly beside: readonly RawObject[];
  readonly replaced: ReadonlyMap<string, RawObject>;
};

function besideStanding(objects: readonly OfflineObject[], standing: readonly RawObject[]): Beside {
  if (standing.length === 0) return { objects, beside: [], replaced: new Map() };
  const keys = new Set(objects.map((o) => keyOf(o.value, o.namespace)));
  const replaced = new Map<string, RawObject>();
  const beside = standing.filter((object) => {
    const key = keyOf(object);
    if (keys.has(key)) replaced.set(key, object);
    return !keys.has(key);
  });
  return { objects, beside, replaced };
}

/** The line of a path in an object, for what is said of it. */
export const offlineLineOf = (object: OfflineObject, path: JsonPath): number =>
  lineOf(object.place, path);

/** Where objects that stand in are said to be from. */
export const INGRESS_FILE = "";

/** Only beside objects of the same kind: where files hold no Service at all, one that stands in would make all others missing. */
function ingressGatewayFor(objects: readonly OfflineObject[]): readonly OfflineObject[] {
  if (objects.some(({ value }) => hasIngressLabel(value))) return [];
  return readObjects(ingressGatewayText(objects.some(isRunning)))
    .objects.filter(({ identity }) =>
      identity.kind === "Service"
        ? objects.some((o) => o.ref?.kind === "Service")
        : objects.some(isMember),
    )
    .map((object) => placed(object, INGRESS_FILE, ROOT_NAMESPACE));
}

const RUNNING = new Set(["Pod", "EndpointSlice"]);

const isRunning = ({ identity }: OfflineObject): boolean => RUNNING.has(identity.kind);

/** Core kinds that the mesh holds as they are, and whether they have a namespace. */
const CORE_KINDS: ReadonlyMap<string, { readonly kind: Kind; readonly namespaced: boolean }> =
  new Map([
    ["v1/Namespace", { kind: "Namespace", namespaced: false }],
    ["v1/Service", { kind: "Service", namespaced: true }],
    ["v1/ServiceAccount", { kind: "ServiceAccount", namespaced: true }],
    ["v1/Secret", { kind: "Secret", namespaced: true }],
    ["discovery.k8s.io/v1/EndpointSlice", { kind: "EndpointSlice", namespaced: true }],
  ]);

/** Cluster-scoped kinds that files often have beside the mesh's own. */
const CLUSTER_KINDS = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "Node",
  "PersistentVolume",
  "StorageClass",
  "PriorityClass",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  ...CONFIG_KINDS.filter((k) => !k.namespaced).map((k) => k.kind),
]);

function placed(object: ReadObject, file: string, fallback: string): OfflineObject {
  const { apiVersion, kind, name, namespace: own } = object.identity;
  const core = CORE_KINDS.get(`${apiVersion}/${kind}`);
  const config = core ? null : configKindOf(apiVersion, kind);
  const namespaced = (core ?? config)?.namespaced ?? !CLUSTER_KINDS.has(kind);
  const namespace = namespaced ? (own ?? fallback) : "";
  const known = core?.kind ?? config?.id ?? meshConfigKind(object);
  const ref = known ? { cluster: OFFLINE_CLUSTER, kind: known, namespace, name } : null;
  return { ...object, file, namespace, ref };
}

/** Of all ConfigMaps those that hold the mesh configuration count. */
const meshConfigKind = ({ identity: { apiVersion, kind }, value }: ReadObject): Kind | null =>
  apiVersion === "v1" && kind === "ConfigMap" && "mesh" in reduceConfigMap(value)
    ? "MeshConfig"
    : null;

const isMember = ({ identity: { apiVersion, kind } }: OfflineObject): boolean =>
  (apiVersion === "v1" && kind === "Pod") || isController(apiVersion, kind);

/** Names of the ConfigMaps that policies take certificate authorities from. */
function authoritiesNamed(objects: readonly OfflineObject[]): ReadonlySet<string> {
  const policies = objects.filter(
    ({ ref }) => ref?.kind === "BackendTLSPolicy.gateway.networking.k8s.io",
  );
  const refs = policies.flatMap(({ value, namespace }) => {
    const validation = recordAt(recordAt(value, "spec"), "validation");
    return recordsAt(validation, "caCertificateRefs").map(
      (ref) => `${namespace}/${textAt(ref, "name")}`,
    );
  });
  return new Set(refs);
}

function notesOn(objects: readonly OfflineObject[]): readonly OfflineProblem[] {
  const authorities = authoritiesNamed(objects);
  const isUsed = ({ ref, value, namespace, identity }: OfflineObject): boolean =>
    ref !== null || (isConfigMap(value) && authorities.has(`${namespace}/${identity.name}`));
  const seen = new Set<string>();
  return objects.flatMap((object) => {
    const { identity, namespace, ref } = object;
    const key = ref
      ? refKey(ref)
      : `${identity.apiVersion}/${identity.kind}/${namespace}/${identity.name}`;
    const repeated = seen.has(key);
    seen.add(key);
    const codes: OfflineProblem["code"][] = repeated ? ["repeated"] : [];
    if (!isUsed(object) && !isMember(object)) codes.push("kind-not-used");
    if (ref?.kind === "MeshConfig" && reduceConfigMap(object.value)["mesh"] === null) {
      codes.push("mesh-config");
    }
    return codes.map((code) => noteOf(object, code));
  });
}

function noteOf(object: OfflineObject, code: OfflineProblem["code"]): OfflineProblem {
  const { identity, namespace, file } = object;
  const name = namespace === "" ? identity.name : `${namespace}/${identity.name}`;
  return { file, line: offlineLineOf(object, []), code, detail: `${identity.kind} ${name}` };
}

type Replacement = { readonly object: RawObject; readonly mesh: unknown };

function meshConfigOf({ text }: OfflineFile): Replacement {
  const mesh = readMeshConfigText(text);
  const metadata = { name: "istio", namespace: ROOT_NAMESPACE };
  return { mesh, object: { apiVersion: "v1", kind: "ConfigMap", metadata, mesh } };
}

function eventsOf(
  objects: readonly OfflineObject[],
  beside: readonly RawObject[],
  replaced: ReadonlyMap<string, RawObject>,
  config: RawObject | null,
): readonly MeshEvent[] {
  const inventory = createInventory(OFFLINE_CLUSTER);
  const namespaceLabels = labelsOfNamespaces(objects, beside);
  // A cluster's other ConfigMaps are not read.
  const complete = beside.length === 0 && replaced.size === 0;
  const written = objects.flatMap((object): readonly RawObject[] => {
    const isConfig = object.ref?.kind === "MeshConfig";
    if (isConfig && config !== null) return [];
    const placed = inPlaceOf(
      replaced.get(keyOf(object.value, object.namespace)),
      rawObjectOf(object),
    );
    if (isConfig) return [reduceConfigMap(placed)];
    if (isConfigMap(placed)) return [keysOfConfigMap(placed, complete)];
    return [asInjected(placed, namespaceLabels)];
  });
  const { standing, slices } = sliced(written, beside, replaced);
  const stands = standing.flatMap((object): readonly RawObject[] => {
    if (!isConfigMap(object)) return [object];
    const reduced = reduceConfigMap(object);
    return config !== null && "mesh" in reduced ? [] : [reduced];
  });
  const all = [...stands, ...written, ...(config === null ? [] : [config]), ...slices];
  return all.flatMap((object) => inventory.put(object));
}

const isConfigMap = (object: RawObject): boolean =>
  object["apiVersion"] === "v1" && object["kind"] === "ConfigMap";

function labelsOfNamespaces(
  objects: readonly OfflineObject[],
  beside: readonly RawObject[],
): NamespaceLabels {
  const known = new Map(
    beside
      .filter((o) => o["apiVersion"] === "v1" && o["kind"] === "Namespace")
      .map((o) => [textAt(recordAt(o, "metadata"), "name") ?? "", labelsOf(o)] as const),
  );
  for (const { ref, identity, value } of objects) {
    if (ref?.kind === "Namespace") known.set(identity.name, labelsOf(value));
  }
  return (namespace) => known.get(namespace) ?? null;
}

/** The object with the namespace in which it would be made. */
export function rawObjectOf({ value, identity, namespace }: OfflineObject): RawObject {
  if (namespace === "" || identity.namespace === namespace) return value;
  const metadata = value["metadata"];
  return { ...value, metadata: { ...(typeof metadata === "object" ? metadata : {}), namespace } };
}
