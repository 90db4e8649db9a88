import { RE2JS } from "@bufbuild/re2";
import { isJsonList, isJsonObject, type Json } from "../../json";
import { nameOf, type Place, type SchemaNode } from "../schema";
import { type Fault, faultAt } from "./fault";
import { hasFormat } from "./formats";
import { invalidValue, tooLong, tooMany, typeName, unsupportedValue } from "./words";

/**
 * Type, enum, bounds, pattern and format of one value, without what is inside it. A keyword acts on values of its own type alone.
 *
 * Source: kubernetes/kube-openapi `pkg/validation/validate`; the words are those of its `pkg/validation/errors`.
 */
export function checkScalar(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  const faults = [...checkType(schema, value, place), ...checkEnum(schema, value, place)];
  if (typeof value === "string") faults.push(...checkText(schema, value, place));
  else if (typeof value === "number") faults.push(...checkNumber(schema, value, place));
  else if (isJsonList(value)) faults.push(...checkLength(schema, value.length, place));
  else if (isJsonObject(value)) faults.push(...checkSize(schema, Object.keys(value).length, place));
  return faults;
}

function checkType(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  const found = typeName(value);
  const { type } = schema;
  if (type === null || found === type || (found === "integer" && type === "number")) return [];
  if (value === null && schema.nullable) return [];
  const detail = `${nameOf(place)} in body must be of type ${type}: "${found}"`;
  return [faultAt(place, invalidValue(found, detail), true)];
}

function checkEnum(schema: SchemaNode, value: Json, place: Place): readonly Fault[] {
  if (schema.enum === null || (value === null && schema.nullable)) return [];
  // Members of an enum are scalars.
  if (schema.enum.includes(value)) return [];
  return [faultAt(place, unsupportedValue(value, schema.enum), true)];
}

function checkText(schema: SchemaNode, value: string, place: Place): readonly Fault[] {
  const { format } = schema;
  const first = textFault(schema, value, place);
  if (format === null || hasFormat(value, format)) return first === null ? [] : [first];
  const detail = `${nameOf(place)} in body must be of type ${format}: ${JSON.stringify(value)}`;
  return [...(first === null ? [] : [first]), faultAt(place, invalidValue(value, detail), true)];
}

/** The first of length and pattern that does not fit: the API server says no more. */
function textFault(schema: SchemaNode, value: string, place: Place): Fault | null {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema.bounds;
  const length = [...value].length;
  const say = (rest: string) =>
    faultAt(place, invalidValue(value, `${nameOf(place)} in body ${rest}`), false);
  if (length > maxLength) return faultAt(place, tooLong(maxLength), true);
  if (length < minLength) return say(`should be at least ${minLength} chars long`);
  const { pattern } = schema;
  return pattern === null || matches(pattern, value) ? null : say(`should match '${pattern}'`);
}

const patterns = new Map<string, RE2JS | null>();

/** Whether a pattern is found in a text. A pattern that RE2 refuses says nothing: no API server takes a CRD with it. */
function matches(pattern: string, text: string): boolean {
  const known = patterns.get(pattern);
  const compiled = known === undefined ? compile(pattern) : known;
  patterns.set(pattern, compiled);
  return compiled === null || compiled.test(text);
}

function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}

function checkNumber(schema: SchemaNode, value: number, place: Place): readonly Fault[] {
  const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = schema.bounds;
  const say = (rest: string) =>
    faultAt(place, invalidValue(value, `${nameOf(place)} in body should be ${rest}`), false);
  const equal = (exclusive: boolean) => (exclusive ? "" : " or equal to");
  const faults: Fault[] = [];
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    faults.push(say(`less than${equal(exclusiveMaximum)} ${maximum}`));
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    faults.push(say(`greater than${equal(exclusiveMinimum)} ${minimum}`));
  }
  return faults;
}

function checkLength(schema: SchemaNode, count: number, place: Place): readonly Fault[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema.bounds;
  if (count > maxItems) return [faultAt(place, tooMany(count, maxItems), true)];
  if (count >= minItems) return [];
  const detail = `${nameOf(place)} in body should have at least ${minItems} items`;
  return [faultAt(place, invalidValue(count, detail), false)];
}

function checkSize(schema: SchemaNode, count: number, place: Place): readonly Fault[] {
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema.bounds;
  if (count > maxProperties) return [faultAt(place, tooMany(count, maxProperties), true)];
  if (count >= minProperties) return [];
  const detail = `${nameOf(place)} in body should have at least ${minProperties} properties`;
  return [faultAt(place, invalidValue(count, detail), false)];
}
