import type { JsonPath } from "@/lib/mesh/manifest/json";
import type { SchemaTypeName } from "@/lib/mesh/manifest/schema/describe-schema";
import type { SchemaBounds } from "@/lib/mesh/manifest/schema/schema";
import { DESTINATION_RULE, HTTP_ROUTE, VIRTUAL_SERVICE } from "./field-notes";

const NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  VirtualService: VIRTUAL_SERVICE,
  DestinationRule: DESTINATION_RULE,
  HTTPRoute: HTTP_ROUTE,
};

const TYPES: Readonly<Record<SchemaTypeName, string>> = {
  object: "map",
  array: "list",
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  "integer or string": "whole number or text",
  any: "any value",
};

const FORMATS: Readonly<Record<string, string>> = {
  int32: "32 bits",
  int64: "64 bits",
  double: "64 bits",
  "date-time": "a moment, RFC 3339",
};

const quoted = (words: readonly string[]): string => words.join(", ");

/** `spec.http[].route[].weight`: indices say nothing about a field. */
const fieldName = (path: JsonPath): string =>
  path
    .map((step) => (typeof step === "number" ? "[]" : `.${step}`))
    .join("")
    .slice(1);

function boundsText(bounds: SchemaBounds): string | null {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = bounds;
  const range = (low: number | undefined, high: number | undefined, unit: string) => {
    if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
    if (low !== undefined) return `at least ${low}${unit}`;
    return high === undefined ? null : `at most ${high}${unit}`;
  };
  const parts = [
    range(minimum, maximum, ""),
    range(minLength, maxLength, " characters"),
    range(minItems, maxItems, " items"),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `Allowed: ${parts.join(", ")}.`;
}

/** What completion and hover say of a field. */
export const fieldText = {
  name: fieldName,
  type: TYPES,
  required: "required",
  isDefault: "default",
  note: (kind: string, path: JsonPath): string | null => NOTES[kind]?.[fieldName(path)] ?? null,
  typeLine: (type: SchemaTypeName, format: string | null): string => {
    const more = format === null ? undefined : FORMATS[format];
    return more === undefined ? `Type: ${TYPES[type]}.` : `Type: ${TYPES[type]}, ${more}.`;
  },
  oneOf: (values: readonly string[]) => `One of ${quoted(values)}.`,
  preset: (value: string) => `Without it: ${value}.`,
  bounds: boundsText,
  pattern: (pattern: string) => `Form: ${pattern}`,
  exclusive: (keys: readonly string[]) => `At most one of ${quoted(keys)}.`,
  rule: (message: string) => `Rule: ${message}`,
} as const;
