import { equalJson } from "./field-change";
import {
  type FieldChange,
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
} from "./json";

/**
 * The changes that lead from one object to another, in the order in which they are applied: each path holds in what the changes before
 * it left. Applied in turn they give `after`; their inverses in reverse give `before`.
 *
 * Items that came or went in a list leave their neighbours alone; an item that moved is taken out and put in again.
 */
export function diffJson(before: JsonObject, after: JsonObject): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  diffObjects(before, after, [], changes);
  return changes;
}

function diffValues(before: Json, after: Json, path: JsonPath, into: FieldChange[]): void {
  if (equalJson(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) diffObjects(before, after, path, into);
  else if (isJsonList(before) && isJsonList(after)) diffLists(before, after, path, into);
  else into.push({ op: "set", path, was: before, to: after });
}

function diffObjects(
  before: JsonObject,
  after: JsonObject,
  path: JsonPath,
  into: FieldChange[],
): void {
  for (const [key, was] of Object.entries(before)) {
    const to = Object.hasOwn(after, key) ? after[key] : undefined;
    if (to === undefined) into.push({ op: "remove", path: [...path, key], was });
    else diffValues(was, to, [...path, key], into);
  }
  for (const [key, to] of Object.entries(after)) {
    if (!Object.hasOwn(before, key)) into.push({ op: "set", path: [...path, key], to });
  }
}

function diffLists(
  before: readonly Json[],
  after: readonly Json[],
  path: JsonPath,
  into: FieldChange[],
): void {
  let at = 0;
  for (const step of alignLists(before, after)) {
    switch (step.type) {
      case "remove":
        into.push({ op: "remove", path: [...path, at], was: step.was });
        break;
      case "insert":
        into.push({ op: "insert", path: [...path, at], to: step.to });
        at += 1;
        break;
      case "pair":
        diffValues(step.was, step.to, [...path, at], into);
        at += 1;
    }
  }
}

/** One step of the way from one list to another, front to back. */
type ListStep =
  | { readonly type: "pair"; readonly was: Json; readonly to: Json }
  | { readonly type: "remove"; readonly was: Json }
  | { readonly type: "insert"; readonly to: Json };

/** Cells of the table beyond which items are paired by place: the table of two lists of 300 changed items. */
const MAX_CELLS = 90_000;

/** What it costs to take an item away or to put one in. A pair that costs as much as both is none. */
const GAP = 1;

/**
 * Which items of two lists are the same item, in order: the cheapest alignment, where equal items cost nothing and items of one
 * identity less than items that merely resemble each other.
 */
function alignLists(before: readonly Json[], after: readonly Json[]): readonly ListStep[] {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const left = before.slice(head, before.length - tail);
  const right = after.slice(head, after.length - tail);
  return [
    ...pairs(before.slice(0, head), after),
    ...(left.length * right.length > MAX_CELLS ? byPlace(left, right) : cheapest(left, right)),
    ...pairs(before.slice(before.length - tail), after.slice(after.length - tail)),
  ];
}

function commonHead(before: readonly Json[], after: readonly Json[]): number {
  let n = 0;
  while (equalAt(before, n, after, n)) n += 1;
  return n;
}

function commonTail(before: readonly Json[], after: readonly Json[], head: number): number {
  const most = Math.min(before.length, after.length) - head;
  let n = 0;
  while (n < most && equalAt(before, before.length - 1 - n, after, after.length - 1 - n)) n += 1;
  return n;
}

function equalAt(a: readonly Json[], i: number, b: readonly Json[], j: number): boolean {
  const left = a[i];
  const right = b[j];
  return left !== undefined && right !== undefined && equalJson(left, right);
}

function pairs(before: readonly Json[], after: readonly Json[]): readonly ListStep[] {
  return before.flatMap((was, i) => {
    const to = after[i];
    return to === undefined ? [] : [{ type: "pair", was, to }];
  });
}

function byPlace(left: readonly Json[], right: readonly Json[]): readonly ListStep[] {
  return [
    ...pairs(left, right),
    ...left.slice(right.length).map((was) => ({ type: "remove", was }) as const),
    ...right.slice(left.length).map((to) => ({ type: "insert", to }) as const),
  ];
}

/** Least cost from each pair of places to the ends of both lists, then the way of that cost from the front. */
function cheapest(left: readonly Json[], right: readonly Json[]): readonly ListStep[] {
  const width = right.length + 1;
  const pairCost = left.map((was) => right.map((to) => costOfPair(was, to)));
  const rest = new Float64Array((left.length + 1) * width);
  const restAt = (i: number, j: number) => rest[i * width + j] ?? 0;
  const paired = (i: number, j: number) =>
    (pairCost[i]?.[j] ?? Number.POSITIVE_INFINITY) + restAt(i + 1, j + 1);
  for (let i = left.length; i >= 0; i -= 1) {
    for (let j = right.length; j >= 0; j -= 1) {
      const removed = i < left.length ? GAP + restAt(i + 1, j) : Number.POSITIVE_INFINITY;
      const added = j < right.length ? GAP + restAt(i, j + 1) : Number.POSITIVE_INFINITY;
      const least = Math.min(paired(i, j), removed, added);
      rest[i * width + j] = Number.isFinite(least) ? least : 0;
    }
  }
  return walk(left, right, (i, j) =>
    paired(i, j) <= restAt(i, j)
      ? "pair"
      : GAP + restAt(i + 1, j) <= restAt(i, j)
        ? "remove"
        : "insert",
  );
}

function walk(
  left: readonly Json[],
  right: readonly Json[],
  choose: (i: number, j: number) => ListStep["type"],
): readonly ListStep[] {
  const steps: ListStep[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const was = left[i];
    const to = right[j];
    if (was === undefined && to === undefined) return steps;
    if (to === undefined || (was !== undefined && choose(i, j) === "remove")) {
      if (was !== undefined) steps.push({ type: "remove", was });
      i += 1;
    } else if (was === undefined || choose(i, j) === "insert") {
      steps.push({ type: "insert", to });
      j += 1;
    } else {
      steps.push({ type: "pair", was, to });
      i += 1;
      j += 1;
    }
  }
}

/** 0 for equal items, below one gap for items of one identity, two gaps for items that have nothing in common. */
function costOfPair(was: Json, to: Json): number {
  if (equalJson(was, to)) return 0;
  if (!isJsonObject(was) || !isJsonObject(to)) return isScalar(was) && isScalar(to) ? 1.5 : 2;
  const apart = distance(was, to);
  const left = identityOf(was);
  const right = identityOf(to);
  if (left !== null && left === right) return 0.1 + 0.8 * apart;
  return left === null && right === null ? 0.2 + 1.8 * apart : 1.2 + 0.8 * apart;
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

/** Share of the entries in which two objects differ; an entry that is a map or list in both counts half. */
function distance(a: JsonObject, b: JsonObject): number {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  let sum = 0;
  for (const key of keys) {
    const left = Object.hasOwn(a, key) ? a[key] : undefined;
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    if (left === undefined || right === undefined) sum += 1;
    else if (!equalJson(left, right)) sum += isScalar(left) || isScalar(right) ? 1 : 0.5;
  }
  return sum / Math.max(1, keys.size);
}

/**
 * What names an item among its neighbours: its `name` (subsets, ports, rules, backendRefs with their namespace), or the host and subset
 * of its `destination` (routes of a VirtualService).
 */
function identityOf(item: JsonObject): string | null {
  const name = textOf(item, "name");
  if (name !== null) return `name ${name} ${textOf(item, "namespace") ?? ""}`;
  const destination = item["destination"];
  if (!isJsonObject(destination)) return null;
  const host = textOf(destination, "host");
  return host === null ? null : `destination ${host} ${textOf(destination, "subset") ?? ""}`;
}

function textOf(item: JsonObject, key: string): string | null {
  const value = Object.hasOwn(item, key) ? item[key] : undefined;
  return typeof value === "string" ? value : null;
}
