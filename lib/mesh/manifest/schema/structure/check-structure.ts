import { isJsonList, isJsonObject, type Json, type JsonObject } from "../../json";
import { fieldOf, itemOf, nameOf, type Place, type SchemaNode } from "../schema";
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
  const faults = [...checkScalar(schema, value, place)];
  if (isJsonObject(value)) checkEntries(schema, value, place, faults);
  else if (isJsonList(value)) checkItems(schema, value, place, faults);
  if (schema.hasAlternatives) faults.push(...checkAlternatives(schema, value, place));
  return faults;
}

function checkEntries(schema: SchemaNode, value: JsonObject, place: Place, faults: Fault[]): void {
  for (const key of schema.required) {
    if (Object.hasOwn(value, key)) continue;
    faults.push(faultAt(fieldOf(place, key), "Required value", true));
  }
  for (const [key, entry] of Object.entries(value)) {
    const child = schema.properties.get(key) ?? schema.additional;
    if (child !== null) faults.push(...checkStructure(child, entry, fieldOf(place, key)));
  }
}

function checkItems(
  { items }: SchemaNode,
  value: readonly Json[],
  place: Place,
  faults: Fault[],
): void {
  if (items === null) return;
  for (const [i, item] of value.entries()) {
    faults.push(...checkStructure(items, item, itemOf(place, i)));
  }
}

/** `allOf`, `anyOf`, `oneOf` and `not`. Where no alternative holds, what is wrong with the first is said too. */
function checkAlternatives(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  const tried = (alternatives: readonly SchemaNode[]) =>
    alternatives.map((s) => checkStructure(s, value, place));
  const say = (text: string) => unnamed(place, `"${nameOf(place)}" ${text}`);
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
