import { isJsonList, isJsonObject, type Json } from "../../json";
import {
  fieldOf,
  itemOf,
  keyOf,
  type Place,
  problemAt,
  type SchemaNode,
  type SchemaProblem,
} from "../schema";
import { invalidValue, typeName } from "../structure/words";
import { celValue } from "./cel-value";
import { ruleOf } from "./compile-rule";

/**
 * Rules in CEL that a value, or one inside it, does not hold. A rule is asked where its field is present; one that cannot be evaluated
 * counts as broken; one that is about a change is left out.
 *
 * Source: kubernetes/apiextensions-apiserver `pkg/apiserver/schema/cel/validation.go`.
 */
export function checkRules(
  schema: SchemaNode,
  value: Json,
  place: Place,
): readonly SchemaProblem[] {
  if (!schema.hasRules || value === null) return [];
  return [...ownRules(schema, value, place), ...rulesInside(schema, value, place)];
}

function ownRules(schema: SchemaNode, value: Json, place: Place): readonly SchemaProblem[] {
  if (schema.rules.length === 0) return [];
  const self = celValue(schema, value);
  return schema.rules.flatMap((rule) => {
    const verdict = ruleOf(rule)?.(self) ?? { holds: true };
    if (verdict.holds) return [];
    const { message, error } = verdict;
    if (error === null) return [problemAt(place, "rule", refusal(value, message))];
    const detail = `${error} evaluating rule: ${message}`;
    return [problemAt(place, "rule", invalidValue(typeName(value), detail))];
  });
}

/** A scalar is shown, what holds others is not. */
const refusal = (value: Json, message: string): string =>
  isJsonObject(value) || isJsonList(value)
    ? `Invalid value: ${message}`
    : invalidValue(value, message);

function rulesInside(schema: SchemaNode, value: Json, place: Place): readonly SchemaProblem[] {
  if (isJsonList(value)) {
    const { items } = schema;
    return items === null ? [] : value.flatMap((v, i) => checkRules(items, v, itemOf(place, i)));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const field = schema.properties.get(key);
    if (field !== undefined) return checkRules(field, entry, fieldOf(place, key));
    return schema.additional === null
      ? []
      : checkRules(schema.additional, entry, keyOf(place, key));
  });
}
