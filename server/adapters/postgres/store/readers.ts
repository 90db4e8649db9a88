import "server-only";
import * as z from "zod/mini";
import {
  draftSchema,
  exactly,
  fieldChangeSchema as fieldChange,
  jsonObjectSchema as jsonObject,
  list,
  configRefSchema as ref,
} from "@/lib/delivery/draft-schema";
import type { ChangeSet, ObjectChange } from "@/lib/mesh/changes/change-set";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { ApplyPhase, ChangeRecord, JournalEvent } from "@/lib/mesh/changes/journal";
import type { Json } from "@/lib/mesh/manifest/json";
import { err, ok, type Result } from "@/lib/result";

const string = z.string();
const stringOrNull = z.nullable(z.string());
const number = z.number();

const guard = {
  before: jsonObject,
  uid: string,
  resourceVersion: string,
  generation: z.exactOptional(number),
};
const waits = { waitForProxies: z.exactOptional(z.boolean()) };
const objectChange = exactly<ObjectChange>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("create"), ref, after: jsonObject, text: string, ...waits }),
    z.object({
      type: z.literal("update"),
      ref,
      after: jsonObject,
      text: string,
      changes: list(fieldChange),
      ...guard,
      ...waits,
    }),
    z.object({ type: z.literal("remove"), ref, ...guard, ...waits }),
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
    giveBack: z.exactOptional(z.readonly(z.record(string, list(jsonObject)))),
  }),
);

const way = z.enum(["forward", "back"]);
const event = exactly<JournalEvent>()(
  z.discriminatedUnion("type", [
    z.object({
      type: z.literal("intended"),
      step: number,
      way,
      managers: z.exactOptional(list(jsonObject)),
    }),
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
      type: z.literal("managers"),
      step: number,
      given: z.boolean(),
      message: string,
      version: z.exactOptional(
        z.object({ uid: string, resourceVersion: string, generation: z.nullable(number) }),
      ),
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

export const readDraft: Reader<Draft> = reader(draftSchema);
export const readRecord: Reader<ChangeRecord> = reader(record);
export const readEvent: Reader<JournalEvent> = reader(event);
export const readPhase: Reader<ApplyPhase> = reader(phase);
/** For columns whose content is any JSON value. */
export const asJson = (value: unknown): Json =>
  // The drivers parse JSON; an absent value is NULL in the database.
  (value ?? null) as Json;
