import { isJsonList, isJsonObject, type Json } from "../../json";

/**
 * What kind of value stands there, as the API server says it. A number without a fraction is an integer, unless it is beyond 64 bits.
 * The largest of those is read as the next one, which is none.
 */
export function typeName(value: Json): string {
  if (value === null) return "null";
  if (isJsonList(value)) return "array";
  if (isJsonObject(value)) return "object";
  if (typeof value === "number") return isInt64(value) ? "integer" : "number";
  return typeof value;
}

const isInt64 = (value: number): boolean =>
  Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;

/** A text of the form that Go prints with `%q`; other values as JSON. */
export const quoted = (value: Json): string => JSON.stringify(value);

/** Source: kubernetes/apimachinery `pkg/util/validation/field/errors.go`. */
export const invalidValue = (value: Json, detail: string): string =>
  `Invalid value: ${quoted(value)}: ${detail}`;

/** `Too long` and `Too many` say no value: it may be large. */
export const tooLong = (most: number): string => `Too long: may not be more than ${most} bytes`;

export const tooMany = (count: number, most: number): string =>
  `Too many: ${count}: must have at most ${most} items`;

export const unsupportedValue = (value: Json, supported: readonly Json[]): string => {
  const texts = supported.map((v) => (typeof v === "string" ? v : JSON.stringify(v)));
  return `Unsupported value: ${quoted(value)}: supported values: ${texts.map(quoted).join(", ")}`;
};
