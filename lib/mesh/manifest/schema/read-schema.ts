import { isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import type { SchemaBounds, SchemaNode, SchemaRule } from "./schema";

/** A value about which nothing is said. */
export const openNode: SchemaNode = {
  type: null,
  properties: new Map(),
  additional: null,
  items: null,
  required: [],
  nullable: false,
  keepsUnknown: false,
  intOrString: false,
  default: undefined,
  enum: null,
  pattern: null,
  format: null,
  bounds: {},
  listType: null,
  listKeys: [],
  rules: [],
  hasRules: false,
  hasAlternatives: false,
  allOf: [],
  anyOf: [],
  oneOf: [],
  not: null,
  description: null,
};

/**
 * Reads `openAPIV3Schema`, as a CRD holds it and as the cluster serves it. Keywords that a structural schema may not have are left out;
 * a part of the wrong type says nothing.
 */
export function readSchema(schema: Json): SchemaNode {
  if (!isJsonObject(schema)) return openNode;
  const properties = new Map(
    Object.entries(objectAt(schema, "properties")).map(([key, value]) => [key, readSchema(value)]),
  );
  const additional = readAdditional(schema["additionalProperties"]);
  const items = isJsonObject(schema["items"]) ? readSchema(schema["items"]) : null;
  const rules = listAt(schema, "x-kubernetes-validations").flatMap(readRule);
  const parts = [...properties.values(), additional, items];
  return {
    ...openNode,
    type: readType(schema["type"]),
    properties,
    additional,
    items,
    required: textsAt(schema, "required"),
    nullable: schema["nullable"] === true,
    keepsUnknown: schema["x-kubernetes-preserve-unknown-fields"] === true,
    intOrString: schema["x-kubernetes-int-or-string"] === true,
    default: schema["default"],
    enum: isJsonList(schema["enum"]) ? schema["enum"] : null,
    pattern: textAt(schema, "pattern"),
    format: textAt(schema, "format"),
    bounds: readBounds(schema),
    listType: readListType(schema["x-kubernetes-list-type"]),
    listKeys: textsAt(schema, "x-kubernetes-list-map-keys"),
    rules,
    hasRules: rules.length > 0 || parts.some((part) => part?.hasRules),
    hasAlternatives: ["allOf", "anyOf", "oneOf", "not"].some((key) => Object.hasOwn(schema, key)),
    allOf: listAt(schema, "allOf").map(readSchema),
    anyOf: listAt(schema, "anyOf").map(readSchema),
    oneOf: listAt(schema, "oneOf").map(readSchema),
    not: isJsonObject(schema["not"]) ? readSchema(schema["not"]) : null,
    description: textAt(schema, "description"),
  };
}

const TYPES = ["object", "array", "string", "integer", "number", "boolean"] as const;

const readType = (value: Json | undefined) => TYPES.find((type) => type === value) ?? null;

const LIST_TYPES = ["atomic", "set", "map"] as const;

const readListType = (value: Json | undefined) => LIST_TYPES.find((t) => t === value) ?? null;

function readAdditional(value: Json | undefined): SchemaNode | null {
  if (value === true) return { ...openNode, keepsUnknown: true };
  return isJsonObject(value) ? readSchema(value) : null;
}

function readRule(value: Json): readonly SchemaRule[] {
  if (!isJsonObject(value)) return [];
  const rule = textAt(value, "rule");
  if (rule === null) return [];
  const messageExpression = textAt(value, "messageExpression");
  return [{ rule, message: textAt(value, "message"), messageExpression }];
}

const NUMBERS = [
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
] as const;

const FLAGS = ["exclusiveMinimum", "exclusiveMaximum"] as const;

function readBounds(schema: JsonObject): SchemaBounds {
  const numbers = NUMBERS.flatMap((key) => {
    const value = schema[key];
    return typeof value === "number" ? [[key, value]] : [];
  });
  const flags = FLAGS.flatMap((key) => (schema[key] === true ? [[key, true]] : []));
  return Object.fromEntries([...numbers, ...flags]);
}

function objectAt(schema: JsonObject, key: string): JsonObject {
  const value = schema[key];
  return isJsonObject(value) ? value : {};
}

function listAt(schema: JsonObject, key: string): readonly Json[] {
  const value = schema[key];
  return isJsonList(value) ? value : [];
}

function textAt(schema: JsonObject, key: string): string | null {
  const value = schema[key];
  return typeof value === "string" ? value : null;
}

const textsAt = (schema: JsonObject, key: string): readonly string[] =>
  listAt(schema, key).filter((item) => typeof item === "string");
