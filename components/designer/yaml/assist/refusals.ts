import type { JsonObject, JsonPath } from "@/lib/mesh/manifest/json";
import { pathText } from "@/lib/mesh/manifest/path-text";
import { validateObject } from "@/lib/mesh/manifest/schema/validate-object";
import { undecodableNumbers } from "@/lib/mesh/validation/undecodable";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { KindSchema } from "./kind-schema";

/** What an object cannot be written for, and where. */
export type Refusal = {
  readonly path: JsonPath;
  /** `key` where it is the key that is wrong. */
  readonly part: "key" | "value";
  readonly severity: "error" | "warning";
  readonly text: string;
};

/**
 * What the API server would refuse of an object by its schema, in its words; where that is nothing, what istiod's webhook could not read.
 *
 * @param schema `null` where nobody has one: nothing is known then
 */
export function refusalsOf(schema: KindSchema | null, value: JsonObject): readonly Refusal[] {
  if (schema === null) return [];
  const problems = validateObject(schema.schema, value);
  const refused = problems
    .filter(({ check }) => check !== "not-checked")
    .map(({ path, field, message, check }): Refusal => {
      const part = check === "decode" ? "key" : "value";
      return { path, part, severity: "error", text: yamlEditorText.schema(field, message) };
    });
  // What the API server refuses, no webhook sees.
  if (problems.length > 0) return refused;
  return undecodableNumbers(schema.schema, value).map(({ path, severity, message }) => ({
    ...{ path, part: "value", severity },
    text: yamlEditorText.schema(pathText(path), message),
  }));
}
