import { equalJson } from "../../manifest/field-change";
import type { Json, JsonPath } from "../../manifest/json";
import { type Raw, recordAt, recordOrNull, textAt } from "../../model/raw/value";
import { type FieldManager, fieldManagers, fieldsAt, itemKeys, managersAt } from "./field-managers";
import { HEDDLE_MANAGER } from "./known-managers";

/** kubectl's own copy of what it applied. It is nobody else's to write or to take away. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Metadata that the server keeps, or that says which object is meant. */
const NOT_AUTHORED = new Set([
  "name",
  "namespace",
  "labels",
  "annotations",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
  "selfLink",
  "generateName",
]);

const NOT_CONTENT = new Set(["apiVersion", "kind", "metadata", "status"]);

const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// Manifests come from JSON or YAML, so whatever is in them is a JSON value.
const same = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && equalJson(a as Json, b as Json));

/** `uid` and `resourceVersion` as the server shall compare them. */
export type Precondition = { readonly uid?: string; readonly resourceVersion: string };

const identity = (object: Raw, guard: Precondition): Raw => {
  const { name, namespace } = recordAt(object, "metadata");
  return { name, ...(namespace === undefined || namespace === "" ? {} : { namespace }), ...guard };
};

/**
 * What Heddle states by server-side apply: the whole spec, and of labels, annotations and other metadata only what the author changes
 * or what Heddle states already. So it never becomes an owner of labels that are others'.
 *
 * @param live the object as it stands; `null` for one that is created
 */
export function applyBody(live: Raw | null, object: Raw, guard: Precondition): Raw {
  const content = Object.entries(object).filter(([key]) => !NOT_CONTENT.has(key));
  const metadata = identity(object, guard);
  const stated = [
    ...(["labels", "annotations"] as const).flatMap((key) => {
      const entries = statedEntries(live, object, key);
      return entries.length > 0 ? [[key, Object.fromEntries(entries)] as const] : [];
    }),
    ...Object.entries(recordAt(object, "metadata")).filter(
      ([key, value]) =>
        !NOT_AUTHORED.has(key) && !(live && same(recordAt(live, "metadata")[key], value)),
    ),
  ];
  return {
    apiVersion: object["apiVersion"],
    kind: object["kind"],
    metadata: { ...metadata, ...Object.fromEntries(stated) },
    ...Object.fromEntries(content),
  };
}

/**
 * The author's object with the labels and annotations that others have given it since: they are nobody else's to take away.
 *
 * @param from what the author took the object for
 */
export function withOthersMarks(live: Raw, object: Raw, from: Raw): Raw {
  const marksOf = (raw: Raw, key: string) => recordAt(recordAt(raw, "metadata"), key);
  const added = ["labels", "annotations"].flatMap((key) => {
    const [wanted, found] = [marksOf(object, key), marksOf(from, key)];
    const others = Object.entries(marksOf(live, key)).filter(
      ([name]) =>
        name !== LAST_APPLIED && !Object.hasOwn(found, name) && !Object.hasOwn(wanted, name),
    );
    return others.length === 0
      ? []
      : [[key, { ...wanted, ...Object.fromEntries(others) }] as const];
  });
  if (added.length === 0) return object;
  return {
    ...object,
    metadata: { ...recordAt(object, "metadata"), ...Object.fromEntries(added) },
  };
}

function statedEntries(live: Raw | null, object: Raw, key: "labels" | "annotations") {
  const wanted = Object.entries(recordAt(recordAt(object, "metadata"), key));
  if (live === null) return wanted;
  const before = recordAt(recordAt(live, "metadata"), key);
  const ours = fieldManagers(live).filter(isOurApply);
  return wanted.filter(
    ([name, value]) =>
      name !== LAST_APPLIED &&
      (before[name] !== value ||
        ours.some((m) => fieldsAt(m.fields, live, ["metadata", key, name]) !== null)),
  );
}

const isOurApply = (m: FieldManager): boolean =>
  m.manager === HEDDLE_MANAGER && m.operation === "Apply" && m.subresource === null;

/** A field that stands and shall not, with those who own it; nobody may. */
export type LeftOutField = { readonly path: JsonPath; readonly owners: readonly FieldManager[] };

/**
 * Fields that server-side apply would leave standing although `object` does not have them: apply removes only what its manager owns
 * alone. An apply that succeeds would not say so.
 *
 * source: Kubernetes reference, "Server-Side Apply", "Transferring ownership" and "Comparison with client-side apply"
 */
export function fieldsLeftStanding(live: Raw, object: Raw): readonly LeftOutField[] {
  return leftOut(live, object)
    .map((path) => ({ path, owners: managersAt(live, path) }))
    .filter(({ owners }) => owners.length === 0 || !owners.every(isOurApply));
}

/** Paths of `live` that `object` does not have. Lists count as one value, except those whose items have owners of their own. */
function leftOut(live: Raw, object: Raw): readonly JsonPath[] {
  const sets = fieldManagers(live).map((m) => m.fields);
  const metadata = (raw: Raw, key: string): Raw => {
    const { [LAST_APPLIED]: _kept, ...others } = recordAt(recordAt(raw, "metadata"), key);
    return others;
  };
  const walk = (a: unknown, b: unknown, path: JsonPath): readonly JsonPath[] => {
    if (isRaw(a) && isRaw(b)) {
      return Object.keys(a).flatMap((key) =>
        Object.hasOwn(b, key) ? walk(a[key], b[key], [...path, key]) : [[...path, key]],
      );
    }
    if (!Array.isArray(a) || !Array.isArray(b)) return [];
    const keys = sets.flatMap((s) => itemKeys(fieldsAt(s, live, path) ?? {}) ?? []);
    if (keys.length === 0) return [];
    return a.flatMap((item: unknown, i) => {
      const other = b.find(
        (o: unknown) => isRaw(o) && isRaw(item) && keys.every((k) => o[k] === item[k]),
      );
      return other === undefined ? [[...path, i]] : walk(item, other, [...path, i]);
    });
  };
  const content = Object.keys(live).filter((key) => !NOT_CONTENT.has(key));
  return [
    ...content.flatMap((key) =>
      Object.hasOwn(object, key) ? walk(live[key], object[key], [key]) : [[key]],
    ),
    ...["labels", "annotations"].flatMap((key) =>
      walk(metadata(live, key), metadata(object, key), ["metadata", key]),
    ),
  ];
}

/**
 * A JSON merge patch that makes the author's part of `live` equal to `object`, with removals. One request, and guarded like an apply;
 * it takes fields from whoever has them, so their owners must have been asked before.
 *
 * source: RFC 7386
 */
export function mergeBody(live: Raw, object: Raw, guard: Precondition): Raw {
  const content = new Set(
    [...Object.keys(live), ...Object.keys(object)].filter((k) => !NOT_CONTENT.has(k)),
  );
  const patches = [...content].flatMap((key) => difference(live, object, key));
  const [before, after] = [recordAt(live, "metadata"), recordAt(object, "metadata")];
  const metadata = ["labels", "annotations"].flatMap((key) => {
    const { [LAST_APPLIED]: _a, ...a } = recordAt(before, key);
    const { [LAST_APPLIED]: _b, ...b } = recordAt(after, key);
    const changed = patchOf(a, b);
    return Object.keys(changed).length > 0 ? [[key, changed] as const] : [];
  });
  const others = Object.entries(after).filter(
    ([key, value]) => !NOT_AUTHORED.has(key) && !same(before[key], value),
  );
  return {
    metadata: { ...guard, ...Object.fromEntries(metadata), ...Object.fromEntries(others) },
    ...Object.fromEntries(patches),
  };
}

const patchOf = (before: Raw, after: Raw): Raw => {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries([...keys].flatMap((key) => difference(before, after, key)));
};

function difference(before: Raw, after: Raw, key: string): readonly (readonly [string, unknown])[] {
  if (!Object.hasOwn(after, key)) return [[key, null]];
  const [from, to] = [before[key], after[key]];
  if (same(from, to)) return [];
  return [[key, isRaw(from) && isRaw(to) ? patchOf(from, to) : to]];
}

/** A path as the API server writes it: `.spec.http`, `.spec.listeners[name="http"].port`. */
export function fieldName(object: Raw, path: JsonPath): string {
  let text = "";
  let here: unknown = object;
  for (const step of path) {
    here = isRaw(here) ? here[String(step)] : Array.isArray(here) ? here[Number(step)] : undefined;
    const name = isRaw(here) ? textAt(here, "name") : null;
    if (typeof step === "string") text += `.${step}`;
    else text += name === null ? `[${step}]` : `[name=${JSON.stringify(name)}]`;
  }
  return text;
}

/** Whether the live object is the one that the author saw. */
export function isSeen(
  live: Raw,
  seen: { readonly uid: string; readonly resourceVersion: string },
): boolean {
  const metadata = recordOrNull(live, "metadata") ?? {};
  return metadata["uid"] === seen.uid && metadata["resourceVersion"] === seen.resourceVersion;
}
