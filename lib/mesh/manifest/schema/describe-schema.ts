import type { Json, JsonPath } from "../json";
import type { SchemaBounds, SchemaNode } from "./schema";

/** What may stand at a place: for hover and completion. */
export type SchemaDescription = {
  readonly type: SchemaTypeName;
  readonly keys: readonly SchemaKey[];
  /** Keys are the author's own (labels, headers); `keys` is then empty. */
  readonly freeKeys: boolean;
  /** Sets of keys of which at most one may be there, as the schema's alternatives say: `exact`, `prefix`, `regex`. */
  readonly exclusive: readonly (readonly string[])[];
  readonly enum: readonly Json[];
  readonly default: Json | undefined;
  readonly format: string | null;
  readonly pattern: string | null;
  readonly bounds: SchemaBounds;
  /** Messages of the rules that the value must hold. */
  readonly rules: readonly string[];
  /** The cluster's own words, where it serves some. */
  readonly description: string | null;
};

export type SchemaKey = {
  readonly key: string;
  readonly type: SchemaTypeName;
  readonly required: boolean;
  readonly enum: readonly Json[];
  readonly default: Json | undefined;
  readonly description: string | null;
};

export type SchemaTypeName = NonNullable<SchemaNode["type"]> | "integer or string" | "any";

/**
 * What a schema says of the place at a path: indices go into lists, names into fields and into maps with free keys. `null` where the schema
 * has nothing there, or stops looking.
 */
export function describeSchema(schema: SchemaNode, path: JsonPath): SchemaDescription | null {
  const node = nodeAt(schema, path);
  if (node === null) return null;
  return {
    type: typeOf(node),
    keys: [...node.properties].map(([key, child]) => ({
      key,
      type: typeOf(child),
      required: node.required.includes(key),
      enum: valuesOf(child),
      default: child.default,
      description: child.description,
    })),
    freeKeys: node.additional !== null,
    exclusive: exclusiveKeys(node),
    enum: valuesOf(node),
    default: node.default,
    format: node.format,
    pattern: node.pattern,
    bounds: node.bounds,
    rules: node.rules.flatMap((rule) => rule.message ?? []),
    description: node.description,
  };
}

function nodeAt(schema: SchemaNode, path: JsonPath): SchemaNode | null {
  let at: SchemaNode | null = schema;
  for (const step of path) {
    if (at === null) return null;
    at = typeof step === "number" ? at.items : (at.properties.get(step) ?? at.additional);
  }
  return at;
}

function typeOf(node: SchemaNode): SchemaTypeName {
  if (node.intOrString) return "integer or string";
  return node.type ?? "any";
}

const valuesOf = (node: SchemaNode): readonly Json[] =>
  node.type === "boolean" ? [true, false] : (node.enum ?? []);

/** `oneOf` whose alternatives each ask for one key, as protobuf's `oneof` becomes in a CRD. */
function exclusiveKeys(node: SchemaNode): readonly (readonly string[])[] {
  return [node, ...node.allOf].flatMap(({ oneOf }) => {
    const keys = oneOf.flatMap((alternative) => alternative.required);
    return keys.length > 1 ? [keys] : [];
  });
}
