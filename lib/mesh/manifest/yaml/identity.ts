import { isJsonList, isJsonObject, type Json, type JsonObject, type JsonPath } from "../json";
import type { ManifestIdentity, ManifestProblem } from "../manifest";

/** What keeps a value from being an object of Kubernetes, and the path to where it shows. */
export type IdentityProblem = {
  readonly code: ManifestProblem["code"];
  readonly detail: string;
  readonly path: JsonPath;
};

export type IdentityReading = {
  readonly identity: ManifestIdentity | null;
  readonly problems: readonly IdentityProblem[];
};

/** Whether an object is a list of objects, as `kubectl get -o yaml` prints several. It has no name of its own. */
export function isObjectList(value: JsonObject): boolean {
  const kind = value["kind"];
  return typeof kind === "string" && kind.endsWith("List") && isJsonList(value["items"]);
}

/**
 * An item of a list, of the kind that the list says where the item says none: `ServiceList`, as the API server answers, has bare items.
 *
 * source: k8s.io/apimachinery `pkg/apis/meta/v1/unstructured/helpers.go`, `decodeToList`
 */
export function itemOf(list: JsonObject, item: JsonObject): JsonObject {
  const { apiVersion, kind } = list;
  const own = typeof kind === "string" ? kind.slice(0, -"List".length) : "";
  if (own === "" || item["kind"] !== undefined || apiVersion === undefined) return item;
  return { apiVersion, kind: own, ...item };
}

/** Reads `apiVersion`, `kind`, `metadata.name` and `metadata.namespace`, or says which of them is not there or not text. */
export function readIdentity(value: JsonObject): IdentityReading {
  const problems: IdentityProblem[] = [];
  const text = (at: JsonObject, path: readonly string[]): string | null => {
    const key = path.at(-1) ?? "";
    const found: Json | undefined = Object.hasOwn(at, key) ? at[key] : undefined;
    if (typeof found === "string") return found;
    if (found !== undefined && found !== null)
      problems.push({ code: "wrong-type", detail: path.join("."), path });
    return null;
  };
  const apiVersion = text(value, ["apiVersion"]);
  const kind = text(value, ["kind"]);
  const metadata = value["metadata"];
  const has = isJsonObject(metadata);
  if (!has && metadata !== undefined && metadata !== null)
    problems.push({ code: "wrong-type", detail: "metadata", path: ["metadata"] });
  const name = has ? text(metadata, ["metadata", "name"]) : null;
  const namespace = has ? text(metadata, ["metadata", "namespace"]) : null;
  const isList = isObjectList(value);
  problems.push(...missing({ apiVersion, kind, name: isList ? "list" : name }, problems, has));
  if (problems.length > 0 || isList || !apiVersion || !kind || !name)
    return { identity: null, problems };
  return { identity: { apiVersion, kind, namespace: namespace || null, name }, problems };
}

type Names = {
  readonly apiVersion: string | null;
  readonly kind: string | null;
  readonly name: string | null;
};

function missing(
  names: Names,
  wrong: readonly IdentityProblem[],
  hasMetadata: boolean,
): readonly IdentityProblem[] {
  const isWrong = (path: string) => wrong.some((problem) => problem.detail === path);
  const found: IdentityProblem[] = [];
  if (!names.apiVersion && !isWrong("apiVersion"))
    found.push({ code: "no-api-version", detail: "apiVersion", path: [] });
  if (!names.kind && !isWrong("kind")) found.push({ code: "no-kind", detail: "kind", path: [] });
  if (!names.name && !isWrong("metadata") && !isWrong("metadata.name")) {
    const path = hasMetadata ? ["metadata"] : [];
    found.push({ code: "no-name", detail: "metadata.name", path });
  }
  return found;
}
