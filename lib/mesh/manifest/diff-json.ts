import { alignLists } from "./align-lists";
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
