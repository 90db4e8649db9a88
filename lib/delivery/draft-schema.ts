import * as z from "zod/mini";
import type { BaseObject, Draft } from "../mesh/changes/draft";
import type {
  ConfigRef,
  Edit,
  EditIntent,
  ItemAnchor,
  ObjectEdit,
  PlacedChange,
} from "../mesh/changes/edit";
import type { FieldChange, Json, JsonObject, JsonPath } from "../mesh/manifest/json";
import { CONFIG_KINDS, type ConfigKind, type Kind } from "../mesh/model/kinds";
import type { ResourceRef } from "../mesh/model/resource";

/** Every variant with all of its fields there: one that may be missing is compared like any other. */
type Full<T> = T extends unknown ? { readonly [K in keyof T]-?: T[K] } : never;

/** Whether a schema has every variant of `T` and every field of each. */
export type Says<T, S extends z.ZodMiniType<T>> = [T, Full<z.output<S>>] extends [
  z.output<S>,
  Full<T>,
]
  ? true
  : false;

/**
 * A schema that says exactly what `T` is. A variant that the type has and the schema lacks does not compile, and no more does a field, be
 * it one that may be missing: it could be written and never be read again.
 */
export const exactly =
  <T>() =>
  <S extends z.ZodMiniType<T>>(schema: Says<T, S> extends true ? S : never): S =>
    schema;

export const list = <S extends z.ZodMiniType>(item: S) => z.readonly(z.array(item));

const string = z.string();
const number = z.number();

// What is checked was parsed from JSON, so whatever stands there is a JSON value.
const json = z.custom<Json>((value) => value !== undefined);
export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const KINDS: ReadonlySet<unknown> = new Set(CONFIG_KINDS.map((kind) => kind.id));
export const configRefSchema = exactly<ConfigRef>()(
  z.object({
    cluster: string,
    kind: z.custom<ConfigKind>((value) => KINDS.has(value)),
    namespace: string,
    name: string,
  }),
);

const path: z.ZodMiniType<JsonPath> = list(z.union([string, number]));
const set = { op: z.literal("set"), path, was: z.exactOptional(json), to: json };
const remove = { op: z.literal("remove"), path, was: json };
const insert = { op: z.literal("insert"), path, to: json };

export const fieldChangeSchema = exactly<FieldChange>()(
  z.discriminatedUnion("op", [z.object(set), z.object(remove), z.object(insert)]),
);

const anchor = exactly<ItemAnchor>()(z.object({ identity: string, nth: number, of: number }));
const placed = {
  items: z.exactOptional(list(anchor)),
  place: z.exactOptional(
    z.object({
      follows: z.nullable(anchor),
      precedes: z.nullable(anchor),
      twins: number,
    }),
  ),
};
const placedChange = exactly<PlacedChange>()(
  z.discriminatedUnion("op", [
    z.object({ ...set, ...placed }),
    z.object({ ...remove, ...placed }),
    z.object({ ...insert, ...placed }),
  ]),
);

const text = z.exactOptional(string);
const objectEdit = exactly<ObjectEdit>()(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("create"), ref: configRefSchema, value: jsonObjectSchema, text }),
    z.object({
      type: z.literal("patch"),
      ref: configRefSchema,
      changes: list(placedChange),
      text,
      typedOn: text,
    }),
    z.object({ type: z.literal("remove"), ref: configRefSchema, was: jsonObjectSchema }),
  ]),
);

const resource = exactly<ResourceRef>()(
  z.object({
    cluster: string,
    kind: z.custom<Kind>((value) => typeof value === "string"),
    namespace: string,
    name: string,
  }),
);
const share = z.object({ destination: string, before: z.nullable(number), after: number });
const intent = exactly<EditIntent>()(
  z.discriminatedUnion("type", [
    z.object({
      type: z.literal("split"),
      service: resource,
      host: string,
      rule: string,
      ofPart: z.exactOptional(z.boolean()),
      shares: list(share),
    }),
    z.object({ type: z.literal("typed"), ref: configRefSchema }),
    z.object({ type: z.literal("fix"), code: string, ref: configRefSchema }),
    z.object({ type: z.literal("remove"), ref: configRefSchema }),
  ]),
);

const edit = exactly<Edit>()(z.object({ id: string, intent, objects: list(objectEdit) }));

const baseObject = exactly<BaseObject>()(
  z.object({
    ref: configRefSchema,
    value: jsonObjectSchema,
    uid: string,
    resourceVersion: string,
    generation: z.exactOptional(number),
  }),
);

/** A draft as it is kept and as it travels. */
export const draftSchema = exactly<Draft>()(
  z.object({
    id: string,
    name: string,
    cluster: string,
    base: z.readonly(z.record(string, z.nullable(baseObject))),
    edits: list(edit),
    undone: list(list(z.object({ edit, at: number }))),
  }),
);
