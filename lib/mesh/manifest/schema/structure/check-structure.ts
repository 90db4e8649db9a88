import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../json";
import { fieldOf, itemOf, type Place, type SchemaNode } from "../schema";
import { checkScalar } from "./check-scalar";
import { type Fault, faultAt } from "./fault";
import { invalidValue } from "./words";

/**
 * Where a value does not have the structure that its schema asks for, inside and out, in the API server's words.
 *
 * Source: kubernetes/kube-openapi `pkg/validation/validate/schema.go`; turned into field errors as in kubernetes/apiextensions-apiserver
 * `pkg/apiserver/validation/validation.go`.
 */
export function checkStructure(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  return [
    ...checkScalar(schema, value, place),
    ...(isJsonObject(value) ? checkEntries(schema, value, place) : []),
    ...(isJsonList(value) ? checkItems(schema, value, place) : []),
    ...checkAlternatives(schema, value, place),
  ];
}

function checkEntries(schema: SchemaNode, value: JsonObject, place: Place): readonly Fault[] {
  const missing = schema.required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => faultAt(fieldOf(place, key), "Required value", true));
  const inside = Object.entries(value).flatMap(([key, entry]) => {
    const child = schema.properties.get(key) ?? schema.additional;
    return child === null ? [] : checkStructure(child, entry, fieldOf(place, key));
  });
  return [...missing, ...inside];
}

function checkItems(schema: SchemaNode, value: readonly Json[], place: Place): readonly Fault[] {
  const { items } = schema;
  if (items === null) return [];
  return value.flatMap((item, i) => checkStructure(items, item, itemOf(place, i)));
}

/** `allOf`, `anyOf`, `oneOf` and `not`. Where no alternative holds, what is wrong with the first is said too. */
function checkAlternatives(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  const tried = (alternatives: readonly SchemaNode[]) =>
    alternatives.map((s) => checkStructure(s, value, place));
  const say = (text: string) => unnamed(place, `"${place.name}" ${text}`);
  const faults: Fault[] = [];
  const any = tried(schema.anyOf);
  if (any.length > 0 && any.every(isFaulty)) {
    faults.push(say("must validate at least one schema (anyOf)"), ...(any[0] ?? []));
  }
  const one = tried(schema.oneOf);
  const valid = one.filter((found) => found.length === 0).length;
  if (one.length > 0 && valid !== 1) {
    const count = valid === 0 ? "none valid" : `${valid} valid alternatives`;
    faults.push(say(`must validate one and only one schema (oneOf). Found ${count}`));
    if (valid === 0) faults.push(...(one[0] ?? []));
  }
  const all = tried(schema.allOf);
  if (all.some(isFaulty)) {
    const none = all.every(isFaulty) ? ". None validated" : "";
    faults.push(...all.flat(), say(`must validate all the schemas (allOf)${none}`));
  }
  if (schema.not && checkStructure(schema.not, value, place).length === 0) {
    faults.push(say("must not validate the schema (not)"));
  }
  return faults;
}

const isFaulty = (faults: readonly Fault[]): boolean => faults.length > 0;

/** The API server names no field for these; the place is in the sentence. */
const unnamed = (place: Place, detail: string): Fault => ({
  ...faultAt(place, invalidValue("", detail), false),
  field: "<nil>",
});
