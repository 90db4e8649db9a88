import type { JsonPath } from "../../manifest/json";
import { type Raw, recordAt, recordOrNull, recordsAt, textAt } from "../../model/raw/value";

/** One entry of `metadata.managedFields`: who wrote which fields, and how. */
export type FieldManager = {
  readonly manager: string;
  /** `Apply` states what the manager wants and removes what it no longer states; `Update` is every other write. */
  readonly operation: "Apply" | "Update";
  /** `status` and the like; `null` for the object itself. */
  readonly subresource: string | null;
  /** RFC 3339, or `null` when the server did not say. */
  readonly time: string | null;
  /** `fieldsV1`, as it stands. */
  readonly fields: Raw;
};

/** Field managers of an object, in the server's order. Entries that cannot be read are left out. */
export function fieldManagers(object: Raw): readonly FieldManager[] {
  return recordsAt(recordAt(object, "metadata"), "managedFields").flatMap((entry) => {
    const manager = textAt(entry, "manager");
    const operation = textAt(entry, "operation");
    if (manager === null || (operation !== "Apply" && operation !== "Update")) return [];
    const subresource = textAt(entry, "subresource");
    const fields = recordAt(entry, "fieldsV1");
    return [{ manager, operation, subresource, time: textAt(entry, "time"), fields }];
  });
}

/**
 * The managers whose fields a change at `path` touches: owners of the value there, of anything in it, and of a list around it that
 * can only be owned as a whole.
 */
export const managersAt = (object: Raw, path: JsonPath): readonly FieldManager[] =>
  fieldManagers(object).filter((m) => touches(m.fields, object, path));

/**
 * Whether a set of fields holds something at, in or around `path`. Around: an empty set stands for a value owned whole, such as
 * `f:http` of a VirtualService, which is an atomic list.
 *
 * source: kubernetes-sigs/structured-merge-diff `fieldpath/serialize.go`; Kubernetes reference, "Server-Side Apply"
 */
export function touches(fields: Raw, value: unknown, path: JsonPath): boolean {
  let at = fields;
  let here = value;
  for (const [depth, step] of path.entries()) {
    if (depth > 0 && Object.keys(at).length === 0) return true;
    const child = recordOrNull(at, segmentOf(at, here, step));
    if (child === null) return false;
    at = child;
    here = valueIn(here, step);
  }
  return path.length > 0 || Object.keys(at).length > 0;
}

/** The set at `path` within a set of fields; `null` where it names none. */
export function fieldsAt(fields: Raw, value: unknown, path: JsonPath): Raw | null {
  let at = fields;
  let here = value;
  for (const step of path) {
    const child = recordOrNull(at, segmentOf(at, here, step));
    if (child === null) return null;
    at = child;
    here = valueIn(here, step);
  }
  return at;
}

/** How a set names the step: a field, an item by its keys, by its value, or by its index. */
function segmentOf(fields: Raw, value: unknown, step: string | number): string {
  if (typeof step === "string") return `f:${step}`;
  const item = valueIn(value, step);
  const named = Object.keys(fields).find((segment) => names(segment, item));
  return named ?? `i:${step}`;
}

/** Whether a segment of a list names this item: `k:{"name":"http"}` by keys, `v:"a"` by value. */
function names(segment: string, item: unknown): boolean {
  const kind = segment.slice(0, 2);
  if (kind !== "k:" && kind !== "v:") return false;
  const said = parse(segment.slice(2));
  if (kind === "v:") return said !== undefined && said === item;
  return (
    isRaw(said) && isRaw(item) && Object.entries(said).every(([key, value]) => item[key] === value)
  );
}

/** The fields by which items of a list are told apart, `["name"]`; `null` when no manager owns single items of it. */
export function itemKeys(fields: Raw): readonly string[] | null {
  const segment = Object.keys(fields).find((s) => s.startsWith("k:"));
  const said = segment === undefined ? undefined : parse(segment.slice(2));
  return isRaw(said) ? Object.keys(said) : null;
}

const isRaw = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function valueIn(value: unknown, step: string | number): unknown {
  if (typeof step === "number") return Array.isArray(value) ? value[step] : undefined;
  return isRaw(value) ? value[step] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
