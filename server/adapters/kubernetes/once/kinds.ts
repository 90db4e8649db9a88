import "server-only";
import type { Kind } from "@/lib/mesh/model/kinds";
import type { JsonObject } from "../connect/json";
import type { Discovery } from "../discovery";
import { type Collection, objectOf } from "../watch/pages";
import {
  CRD_KIND,
  MESH_CONFIG_KIND,
  WATCHED_KINDS,
  type WatchedKind,
} from "../watch/watched-kinds";

const clusterKind = (kind: string, plural: string, group: string): WatchedKind => ({
  ...CRD_KIND,
  id: group === "" ? plural : `${plural}.${group}`,
  group,
  kind,
  plural,
  form: kind === "Node" ? "metadata" : "whole",
});

const ADMISSION = "admissionregistration.k8s.io";

/** What analysis looks at once, and no page follows. */
const CONTROL_PLANE: readonly WatchedKind[] = [
  clusterKind("Node", "nodes", ""),
  clusterKind("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", ADMISSION),
  clusterKind("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", ADMISSION),
  CRD_KIND,
];

/** All that is read once. */
export const READ_KINDS: readonly WatchedKind[] = [
  ...WATCHED_KINDS.filter((k) => k.id !== MESH_CONFIG_KIND.id),
  ...CONTROL_PLANE,
];

/** ConfigMaps by their names in the whole cluster, or all of one namespace: those of the control plane, whatever its revisions. */
export const configMaps = (fieldSelector: string | null): WatchedKind => ({
  ...MESH_CONFIG_KIND,
  fieldSelector,
});

/** The kinds of which a missing object says nothing where a resource was not read. */
export function kindsFedBy({ feeds, kind }: WatchedKind): readonly Kind[] {
  if (kind === "Pod") return ["Workload", "Pod"];
  if (kind === "Deployment") return ["Workload", "Deployment"];
  if (kind === "ConfigMap") return ["MeshConfig", "MeshNetworks", "ConfigMap"];
  if (feeds !== null) return [feeds];
  return OBSERVED.filter((observed) => observed === kind);
}

const OBSERVED = [
  "Node",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "CustomResourceDefinition",
] as const satisfies readonly Kind[];

/** An object as analysis reads it: ConfigMaps whole, definitions with the kind that they define. */
export const readWith =
  (discovery: Discovery): typeof objectOf =>
  (collection: Collection, raw: JsonObject): JsonObject => {
    const { kind, version } = collection;
    if (kind.kind === "ConfigMap") return { ...raw, apiVersion: version, kind: kind.kind };
    const object = objectOf(collection, raw);
    return kind.id === CRD_KIND.id ? defined(object, discovery) : object;
  };

/** The name of a definition is its resource and group; asked for as metadata, it says no more. */
function defined(object: JsonObject, discovery: Discovery): JsonObject {
  const metadata = object["metadata"];
  const name = typeof metadata === "object" && metadata !== null && "name" in metadata;
  const text = name ? String(metadata.name) : "";
  const dot = text.indexOf(".");
  const [plural, group] = [text.slice(0, dot), text.slice(dot + 1)];
  return { ...object, spec: { group, names: { kind: discovery.kindOf(group, plural) ?? "" } } };
}
