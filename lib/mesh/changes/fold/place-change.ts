import { err, ok, type Result } from "../../../result";
import { applyChange, type ChangeFailure, equalJson, valueAt } from "../../manifest/field-change";
import {
  type FieldChange,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
} from "../../manifest/json";
import type { EditConflict } from "../draft";
import type { ItemAnchor, PlacedChange } from "../edit";
import { identityOf, isNamed } from "./item-identity";

/** Lists whose order says nothing to istiod or to Gateway API: where an item stands in them does not matter. */
const UNORDERED: ReadonlySet<string> = new Set([
  "subsets",
  "hosts",
  "gateways",
  "exportTo",
  "route",
  "backendRefs",
  "parentRefs",
  "hostnames",
  "servers",
  "listeners",
  "ports",
  "endpoints",
  "addresses",
  "mirrors",
]);

/** The change with what its indices mean in `value`, on which it was made. What does not fit is left as it is. */
export function anchorChange(value: JsonObject, change: FieldChange): PlacedChange {
  const { path } = change;
  const indexed = change.op === "insert" ? path.slice(0, -1) : path;
  const items = indexed.flatMap((step, depth) => {
    const list = valueAt(value, path.slice(0, depth));
    const anchor = typeof step === "number" && isJsonList(list) ? anchorAt(list, step) : null;
    return anchor === null ? [] : [anchor];
  });
  if (items.length !== indexed.filter((step) => typeof step === "number").length) return change;
  if (change.op !== "insert") return items.length === 0 ? change : { ...change, items };

  const list = valueAt(value, indexed);
  const at = path.at(-1);
  if (!isJsonList(list) || typeof at !== "number") return change;
  const place = {
    follows: anchorAt(list, at - 1),
    precedes: anchorAt(list, at),
    twins: placesOf(list, identityOf(change.to)).length,
  };
  return { ...change, items, place };
}

function anchorAt(list: readonly Json[], index: number): ItemAnchor | null {
  const item = list[index];
  if (item === undefined) return null;
  const identity = identityOf(item);
  const places = placesOf(list, identity);
  return { identity, nth: places.indexOf(index), of: places.length };
}

const placesOf = (list: readonly Json[], identity: string): readonly number[] =>
  list.flatMap((item, i) => (identityOf(item) === identity ? [i] : []));

/** `null`: what the change wants is there already. */
export type Placement = Result<FieldChange | null, EditConflict["reason"]>;

const gone: Placement = err("path-gone");
const changed: Placement = err("changed-elsewhere");
const alreadySo: Placement = ok(null);

/**
 * The change with the indices that its items have in `value` now.
 *
 * An item is found by its identity. Items of one identity are told apart by their order, which holds while their number is the same.
 * A new item goes between the two that it was put between; where these are no longer neighbours, its place is unknown unless the
 * order of the list says nothing. What others have done already in the same way is no conflict.
 */
export function placeChange(value: JsonObject, change: PlacedChange): Placement {
  const path = pathNow(value, change);
  if (path === null) return removedAlready(value, change) ? alreadySo : gone;
  if (change.op === "insert") return placeInsert(value, change, path);
  const { op, was } = change;
  const moved: FieldChange =
    op === "remove"
      ? { op, path, was: change.was }
      : { op, path, to: change.to, ...(was !== undefined && { was }) };
  const outcome = applyChange(value, moved);
  if (outcome.ok) return ok(moved);
  return isDone(value, moved) ? alreadySo : err(reasonOf(outcome.error));
}

/** A field that the change adds and that is there is a value that somebody else has set; only objects "exist already". */
const reasonOf = ({ code }: ChangeFailure): EditConflict["reason"] =>
  code === "exists-already" ? "changed-elsewhere" : code;

function isDone(value: JsonObject, change: FieldChange): boolean {
  const now = valueAt(value, change.path);
  if (change.op === "set") return now !== undefined && equalJson(now, change.to);
  const parent = valueAt(value, change.path.slice(0, -1));
  return now === undefined && isJsonObject(parent) && typeof change.path.at(-1) === "string";
}

/** The path with today's indices; `null` when an item on it cannot be found. An insert's last index stays as it is. */
function pathNow(value: JsonObject, change: PlacedChange, upTo?: number): JsonPath | null {
  const { items } = change;
  if (items === undefined) return change.path.slice(0, upTo);
  const path: (string | number)[] = [];
  let next = 0;
  for (const step of change.path.slice(0, upTo)) {
    const anchor = typeof step === "number" ? items[next] : undefined;
    if (anchor === undefined) {
      path.push(step);
      continue;
    }
    next += 1;
    const list = valueAt(value, path);
    const index = isJsonList(list) ? findAnchor(list, anchor) : null;
    if (index === null) return null;
    path.push(index);
  }
  return path;
}

function findAnchor(list: readonly Json[], { identity, nth, of }: ItemAnchor): number | null {
  const places = placesOf(list, identity);
  return places.length === of ? (places[nth] ?? null) : null;
}

/** Whether a named item that the change takes out of a list is not there any more. */
function removedAlready(value: JsonObject, change: PlacedChange): boolean {
  const anchor = change.items?.at(-1);
  if (change.op !== "remove" || anchor === undefined) return false;
  if (typeof change.path.at(-1) !== "number" || !isNamed(anchor.identity)) return false;
  const parent = pathNow(value, change, -1);
  const list = parent === null ? undefined : valueAt(value, parent);
  return isJsonList(list) && placesOf(list, anchor.identity).length === 0;
}

function placeInsert(
  value: JsonObject,
  change: PlacedChange & { readonly op: "insert" },
  path: JsonPath,
): Placement {
  const { place, to } = change;
  const parent = path.slice(0, -1);
  const list = valueAt(value, parent);
  if (!isJsonList(list)) return gone;
  const insertAt = (index: number): Placement => ok({ op: "insert", path: [...parent, index], to });
  const literal = path.at(-1);
  if (place === undefined) {
    return typeof literal === "number" && literal <= list.length ? insertAt(literal) : gone;
  }
  const unordered = UNORDERED.has(String(parent.at(-1)));
  const twins = placesOf(list, identityOf(to));
  if (unordered && twins.length > place.twins) {
    return twins.some((i) => equalJson(list[i] ?? null, to)) ? alreadySo : changed;
  }
  const index = indexBetween(list, place.follows, place.precedes);
  if (index !== null) return insertAt(index);
  return unordered ? insertAt(list.length) : changed;
}

/** The index between two neighbours, `null` where they are none. */
function indexBetween(
  list: readonly Json[],
  follows: ItemAnchor | null,
  precedes: ItemAnchor | null,
): number | null {
  const left = follows === null ? -1 : findAnchor(list, follows);
  const right = precedes === null ? list.length : findAnchor(list, precedes);
  return left !== null && right === left + 1 ? right : null;
}
