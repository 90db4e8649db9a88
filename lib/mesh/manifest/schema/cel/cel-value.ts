import type { CelInput } from "@bufbuild/cel";
import { isJsonList, isJsonObject, type Json } from "../../json";
import type { SchemaNode } from "../schema";

/**
 * A value as a rule sees it: integers as such, fields under the names that CEL can write, keys of maps as they are.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-selection and
 * kubernetes/apiserver `pkg/cel/common/values.go`.
 */
export function celValue(schema: SchemaNode | null, value: Json): CelInput {
  if (typeof value === "number") {
    return schema?.type !== "number" && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (isJsonList(value)) return value.map((item) => celValue(schema?.items ?? null, item));
  if (!isJsonObject(value)) return value;
  return new Map(
    Object.entries(value).map(([key, entry]): [string, CelInput] => {
      const field = schema?.properties.get(key);
      return field === undefined
        ? [key, celValue(schema?.additional ?? null, entry)]
        : [escapedName(key), celValue(field, entry)];
    }),
  );
}

const RESERVED: ReadonlySet<string> = new Set(
  (
    "true false null in as break const continue else for function if import let loop package " +
    "namespace return var void while"
  ).split(" "),
);

const SYMBOLS: Readonly<Record<string, string>> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/** Source: kubernetes/apiserver `pkg/cel/escaping.go` Escape. */
function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replace(/__|[./-]/g, (symbol) => SYMBOLS[symbol] ?? symbol);
}
