import { equalJson } from "../field-change";
import { isJsonList, isJsonObject, type Json } from "../json";
import {
  fieldOf,
  itemOf,
  type Place,
  problemAt,
  type SchemaNode,
  type SchemaProblem,
} from "./schema";

/**
 * Items that stand twice in a list of type `set`, or that share their keys in a list of type `map`.
 * Source: kubernetes/apiextensions-apiserver `pkg/apiserver/schema/listtype/validation.go`.
 */
export function checkListTypes(
  schema: SchemaNode,
  value: Json,
  place: Place,
): readonly SchemaProblem[] {
  if (isJsonList(value)) {
    const { items } = schema;
    const inside =
      items === null ? [] : value.flatMap((v, i) => checkListTypes(items, v, itemOf(place, i)));
    return [...duplicates(schema, value, place), ...inside];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const child = schema.properties.get(key) ?? schema.additional;
    return child === null ? [] : checkListTypes(child, entry, fieldOf(place, key));
  });
}

function duplicates(
  schema: SchemaNode,
  list: readonly Json[],
  place: Place,
): readonly SchemaProblem[] {
  if (schema.listType !== "set" && schema.listType !== "map") return [];
  const identities =
    schema.listType === "set" ? list : list.map((item) => keysOf(item, schema.listKeys));
  return identities.flatMap((identity, i) => {
    const first = identities.findIndex((other) => equalJson(other, identity));
    if (first === i) return [];
    return [
      problemAt(itemOf(place, i), "list-type", `Duplicate value: ${JSON.stringify(identity)}`),
    ];
  });
}

/** The keys of an item in alphabetical order, without those that it lacks. */
function keysOf(item: Json, keys: readonly string[]): Json {
  if (!isJsonObject(item)) return item;
  return Object.fromEntries(
    keys.toSorted().flatMap((key) => {
      const value = Object.hasOwn(item, key) ? item[key] : undefined;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
