import {
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
} from "../manifest/json";
import type { SchemaNode } from "../manifest/schema/schema";
import type { RuleProblem } from "./rule-problem";

/**
 * Numbers that the schema takes and istiod cannot read: `format: int32` says nothing to an API server, and is all that a field of istiod's
 * holds. Its webhook refuses the object at the first of them, before it asks any rule; here each is said. Unsigned fields have their bounds
 * in the schema. Only Istio's own kinds are read by its webhook.
 *
 * Source: istio/api `*_json.gen.go` (golang/protobuf `jsonpb`); executed against istiod 1.30.3.
 */
export function undecodableNumbers(schema: SchemaNode, object: JsonObject): readonly RuleProblem[] {
  const group = String(object["apiVersion"]).split("/", 1)[0] ?? "";
  if (!group.endsWith(".istio.io")) return [];
  const spec = schema.properties.get("spec");
  return spec === undefined ? [] : beyondInt32(spec, object["spec"] ?? null, ["spec"]);
}

function beyondInt32(schema: SchemaNode, value: Json, path: JsonPath): readonly RuleProblem[] {
  if (typeof value === "number") {
    // The bits that an int32 has.
    const isWrong = schema.format === "int32" && value !== (value | 0);
    return isWrong ? [{ severity: "error", path, message: tooWide(value) }] : [];
  }
  if (isJsonList(value)) {
    const { items } = schema;
    return items === null ? [] : value.flatMap((v, i) => beyondInt32(items, v, [...path, i]));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const inner = schema.properties.get(key) ?? schema.additional;
    return inner === null ? [] : beyondInt32(inner, part, [...path, key]);
  });
}

const tooWide = (value: number): string =>
  `error decoding configuration: json: cannot unmarshal number ${value} into Go value of type int32`;
