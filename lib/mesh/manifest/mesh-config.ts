import { isJsonObject, type JsonObject } from "./json";
import { readTree } from "./yaml/read-tree";
import { valueOfTree } from "./yaml/tree-value";

type Raw = Readonly<Record<string, unknown>>;

/** Whether a ConfigMap of this name can hold the mesh configuration: of the default revision, or of another one. */
export const mayHoldMeshConfig = (name: string): boolean => /^istio(-.+)?$/.test(name);

/**
 * A ConfigMap that holds the mesh configuration, as the inventory takes it: identity, labels, and `mesh` as the object that its YAML
 * means (`null` when it is none; an empty text is an empty object). `null` for every other ConfigMap.
 *
 * Source: istio/istio `manifests/charts/istio-control/istio-discovery/templates/configmap.yaml`.
 */
export function reduceMeshConfig(configMap: Raw): Raw | null {
  const text = recordOf(configMap["data"])["mesh"];
  const name = recordOf(configMap["metadata"])["name"];
  const holds = typeof text === "string" && typeof name === "string" && mayHoldMeshConfig(name);
  return holds ? { ...identityOnly(configMap), mesh: readMeshConfigText(text) } : null;
}

/** Any ConfigMap without its data, but for the mesh configuration. */
export const reduceConfigMap = (configMap: Raw): Raw =>
  reduceMeshConfig(configMap) ?? identityOnly(configMap);

/**
 * A ConfigMap with the names of its keys in place of their values, as the inventory takes it.
 *
 * @param complete whether all ConfigMaps of its namespace are read
 */
export function keysOfConfigMap(configMap: Raw, complete: boolean): Raw {
  const data = Object.entries(recordOf(configMap["data"]));
  const keys = data.flatMap(([key, value]) => (value === "" || value === null ? [] : [key]));
  return { ...identityOnly(configMap), keys, complete };
}

function identityOnly(configMap: Raw): Raw {
  const { annotations: _, managedFields: __, ...metadata } = recordOf(configMap["metadata"]);
  return { apiVersion: "v1", kind: "ConfigMap", metadata };
}

/** MeshConfig as a text says it, in YAML or JSON; `null` when it is no object. */
export function readMeshConfigText(text: string): JsonObject | null {
  const { root, problems } = readTree(text);
  if (problems.length > 0) return null;
  const value = root === null ? null : valueOfTree(root);
  return value === null ? {} : isJsonObject(value) ? value : null;
}

const recordOf = (value: unknown): Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Raw) // an object, by the line above
    : {};
