import type { JsonObject } from "../../lib/mesh/manifest/json";
import {
  type BundledSchema,
  loadBundledSchema,
} from "../../lib/mesh/manifest/schema/bundled-schemas";
import type { ConfigKind } from "../../lib/mesh/model/kinds";
import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { ConfigResource } from "../../lib/mesh/model/resource";
import { mistypedValues } from "../../lib/mesh/validation/mistyped";
import type { RuleProblem } from "../../lib/mesh/validation/rule-problem";

/** Values of an object that its kind's schema does not take. */
export type TypeCheck = (object: ConfigResource) => readonly RuleProblem[];

/** By the bundled schemas of the kinds that a mesh has objects of: reading all of them takes longer than most meshes. */
export async function loadTypeCheck(
  index: MeshIndex,
  kinds: readonly ConfigKind[],
): Promise<TypeCheck> {
  const bundles = new Map<string, BundledSchema>();
  const present = kinds.filter((kind) => index.all(kind).length > 0);
  await Promise.all(
    present.map(async (kind) => {
      const bundle = await loadBundledSchema(kind);
      if (bundle !== null) bundles.set(kind, bundle);
    }),
  );
  return ({ kind, apiVersion, spec }) => {
    const schema = bundles.get(kind)?.ofVersion(apiVersion.split("/").at(-1) ?? "");
    // A spec is what was read of a text: JSON.
    return schema ? mistypedValues(schema, spec as JsonObject) : [];
  };
}
