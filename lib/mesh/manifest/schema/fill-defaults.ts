import { isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import type { SchemaNode } from "./schema";

/**
 * A value as the API server stores it: nulls of fields that may not be null count as missing, and missing fields take their defaults.
 * Nothing is changed in place.
 *
 * Source: kubernetes/apiextensions-apiserver `pkg/apiserver/schema/defaulting`, PruneNonNullableNullsWithoutDefaults and Default.
 */
export function fillDefaults(schema: SchemaNode, value: Json): Json {
  if (isJsonList(value)) {
    const { items } = schema;
    return items === null ? value : value.map((item) => fillDefaults(items, item));
  }
  return isJsonObject(value) ? fillObject(schema, value) : value;
}

function fillObject(schema: SchemaNode, value: JsonObject): JsonObject {
  const kept = Object.entries(value).flatMap(([key, entry]): [string, Json][] => {
    const child = schema.properties.get(key) ?? schema.additional;
    if (child === null) return [[key, entry]];
    if (entry === null && !child.nullable) return [];
    return [[key, fillDefaults(child, entry)]];
  });
  const present = new Set(kept.map(([key]) => key));
  const added = [...schema.properties].flatMap(([key, child]): [string, Json][] =>
    present.has(key) || child.default === undefined
      ? []
      : [[key, fillDefaults(child, child.default)]],
  );
  // A key of its own whatever its name, `__proto__` too.
  return Object.fromEntries([...kept, ...added]);
}
