import { isJsonList, isJsonObject, type Json } from "../json";
import {
  fieldOf,
  itemOf,
  nameOf,
  type Place,
  problemAt,
  rootPlace,
  type SchemaNode,
  type SchemaProblem,
} from "./schema";

/**
 * Fields that the schema does not name, where it names any: with `fieldValidation=Strict` the API server refuses them before it looks at
 * anything else.
 *
 * Source: kubernetes/apiextensions-apiserver `pkg/apiserver/schema/pruning/algorithm.go`.
 */
export function unknownFields(schema: SchemaNode, value: Json): readonly SchemaProblem[] {
  return walk(schema, value, rootPlace).map((place) => ({
    ...problemAt(
      place,
      "decode",
      `strict decoding error: unknown field ${JSON.stringify(nameOf(place))}`,
    ),
    field: "<nil>",
  }));
}

function walk(schema: SchemaNode | null, value: Json, place: Place): readonly Place[] {
  if (isJsonList(value)) {
    const items = schema?.items ?? null;
    if (items === null && schema?.keepsUnknown === true) return [];
    return value.flatMap((item, i) => walk(items, item, itemOf(place, i)));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = fieldOf(place, key);
    const known = schema?.properties.get(key) ?? schema?.additional ?? null;
    if (known !== null) return walk(known, entry, at);
    return schema?.keepsUnknown === true ? [] : [at];
  });
}
