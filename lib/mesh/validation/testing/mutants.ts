import type { Json, JsonObject, JsonPath } from "../../manifest/json";
import { readObjects } from "../../manifest/read-objects";
import { CONFIG_KINDS, type ConfigKind } from "../../model/kinds";

/** A good object with one value changed, and what that was. */
export type Mutant = {
  /** `vs: spec.http.0.timeout = "0s"` */
  readonly name: string;
  readonly kind: ConfigKind;
  readonly object: JsonObject;
};

const TEXTS = [
  ...["", "*", "a/b", "ns/", "a.b", "A_b", "-a", "*.com", "~", ".", "1.2.3.4", "10.0.0.0/33", "["],
  ...["0s", "1us", "1.5s", "unix://x", "999999", "{*}", "*.foo.com", "host", ":authority", "5"],
  ...["mesh", "ISTIO_MUTUAL", "NONE", "STATIC", "DNS", "UPSERT", "REMOVE", "CUSTOM", "ALLOW"],
  ...["127.0.0.1:99999", "a b", "/x/{**}/{*}"],
];
const NUMBERS = [0, -1, 1, 70_000, 101, 99, 200, 600];
const KEYS = ["", "*", "a/b", "A_b", "-a", "host", ":authority", "0", "@request.auth.claims.x"];
/** Fields that are maps with free keys. */
const MAPS = new Set([
  ...["labels", "matchLabels", "headers", "withoutHeaders", "queryParams", "set", "add", "to"],
  ...["sourceLabels", "ports", "selector", "portLevelMtls", "tagOverrides", "customTags"],
]);

/** Every object of a text of good ones, and each of its values changed in every way that fits its type. */
export function mutantsOf(text: string): readonly Mutant[] {
  return readObjects(text).objects.flatMap(({ value: base }) => {
    const kind = kindOf(base);
    const name = String(at(base, ["metadata", "name"]));
    const found: Mutant[] = [{ name: `${name}: as it is`, kind, object: base }];
    for (const path of pathsIn(base["spec"] ?? null, ["spec"]).slice(1)) {
      for (const [what, object] of changesAt(base, path)) {
        found.push({ name: `${name}: ${path.join(".")} ${what}`, kind, object });
      }
    }
    return found;
  });
}

function kindOf(object: JsonObject): ConfigKind {
  const group = String(object["apiVersion"]).split("/", 1)[0];
  const info = CONFIG_KINDS.find((k) => k.kind === object["kind"] && k.group === group);
  if (info === undefined) throw new Error(`no kind ${String(object["kind"])}`);
  return info.id;
}

function pathsIn(value: Json, path: JsonPath): readonly JsonPath[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, part]) =>
    pathsIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inside];
}

function at(value: Json, path: JsonPath): Json {
  let part: Json = value;
  for (const step of path) {
    // Paths come from the value itself.
    part = (part as Readonly<Record<string | number, Json>>)[step] ?? null;
  }
  return part;
}

type Change = readonly [what: string, object: JsonObject];

function changesAt(base: JsonObject, path: JsonPath): readonly Change[] {
  const value = at(base, path);
  const to = (next: Json): Change => [`= ${JSON.stringify(next)}`, withAt(base, path, next)];
  const removed: Change = ["removed", withAt(base, path, undefined)];
  if (typeof value === "string") return [removed, ...TEXTS.map(to)];
  if (typeof value === "number") return [removed, ...NUMBERS.map(to)];
  if (typeof value === "boolean") return [removed, to(!value)];
  if (Array.isArray(value)) {
    const twice = [...value, ...value.slice(0, 1)];
    return [removed, to([]), ["with its first twice", withAt(base, path, twice)]];
  }
  if (typeof value !== "object" || value === null) return [removed];
  // Neither a scalar nor a list.
  const map = value as JsonObject;
  const key = String(path.at(-1));
  const keyed = MAPS.has(key) ? KEYS.map((k) => keyAdded(base, path, map, k)) : [];
  return [removed, to({}), ...keyed];
}

function keyAdded(base: JsonObject, path: JsonPath, map: JsonObject, key: string): Change {
  const [first = "x"] = Object.values(map);
  return [`with key ${JSON.stringify(key)}`, withAt(base, path, { ...map, [key]: first })];
}

/** A copy with one place changed; `undefined` takes it out. */
function withAt(base: JsonObject, path: JsonPath, next: Json | undefined): JsonObject {
  const copy = structuredClone(base);
  const parent = at(copy, path.slice(0, -1));
  const key = path.at(-1) ?? "";
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 1, ...(next === undefined ? [] : [next]));
  } else {
    // The parent of a place in an object is an object.
    const map = parent as Record<string, Json>;
    if (next === undefined) delete map[key];
    else map[key] = next;
  }
  return copy;
}
