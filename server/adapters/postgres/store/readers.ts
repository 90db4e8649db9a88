import "server-only";
import * as z from "zod/mini";
import type { ChangeSet, ObjectChange } from "@/lib/mesh/changes/change-set";
import type { BaseObject, Draft } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit, EditIntent, ObjectEdit } from "@/lib/mesh/changes/edit";
import type { ApplyPhase, ChangeRecord, JournalEvent } from "@/lib/mesh/changes/journal";
import type { FieldChange, Json, JsonObject, JsonPath } from "@/lib/mesh/manifest/json";
import { CONFIG_KINDS, type ConfigKind, type Kind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { err, ok, type Result } from "@/lib/result";

/**
 * A schema that says exactly what `T` is. A variant that the type has and the schema lacks does not compile: it could be stored and
 * never be read again.
 */
const exactly =
  <T>() =>
  <S extends z.ZodMiniType<T>>(schema: T extends z.output<S> ? S : never): S =>
    schema;

const list = <S extends z.ZodMiniType>(item: S) => z.readonly(z.array(item));
const string = z.string();
const stringOrNull = z.nullable(z.string());
const number = z.number();

// The drivers parse JSON, so whatever they give is a JSON value.
const json = z.custom<Json>((value) => value !== undefined);
const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const KINDS: ReadonlySet<unknown> = new Set(CONFIG_KINDS.map((kind) => kind.id));
const ref = exactly<ConfigRef>()(
  z.object({
    cluster: string,
    kind: z.custom<ConfigKind>((value) => KINDS.has(value)),
    namespace: string,
    name: string,
  }),
);

const path: z.ZodMiniType<JsonPath> = list(z.union([string, number]));
const fieldChange = exactly<FieldChange>()(
  z.discriminatedUnion("op", [
    z.object({ op: z.literal("set"), path, was: z.exactOptional(json), to: json }),
    z.object({ op: z.literal("remove"), path, was: json }),
    z.object({ op: z.literal("insert"), path, to: json }),
  ]),
);

const objectEdit = exactly<ObjectEdit>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("create"), ref, value: jsonObject }),
    z.object({
      type: z.literal("patch"),
      ref,
      changes: list(fieldChange),
      text: z.exactOptional(string),
    }),
    z.object({ type: z.literal("remove"), ref, was: jsonObject }),
  ]),
);

const share = z.object({
  destination: string,
  before: z.nullable(number),
  after: number,
});
const resource = exactly<ResourceRef>()(
  z.object({
    cluster: string,
    kind: z.custom<Kind>((value) => typeof value === "string"),
    namespace: string,
    name: string,
  }),
);
const intent = exactly<EditIntent>()(
  z.discriminatedUnion("type", [
    z.object({
      type: z.literal("split"),
      service: resource,
      host: string,
      rule: string,
      shares: list(share),
    }),
    z.object({ type: z.literal("typed"), ref }),
    z.object({ type: z.literal("fix"), code: string, ref }),
    z.object({ type: z.literal("remove"), ref }),
  ]),
);

const edit = exactly<Edit>()(z.object({ id: string, intent, objects: list(objectEdit) }));

const baseObject = exactly<BaseObject>()(
  z.object({ ref, value: jsonObject, uid: string, resourceVersion: string }),
);

const draft = exactly<Draft>()(
  z.object({
    id: string,
    name: string,
    cluster: string,
    base: z.readonly(z.record(string, z.nullable(baseObject))),
    edits: list(edit),
    undone: list(list(z.object({ edit, at: number }))),
  }),
);

const guard = { before: jsonObject, uid: string, resourceVersion: string };
const objectChange = exactly<ObjectChange>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("create"), ref, after: jsonObject, text: string }),
    z.object({
      type: z.literal("update"),
      ref,
      after: jsonObject,
      text: string,
      changes: list(fieldChange),
      ...guard,
    }),
    z.object({ type: z.literal("remove"), ref, ...guard }),
  ]),
);
const changeSet = exactly<ChangeSet>()(z.object({ cluster: string, changes: list(objectChange) }));

const record = exactly<ChangeRecord>()(
  z.object({
    id: string,
    cluster: string,
    name: string,
    why: string,
    author: stringOrNull,
    draft: stringOrNull,
    rollbackOf: stringOrNull,
    createdAt: number,
    changeSet,
    keepWithinMs: z.nullable(number),
    takeFrom: z.exactOptional(z.readonly(z.record(string, list(string)))),
  }),
);

const way = z.enum(["forward", "back"]);
const event = exactly<JournalEvent>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("intended"), step: number, way }),
    z.object({
      type: z.literal("written"),
      step: number,
      way,
      uid: string,
      resourceVersion: string,
      generation: z.nullable(number),
      warnings: list(string),
    }),
    z.object({ type: z.literal("not-written"), step: number, way, code: string, message: string }),
    z.object({
      type: z.literal("settled"),
      step: number,
      way,
      found: z.enum(["taken", "not-taken", "restored", "other"]),
      uid: string,
      resourceVersion: string,
      generation: z.nullable(number),
      manager: stringOrNull,
    }),
    z.object({
      type: z.literal("left-alone"),
      step: number,
      why: z.enum(["changed", "refused", "needed"]),
      manager: stringOrNull,
      message: string,
    }),
    z.object({
      type: z.literal("turned-back"),
      reason: z.enum(["step-failed", "asked", "not-kept"]),
      by: stringOrNull,
    }),
    z.object({ type: z.literal("kept"), by: stringOrNull }),
    z.object({ type: z.literal("watched"), verdict: string, detail: string }),
  ]),
);

/** Whether nothing more will happen in this phase by itself. */
const ENDED = {
  writing: false,
  unsettled: false,
  confirming: false,
  applied: true,
  reverting: false,
  reverted: true,
  "part-standing": true,
} as const satisfies Record<ApplyPhase, boolean>;

export const ENDED_PHASES: readonly string[] = Object.entries(ENDED)
  .filter(([, ended]) => ended)
  .map(([phase]) => phase);

const phase = z.custom<ApplyPhase>(
  (value) => typeof value === "string" && Object.hasOwn(ENDED, value),
);

type Reader<T> = (value: unknown) => Result<T, string>;

/**
 * Checks a stored value and gives it back as it is: fields that a newer program added are kept.
 *
 * @returns in words where it is wrong, never what stands there: it may be long and it may be anybody's
 */
const reader =
  <T>(schema: z.ZodMiniType<T>): Reader<T> =>
  (value) => {
    const parsed = schema.safeParse(value);
    // The schema accepts it, so it is a T; the parsed copy would lack the fields that the schema does not know.
    if (parsed.success) return ok(value as T);
    const [issue] = parsed.error.issues;
    const at = issue?.path.map(String).join(".") ?? "";
    return err(at === "" ? "it has another shape" : `${at} has another shape`);
  };

export const readDraft: Reader<Draft> = reader(draft);
export const readRecord: Reader<ChangeRecord> = reader(record);
export const readEvent: Reader<JournalEvent> = reader(event);
export const readPhase: Reader<ApplyPhase> = reader(phase);
/** For columns whose content is any JSON value. */
export const asJson = (value: unknown): Json =>
  // The drivers parse JSON; an absent value is NULL in the database.
  (value ?? null) as Json;
