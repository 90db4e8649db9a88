import "server-only";
import type { FieldConflict } from "@/lib/mesh/changes/write-error";
import { equalJson } from "@/lib/mesh/manifest/field-change";
import type { Json } from "@/lib/mesh/manifest/json";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { err, ok, type Result } from "@/lib/result";
import { at, type Fields, list, text } from "../cluster/api-object";
import { fieldsV1, fieldText, keysOf, leavesOf } from "./field-leaves";
import { mergeApplied } from "./merge-applied";

export type Operation = "Apply" | "Update";

/** Who wrote which fields of an object, and when. */
export type ManagedEntry = {
  readonly manager: string;
  readonly operation: Operation;
  readonly time: string;
  readonly fields: ReadonlySet<string>;
};

/** An object as authored, with those who wrote it. */
export type Managed = { readonly object: RawObject; readonly entries: readonly ManagedEntry[] };

/** A writer at a moment. */
export type Writer = { readonly manager: string; readonly time: string };

const same = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && equalJson(a as Json, b as Json)); // objects of the API are JSON

const isEntry = (e: ManagedEntry, manager: string, operation: Operation): boolean =>
  e.manager === manager && e.operation === operation;

const without = (entry: ManagedEntry, taken: ReadonlySet<string>): ManagedEntry => ({
  ...entry,
  fields: new Set([...entry.fields].filter((key) => !taken.has(key))),
});

const owning = (entries: readonly ManagedEntry[]) => entries.filter((e) => e.fields.size > 0);

/** A write by anything but apply: the manager gets the fields that it changes, and others lose them. */
export function updateAs(before: Managed | null, object: RawObject, writer: Writer): Managed {
  const was = before ? leavesOf(before.object) : new Map<string, unknown>();
  const now = leavesOf(object);
  const changed = new Set(
    [...now].filter(([k, v]) => !was.has(k) || !same(was.get(k), v)).map(([k]) => k),
  );
  const touched = new Set([...changed, ...[...was.keys()].filter((k) => !now.has(k))]);
  const entries = before?.entries ?? [];
  if (touched.size === 0) return { object, entries };
  const own = entries.find((e) => isEntry(e, writer.manager, "Update"));
  const others = entries.filter((e) => e !== own).map((e) => without(e, touched));
  const kept = own ? without(own, touched).fields : [];
  const mine: ManagedEntry = {
    ...writer,
    operation: "Update",
    fields: new Set([...kept, ...changed]),
  };
  return { object, entries: owning([...others, mine]) };
}

/**
 * Server-side apply: the manager states fields, gives up those that it no longer states, and is refused where others own another value.
 *
 * source: Kubernetes reference, "Server-Side Apply"
 */
export function applyAs(
  before: Managed | null,
  stated: RawObject,
  writer: Writer,
  force: boolean,
): Result<Managed, readonly FieldConflict[]> {
  const leaves = leavesOf(stated);
  const was = before ? leavesOf(before.object) : new Map<string, unknown>();
  const entries = before?.entries ?? [];
  const own = entries.find((e) => isEntry(e, writer.manager, "Apply"));
  const others = entries.filter((e) => e !== own);
  const contested = new Set(
    [...leaves].filter(([k, v]) => was.has(k) && !same(was.get(k), v)).map(([k]) => k),
  );
  const conflicts = others.flatMap((e) => conflictsWith(e, contested));
  if (conflicts.length > 0 && !force) return err(conflicts);
  const left = others.map((e) => without(e, contested));
  const owned = new Set(left.flatMap((e) => [...e.fields]));
  const given = [...(own?.fields ?? [])].filter((k) => !leaves.has(k) && !owned.has(k));
  const object = before ? mergeApplied(before.object, stated, leaves, given) : stated;
  const fields = new Set(leaves.keys());
  if (before && own && contested.size === 0 && sameSet(own.fields, fields)) return ok(before);
  const mine = { ...writer, operation: "Apply" as const, fields };
  return ok({ object, entries: owning([mine, ...left]) });
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((key) => b.has(key));

const conflictsWith = (
  { manager, operation, fields }: ManagedEntry,
  contested: ReadonlySet<string>,
): readonly FieldConflict[] =>
  [...fields]
    .filter((key) => contested.has(key))
    .map((key) => ({ manager, operation, field: fieldText(key) }));

/** Nobody has written to the object but who brought it. */
export const broughtBy = (object: RawObject, writer: Writer): Managed =>
  updateAs(null, object, writer);

/** The sentence of a 409. source: kubernetes/apimachinery `pkg/util/managedfields/internal/conflict.go` */
export function conflictSentence(conflicts: readonly FieldConflict[], apiVersion: string): string {
  const by = (c: FieldConflict) =>
    `"${c.manager}"${c.operation === "Update" ? ` using ${apiVersion}` : ""}`;
  const [first] = conflicts;
  if (conflicts.length === 1 && first) {
    return `Apply failed with 1 conflict: conflict with ${by(first)}: ${first.field}`;
  }
  const groups = [...new Set(conflicts.map(by))].map((name) => {
    const fields = conflicts.filter((c) => by(c) === name).map((c) => `- ${c.field}`);
    return `conflicts with ${name}:\n${fields.join("\n")}`;
  });
  return `Apply failed with ${conflicts.length} conflicts: ${groups.join("\n")}`;
}

/** `metadata.managedFields` of an object. */
export const managedFields = ({ object, entries }: Managed): readonly Fields[] =>
  entries.map(({ manager, operation, time, fields }) => ({
    manager,
    operation,
    apiVersion: text(object, "apiVersion"),
    time,
    fieldsType: "FieldsV1",
    fieldsV1: fieldsV1(fields),
  }));

/** The entries that an object carries, as `managedFields` wrote them. */
export const entriesIn = (object: RawObject): readonly ManagedEntry[] =>
  list(at(object, "metadata"), "managedFields").map((entry) => ({
    manager: text(entry, "manager"),
    operation: text(entry, "operation") === "Apply" ? "Apply" : "Update",
    time: text(entry, "time"),
    fields: keysOf(at(entry, "fieldsV1")),
  }));
