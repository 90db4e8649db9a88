import { isJsonObject, type Json, type JsonObject } from "../json";
import { checkRules } from "./cel/check-rules";
import { checkListTypes } from "./check-list-types";
import { fillDefaults } from "./fill-defaults";
import { checkMeta, isNamed, objectMeta, undecodableMeta } from "./object-meta";
import { openNode, readSchema } from "./read-schema";
import { rootPlace, type SchemaNode, type SchemaProblem } from "./schema";
import { checkStructure } from "./structure/check-structure";
import { unknownFields } from "./unknown-fields";

/**
 * The schema of whole objects of a kind, from `openAPIV3Schema` as a CRD holds it or a cluster serves it. Status is not looked at: the API
 * server drops it from what authors write.
 */
export function objectSchema(openApi: Json): SchemaNode {
  const own = readSchema(openApi);
  const text = { ...openNode, type: "string" as const };
  const status = { ...openNode, keepsUnknown: true };
  const properties = new Map([
    ["apiVersion", text],
    ["kind", text],
    ["metadata", objectMeta],
    ...[...own.properties].filter(([key]) => !OWN_TO_ALL.has(key)),
    ["status", status],
  ] as const);
  return { ...own, type: "object", properties };
}

const OWN_TO_ALL: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "status"]);

/**
 * Why the API server would not take an object that is made anew, with `fieldValidation=Strict`; empty when it would. In its order: unknown
 * fields alone; then metadata, structure and lists; then rules in CEL, unless a value is missing or of the wrong type.
 *
 * Not asked: admission (webhooks, policies), whether the namespace exists, rules about a change (`oldSelf`), and rules that call functions
 * which `kubernetesFunctions` lacks. Never throws.
 *
 * Source: kubernetes/apiextensions-apiserver `pkg/registry/customresource/strategy.go` Validate.
 */
export function validateObject(schema: SchemaNode, value: JsonObject): readonly SchemaProblem[] {
  const undecodable = undecodableMeta(value);
  if (undecodable.length > 0) return undecodable;
  const unknown = unknownFields(schema, value);
  if (unknown.length > 0) return unknown;
  const whole = fillDefaults(schema, value);
  const stored = isJsonObject(whole) ? withoutStatus(whole) : value;
  const meta = checkMeta(stored);
  const structure = checkStructure(schema, stored, rootPlace);
  const lists = checkListTypes(schema, stored, rootPlace);
  const blocked = structure.some((fault) => fault.blocks) || !isNamed(stored);
  const faults = structure.map(({ blocks: _, ...problem }) => problem);
  const rules = blocked ? notAsked(schema) : checkRules(schema, stored, rootPlace);
  return eachOnce([...meta, ...faults, ...lists, ...rules]);
}

function eachOnce(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  return [...new Map(problems.map((p) => [`${p.field}: ${p.message}`, p])).values()];
}

const withoutStatus = ({ status: _, ...rest }: JsonObject): JsonObject => rest;

/** Said by the API server where it stops before the rules of a kind that has some. */
function notAsked(schema: SchemaNode): readonly SchemaProblem[] {
  if (!schema.hasRules) return [];
  const message =
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
  return [{ path: [], field: "<nil>", message, check: "not-checked" }];
}
