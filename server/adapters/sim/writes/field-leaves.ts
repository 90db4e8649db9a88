import "server-only";
import { at, type Fields, groupOf, kindOf, text } from "../cluster/api-object";

/** Segments of `fieldsV1`, from the root to a field that is owned as one: `["f:spec", "f:http"]`. */
export type Segments = readonly string[];

/** Fields of an object that can have an owner each, by their segments as one text, with what stands there. */
export type Leaves = ReadonlyMap<string, unknown>;

export const keyOf = (segments: Segments): string => JSON.stringify(segments);
export const segmentsOf = (key: string): Segments => JSON.parse(key) as Segments; // only `keyOf` makes keys

/**
 * Lists whose items have owners of their own, by the field that names an item. All others are owned whole.
 *
 * source: `x-kubernetes-list-type: map` in istio/istio `crd-all.gen.yaml` and the Gateway API CRDs
 */
const LISTS_OF_ITEMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Gateway.gateway.networking.k8s.io": { "f:spec/f:listeners": "name" },
  "ListenerSet.gateway.networking.k8s.io": { "f:spec/f:listeners": "name" },
  "ServiceEntry.networking.istio.io": { "f:spec/f:ports": "name" },
};

/** What an author can write: everything but identity, status and what the server keeps. */
const AUTHORED_METADATA = ["labels", "annotations", "finalizers", "ownerReferences"];
const NOT_CONTENT = new Set(["apiVersion", "kind", "metadata", "status"]);

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of an object, each with its value. An empty map is one field. */
export function leavesOf(object: Fields): Leaves {
  const lists = LISTS_OF_ITEMS[`${kindOf(object)}.${groupOf(text(object, "apiVersion"))}`] ?? {};
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: Segments): void => {
    const itemKey = lists[path.join("/")];
    const entries = entriesOf(value, itemKey);
    // A list of items without one states nothing: those of others stay.
    if (itemKey !== undefined && entries?.length === 0) return;
    if (entries === null || entries.length === 0) leaves.set(keyOf(path), value);
    else for (const [segment, below] of entries) walk(below, [...path, segment]);
  };
  const metadata = at(object, "metadata");
  for (const key of AUTHORED_METADATA) {
    if (key in metadata && !isEmpty(metadata[key])) walk(metadata[key], ["f:metadata", `f:${key}`]);
  }
  for (const key of Object.keys(object)) {
    if (!NOT_CONTENT.has(key)) walk(object[key], [`f:${key}`]);
  }
  return leaves;
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** What lies in a value, by segment; `null` for a value that is owned whole. */
function entriesOf(value: unknown, itemKey: string | undefined) {
  if (isFields(value)) return Object.entries(value).map(([k, v]) => [`f:${k}`, v] as const);
  if (!Array.isArray(value) || itemKey === undefined) return null;
  return value.map((item: unknown) => {
    const name = isFields(item) ? item[itemKey] : item;
    return [`k:${JSON.stringify({ [itemKey]: name })}`, item] as const;
  });
}

/** `fieldsV1` for a set of fields. An item of a list is owned with its fields. */
export function fieldsV1(keys: Iterable<string>): Fields {
  const root: Record<string, unknown> = {};
  for (const key of [...keys].sort()) {
    let here = root;
    for (const segment of segmentsOf(key)) {
      const below = here[segment];
      const next: Record<string, unknown> = isFields(below)
        ? { ...below }
        : segment.startsWith("k:")
          ? { ".": {} }
          : {};
      here[segment] = next;
      here = next;
    }
  }
  return root;
}

/** The fields that a `fieldsV1` names. */
export function keysOf(fields: Fields): ReadonlySet<string> {
  const keys = new Set<string>();
  const walk = (value: Fields, path: Segments): void => {
    const below = Object.entries(value).filter(([segment]) => segment !== ".");
    if (below.length === 0 && path.length > 0) keys.add(keyOf(path));
    for (const [segment, next] of below) if (isFields(next)) walk(next, [...path, segment]);
  };
  walk(fields, []);
  return keys;
}

/** `.spec.http`, as the API server names a field. */
export function fieldText(key: string): string {
  return segmentsOf(key)
    .map((segment) => (segment.startsWith("k:") ? itemText(segment) : `.${segment.slice(2)}`))
    .join("");
}

function itemText(segment: string): string {
  const [entry] = Object.entries(JSON.parse(segment.slice(2)) as Fields); // only `entriesOf` makes items
  return entry ? `[${entry[0]}=${JSON.stringify(entry[1])}]` : "[]";
}
