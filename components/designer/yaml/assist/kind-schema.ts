import { loadBundledSchema } from "@/lib/mesh/manifest/schema/bundled-schemas";
import type { SchemaNode } from "@/lib/mesh/manifest/schema/schema";
import type { ConfigKind } from "@/lib/mesh/model/kinds";

/** The schema that a text is checked and completed by, and whose it is. */
export type KindSchema = { readonly schema: SchemaNode; readonly from: "cluster" | "bundled" };

/** The schema of a kind in one of its versions (`v1`); `null` where nobody has one. */
export type SchemaOf = (kind: ConfigKind, version: string) => Promise<KindSchema | null>;

/** Schemas that come with Heddle, loaded kind by kind when asked for. */
export const bundledSchemaOf: SchemaOf = async (kind, version) => {
  const schema = (await loadBundledSchema(kind))?.ofVersion(version) ?? null;
  return schema === null ? null : { schema, from: "bundled" };
};
