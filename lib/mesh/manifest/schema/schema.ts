import type { Json, JsonPath } from "../json";

/** A rule in CEL that a value must hold. `self` is the value; a rule that names `oldSelf` is about an update. */
export type SchemaRule = {
  readonly rule: string;
  readonly message: string | null;
  /** CEL that makes the message of the value. */
  readonly messageExpression: string | null;
};

/**
 * What a CRD says about one value, as the API server reads it (a structural schema). A field that says nothing is `null` or empty.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
export type SchemaNode = {
  readonly type: "object" | "array" | "string" | "integer" | "number" | "boolean" | null;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** The schema of all other keys; `null` where there may be none. */
  readonly additional: SchemaNode | null;
  readonly items: SchemaNode | null;
  readonly required: readonly string[];
  readonly nullable: boolean;
  /** Keys that the schema does not name are kept, whatever they are. */
  readonly keepsUnknown: boolean;
  readonly intOrString: boolean;
  readonly default: Json | undefined;
  readonly enum: readonly Json[] | null;
  readonly pattern: string | null;
  readonly format: string | null;
  readonly bounds: SchemaBounds;
  readonly listType: "atomic" | "set" | "map" | null;
  readonly listKeys: readonly string[];
  readonly rules: readonly SchemaRule[];
  /** Whether this value or any inside it has a rule. */
  readonly hasRules: boolean;
  /** Whether any of the four below says something. */
  readonly hasAlternatives: boolean;
  readonly allOf: readonly SchemaNode[];
  readonly anyOf: readonly SchemaNode[];
  readonly oneOf: readonly SchemaNode[];
  readonly not: SchemaNode | null;
  /** The CRD's own words; the bundled schemas have none. */
  readonly description: string | null;
};

/** Smallest and largest of a number, of a text in characters, of a list in items, of a map in entries. */
export type SchemaBounds = {
  readonly minimum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly maximum?: number;
  readonly exclusiveMaximum?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
};

/** Which part of the API server refuses, in the order in which they are asked. */
export type SchemaCheck =
  | "decode"
  | "metadata"
  | "structure"
  | "list-type"
  | "rule"
  | "not-checked";

/** One reason why the API server refuses an object, in its own words. */
export type SchemaProblem = {
  /** The value that is wrong; for an unknown or a missing field its place-to-be. */
  readonly path: JsonPath;
  /** The field as the API server names it: `spec.http[0].timeout`, `spec.labels[a]`, `<nil>` where it names none. */
  readonly field: string;
  /** `Invalid value: "5": …`, `Required value`, `unknown field "spec.foo"`. */
  readonly message: string;
  readonly check: SchemaCheck;
};

/** A place in an object. Paths and names are made of it only where something is wrong: nearly every place is right. */
export type Place = {
  readonly parent: Place | null;
  readonly step: string | number;
  /** CEL writes a key of a map with free keys as `a[b]`, all else writes `a.b`. */
  readonly bracketed: boolean;
};

export const rootPlace: Place = { parent: null, step: "", bracketed: false };

export const fieldOf = (parent: Place, step: string): Place => ({ parent, step, bracketed: false });

export const keyOf = (parent: Place, step: string): Place => ({ parent, step, bracketed: true });

export const itemOf = (parent: Place, step: number): Place => ({ parent, step, bracketed: true });

export function pathOf(place: Place): JsonPath {
  return place.parent === null ? [] : [...pathOf(place.parent), place.step];
}

/** The place as the API server writes it: `spec.http[0].timeout`; empty for the object itself. */
export function nameOf(place: Place): string {
  if (place.parent === null) return "";
  const before = nameOf(place.parent);
  if (place.bracketed) return `${before}[${place.step}]`;
  return before === "" ? String(place.step) : `${before}.${place.step}`;
}

/** A problem of a place that the API server names. */
export const problemAt = (place: Place, check: SchemaCheck, message: string): SchemaProblem => ({
  path: pathOf(place),
  field: nameOf(place),
  message,
  check,
});
