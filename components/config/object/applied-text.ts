import { baseOf } from "@/lib/mesh/changes/base";
import { plainText } from "@/lib/mesh/changes/fold/text";
import { isJsonObject, type Json, type JsonObject } from "@/lib/mesh/manifest/json";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import type { ConfigResource } from "@/lib/mesh/model/resource";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The object as `kubectl apply` was given it last, by the annotation that kubectl keeps in it; `null` where there is none, or it cannot
 * be read.
 *
 * @param manifest the object's YAML as the API server has it
 */
export function lastApplied(manifest: string): JsonObject | null {
  const value = parseManifests(manifest).documents.find((d) => d.value !== null)?.value;
  const metadata = value == null ? null : value["metadata"];
  const annotations = isJsonObject(metadata) ? metadata["annotations"] : null;
  const text = isJsonObject(annotations ?? undefined)
    ? (annotations as JsonObject)[LAST_APPLIED] // an object, by the line above
    : null;
  return typeof text === "string" ? jsonObject(text) : null;
}

function jsonObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as Json; // what JSON.parse gives is JSON
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The part of an object that an author writes, so that two of them are compared in nothing else. */
export function authoredText(value: JsonObject): string {
  const metadata = isJsonObject(value["metadata"]) ? value["metadata"] : {};
  const annotations = isJsonObject(metadata["annotations"]) ? metadata["annotations"] : {};
  const { [LAST_APPLIED]: _, ...own } = annotations;
  const labels = isJsonObject(metadata["labels"]) ? metadata["labels"] : {};
  const kept: JsonObject = {
    ...(value["apiVersion"] !== undefined && { apiVersion: value["apiVersion"] }),
    ...(value["kind"] !== undefined && { kind: value["kind"] }),
    metadata: {
      ...(metadata["name"] !== undefined && { name: metadata["name"] }),
      ...(metadata["namespace"] !== undefined && { namespace: metadata["namespace"] }),
      ...(Object.keys(labels).length > 0 && { labels: inOrder(labels) }),
      ...(Object.keys(own).length > 0 && { annotations: inOrder(own) }),
    },
    ...(value["spec"] !== undefined && { spec: inOrder(value["spec"]) }),
  };
  return plainText(kept);
}

/** Keys by name: two writers put them in different orders and mean the same. */
function inOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const entries: [string, Json][] = Object.entries(value);
  return Object.fromEntries(
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]): [string, Json] => [key, inOrder(inner)]),
  );
}

/** The same of an object of the mesh. */
export const currentText = (object: ConfigResource): string => authoredText(baseOf(object).value);
