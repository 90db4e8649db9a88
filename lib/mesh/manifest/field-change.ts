import { err, ok, type Result } from "../../result";
import { type FieldChange, isJsonList, isJsonObject, type Json, type JsonObject } from "./json";

/**
 * Why a change does not fit a value.
 *
 * - `path-gone`: what the change would touch, or the place where it would put something, is not there.
 * - `changed-elsewhere`: another value than `was` stands there.
 * - `exists-already`: the change adds a key that is there.
 */
export type ChangeFailure = {
  readonly code: "path-gone" | "changed-elsewhere" | "exists-already";
};

type Outcome = Result<Json, ChangeFailure>;

const gone: Outcome = err({ code: "path-gone" });

/** Whether two values mean the same. The order of keys says nothing; the order of items does. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isJsonList(a)) return isJsonList(b) && equalLists(a, b);
  if (isJsonObject(a)) return isJsonObject(b) && equalObjects(a, b);
  return false;
}

function equalLists(a: readonly Json[], b: readonly Json[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, i) => {
      const other = b[i];
      return other !== undefined && equalJson(item, other);
    })
  );
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => {
      const left = entry(a, key);
      const right = entry(b, key);
      return left !== undefined && right !== undefined && equalJson(left, right);
    })
  );
}

/** What stands at a path; `undefined` where nothing does. The empty path is the value itself. */
export function valueAt(value: Json, path: FieldChange["path"]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) at = at === undefined ? undefined : entry(at, step);
  return at;
}

/** The own entry of a map or a list. A number is no key of a map, nor a string an index of a list. */
function entry(value: Json, step: string | number): Json | undefined {
  if (typeof step === "number") return isJsonList(value) ? value[step] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The value after one change. Nothing is changed in place; what the change does not touch is shared. */
export function applyChange(
  value: JsonObject,
  change: FieldChange,
): Result<JsonObject, ChangeFailure> {
  const after = applyAt(value, change, 0);
  if (!after.ok) return after;
  return isJsonObject(after.value) ? ok(after.value) : err({ code: "path-gone" });
}

/** The value after several changes, each on what the one before it left; or the first that does not fit. */
export function applyChanges(
  value: JsonObject,
  changes: readonly FieldChange[],
): Result<JsonObject, ChangeFailure & { readonly change: FieldChange }> {
  let at = value;
  for (const change of changes) {
    const next = applyChange(at, change);
    if (!next.ok) return err({ ...next.error, change });
    at = next.value;
  }
  return ok(at);
}

function applyAt(value: Json, change: FieldChange, depth: number): Outcome {
  const step = change.path[depth];
  if (step === undefined) return replaced(value, change);
  if (depth === change.path.length - 1) return applyToEntry(value, step, change);
  const child = entry(value, step);
  if (child === undefined) return gone;
  const after = applyAt(child, change, depth + 1);
  return after.ok ? ok(withEntry(value, step, after.value)) : after;
}

/** A change of the whole value: only one value for another is possible there. */
function replaced(value: Json, change: FieldChange): Outcome {
  if (change.op !== "set") return gone;
  if (change.was === undefined) return err({ code: "exists-already" });
  return equalJson(value, change.was) ? ok(change.to) : err({ code: "changed-elsewhere" });
}

function applyToEntry(value: Json, step: string | number, change: FieldChange): Outcome {
  if (change.op === "insert") return inserted(value, step, change.to);
  const found = entry(value, step);
  if (change.op === "set" && change.was === undefined) {
    if (found !== undefined) return err({ code: "exists-already" });
    return typeof step === "string" && isJsonObject(value)
      ? ok(withEntry(value, step, change.to))
      : gone;
  }
  if (found === undefined || change.was === undefined) return gone;
  if (!equalJson(found, change.was)) return err({ code: "changed-elsewhere" });
  return ok(change.op === "set" ? withEntry(value, step, change.to) : withoutEntry(value, step));
}

function inserted(value: Json, step: string | number, item: Json): Outcome {
  if (!isJsonList(value) || typeof step !== "number") return gone;
  if (!Number.isInteger(step) || step < 0 || step > value.length) return gone;
  return ok(value.toSpliced(step, 0, item));
}

function withEntry(value: Json, step: string | number, to: Json): Json {
  if (isJsonList(value)) return value.map((item, i) => (i === step ? to : item));
  // A computed key makes an own entry whatever its name, `__proto__` too.
  return isJsonObject(value) ? { ...value, [step]: to } : value;
}

function withoutEntry(value: Json, step: string | number): Json {
  if (isJsonList(value)) return value.filter((_, i) => i !== step);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
}

/** The change that takes this one back: applied after it, the value means what it meant before. */
export function invertChange(change: FieldChange): FieldChange {
  const { path } = change;
  switch (change.op) {
    case "insert":
      return { op: "remove", path, was: change.to };
    case "remove":
      return typeof path.at(-1) === "number"
        ? { op: "insert", path, to: change.was }
        : { op: "set", path, to: change.was };
    case "set":
      return change.was === undefined
        ? { op: "remove", path, was: change.to }
        : { op: "set", path, was: change.to, to: change.was };
  }
}
