import { CONFIG_KINDS } from "../../model/kinds";
import type { JsonObject } from "../json";
import { bundledKinds, loadBundledSchema } from "./bundled-schemas";
import type { SchemaNode, SchemaProblem } from "./schema";
import { validateObject } from "./validate-object";

/** Problems of an object by the schema of its own `apiVersion` and `kind`; none for a kind or version without a schema. */
export type ObjectValidator = (object: JsonObject) => readonly SchemaProblem[];

/** The schema of objects of an `apiVersion` and `kind`; `null` for a kind or version without one. */
export type SchemaOf = (apiVersion: string, kind: string) => SchemaNode | null;

/** All bundled schemas, read once: for who needs them at once. About 180 kB. */
export async function loadBundledSchemas(): Promise<SchemaOf> {
  const byName = new Map<string, SchemaNode>();
  await Promise.all(
    CONFIG_KINDS.filter(({ id }) => bundledKinds.includes(id)).map(async (info) => {
      const bundle = await loadBundledSchema(info.id);
      for (const version of info.versions) {
        const schema = bundle?.ofVersion(version);
        if (schema) byName.set(`${info.group}/${version} ${info.kind}`, schema);
      }
    }),
  );
  return (apiVersion, kind) => byName.get(`${apiVersion} ${kind}`) ?? null;
}

/** A validator with all bundled schemas. */
export async function loadObjectValidator(): Promise<ObjectValidator> {
  const schemaOf = await loadBundledSchemas();
  return (object) => {
    const schema = schemaOf(String(object["apiVersion"]), String(object["kind"]));
    return schema === null ? [] : validateObject(schema, object);
  };
}
