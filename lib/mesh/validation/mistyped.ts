import { isJsonList, isJsonObject, type Json, type JsonPath } from "../manifest/json";
import type { SchemaNode } from "../manifest/schema/schema";
import { typeName } from "../manifest/schema/structure/words";
import type { RuleProblem } from "./rule-problem";

/**
 * Values of another type than their field: a text where a list is wanted, `on` as the value of a label, which YAML reads as a boolean. The
 * API server refuses the object, and istioctl cannot read it. Fields that the schema does not have are let pass.
 *
 * @param spec of the object that the schema is of
 */
export function mistypedValues(schema: SchemaNode, spec: Json): readonly RuleProblem[] {
  const own = schema.properties.get("spec");
  return own === undefined ? [] : mistyped(own, spec, ["spec"]);
}

function mistyped(schema: SchemaNode, value: Json, path: JsonPath): readonly RuleProblem[] {
  if (value === null) return [];
  const found = typeName(value);
  const { type } = schema;
  if (type !== null && found !== type && !(found === "integer" && type === "number")) {
    return [{ severity: "error", path, message: `it has to be of type ${type}, not ${found}.` }];
  }
  if (isJsonList(value)) {
    const { items } = schema;
    return items === null ? [] : value.flatMap((v, i) => mistyped(items, v, [...path, i]));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const inner = schema.properties.get(key) ?? schema.additional;
    return inner === null ? [] : mistyped(inner, part, [...path, key]);
  });
}
