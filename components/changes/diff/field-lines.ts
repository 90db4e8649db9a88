import { applyChange, valueAt } from "@/lib/mesh/manifest/field-change";
import {
  type FieldChange,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
} from "@/lib/mesh/manifest/json";

/** One change of one field, as a person names it: `http[1].route[v3].weight`, from `10` to `50`. */
export type FieldLine = {
  readonly sign: "+" | "~" | "−";
  readonly path: string;
  readonly was: string | null;
  readonly to: string | null;
};

/**
 * Changes of an object, field by field. Items of lists are named by what they are, where they say it, else by their index.
 *
 * @param before the object that the changes start from
 */
export function fieldLines(
  before: JsonObject,
  changes: readonly FieldChange[],
): readonly FieldLine[] {
  let now = before;
  return changes.map((change) => {
    const line = lineOf(change, pathText(now, change));
    const next = applyChange(now, change);
    if (next.ok) now = next.value;
    return line;
  });
}

function lineOf(change: FieldChange, path: string): FieldLine {
  const was = "was" in change && change.was !== undefined ? briefly(change.was) : null;
  const to = "to" in change ? briefly(change.to) : null;
  return { sign: was === null ? "+" : to === null ? "−" : "~", path, was, to };
}

/** The parts of an object that is made or removed. */
export function wholeLines(object: JsonObject, sign: "+" | "−"): readonly FieldLine[] {
  const spec = object["spec"];
  if (!isJsonObject(spec)) return [];
  return Object.entries(spec).map(([path, value]) => {
    const text = briefly(value);
    return sign === "+" ? { sign, path, was: null, to: text } : { sign, path, was: text, to: null };
  });
}

/** Parts of the spec that no change touches, by name. */
export function untouched(before: JsonObject, changes: readonly FieldChange[]): readonly string[] {
  const spec = before["spec"];
  if (!isJsonObject(spec)) return [];
  const touched = new Set(changes.flatMap(({ path }) => (path[0] === "spec" ? [path[1]] : [])));
  return Object.keys(spec).filter((key) => !touched.has(key));
}

function pathText(object: JsonObject, { path, op, ...change }: FieldChange): string {
  const steps = path[0] === "spec" && path.length > 1 ? path.slice(1) : path;
  const skipped = path.length - steps.length;
  return steps
    .map((step, i) => {
      if (typeof step === "string") return i === 0 ? plainKey(step) : keyText(step);
      const at = path.slice(0, skipped + i + 1);
      const isNew = op === "insert" && i === steps.length - 1;
      const item = isNew && "to" in change ? change.to : valueAt(object, at);
      return `[${itemName(item, at)}]`;
    })
    .join("");
}

const isPlain = (key: string): boolean => /^[\w-]+$/.test(key);
const plainKey = (key: string): string => (isPlain(key) ? key : JSON.stringify(key));
const keyText = (key: string): string => (isPlain(key) ? `.${key}` : `[${JSON.stringify(key)}]`);

/** A name that an item has, or that its destination has. A rule without a name is its place in the list. */
function itemName(item: Json | undefined, path: JsonPath): string {
  const index = String(path.at(-1) ?? "");
  if (typeof item === "string") return item;
  if (!isJsonObject(item)) return index;
  const destination = isJsonObject(item["destination"]) ? item["destination"] : {};
  const names = [item["name"], destination["subset"], destination["host"]];
  const name = names.find((n) => typeof n === "string" && n !== "");
  return typeof name === "string" ? name : index;
}

const LONG = 60;

/** A value in a few words: `version=v2`, `reviews, details`. */
export function briefly(value: Json): string {
  const text = leaves(value, "").join(", ");
  return text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text;
}

function leaves(value: Json, path: string): readonly string[] {
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [path === "" ? "{}" : `${path}={}`];
    return entries.flatMap(([key, inner]) => leaves(inner, path === "" ? key : `${path}.${key}`));
  }
  if (isJsonList(value)) {
    if (value.length === 0) return [path === "" ? "[]" : `${path}=[]`];
    return value.flatMap((item) => leaves(item, path));
  }
  const text = value === "" ? '""' : String(value);
  return [path === "" ? text : `${lastOf(path)}=${text}`];
}

/** The last two steps say enough: `destination.host`. */
const lastOf = (path: string): string => path.split(".").slice(-2).join(".");
