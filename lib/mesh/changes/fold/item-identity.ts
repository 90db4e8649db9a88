import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../manifest/json";

const known = new WeakMap<object, string>();

/**
 * What makes an item the same item wherever it stands in its list. The first of these that it has:
 *
 * 1. `name`, with what else a reference names: group, kind, namespace, section, and the port unless the item has a protocol
 *    (a listener keeps its identity when its port changes, a backend does not).
 * 2. The host, subset and port of its `destination`.
 * 3. Of a routing rule: what it matches (`match`, `matches`), or that it matches everything.
 * 4. Of a server of a Gateway: its port and hosts.
 * 5. `address`, `issuer`, `key` or `type`: endpoints, JWT rules, conditions, filters.
 * 6. The whole item: an item that says nothing else about itself is another one as soon as anything in it is.
 */
export function identityOf(item: Json): string {
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  const hit = known.get(item);
  if (hit !== undefined) return hit;
  const identity = isJsonObject(item) ? identityOfObject(item) : canonicalJson(item);
  known.set(item, identity);
  return identity;
}

/** Whether an identity is given by a name: then no other item can be meant by it, and an item that is not there is gone. */
export const isNamed = (identity: string): boolean =>
  identity.startsWith("name ") || identity.startsWith("destination ");

const REFERENCE_KEYS = ["group", "kind", "namespace", "sectionName"] as const;
const OWN_KEYS = ["address", "issuer", "key", "type"] as const;
const RULE_KEYS = ["match", "matches", "route", "backendRefs"] as const;

function identityOfObject(item: JsonObject): string {
  const { name, destination, port, hosts } = item;
  if (typeof name === "string" && name !== "") {
    const more = REFERENCE_KEYS.map((key) => item[key] ?? null);
    const at = item["protocol"] === undefined ? (port ?? null) : null;
    return `name ${canonicalJson([name, ...more, at])}`;
  }
  if (isJsonObject(destination)) {
    const { host = null, subset = null, port: at = null } = destination;
    return `destination ${canonicalJson([host, subset, at])}`;
  }
  if (RULE_KEYS.some((key) => isJsonList(item[key]))) {
    return `match ${canonicalJson(item["match"] ?? item["matches"] ?? null)}`;
  }
  if (isJsonObject(port) && isJsonList(hosts)) return `server ${canonicalJson([port, hosts])}`;
  const own = OWN_KEYS.find((key) => typeof item[key] === "string");
  if (own !== undefined) return `${own} ${canonicalJson(item[own] ?? null)}`;
  return canonicalJson(item);
}

/** JSON text with sorted keys: equal for equal values. */
export function canonicalJson(value: Json): string {
  if (isJsonList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(",")}}`;
}
