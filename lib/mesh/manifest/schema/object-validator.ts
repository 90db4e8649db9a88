import { CONFIG_KINDS } from "../../model/kinds";
import type { JsonObject } from "../json";
import { bundledKinds, loadBundledSchema } from "./bundled-schemas";
import type { SchemaNode, SchemaProblem } from "./schema";
import { validateObject } from "./validate-object";

/** Problems of an object by the schema of its own `apiVersion` and `kind`; none for a kind or version without a schema. */
export type ObjectValidator = (object: JsonObject) => readonly SchemaProblem[];

/** A validator with all bundled schemas, read once: for a server, which needs its answers at once. About 180 kB of schemas. */
export async function loadObjectValidator(): Promise<ObjectValidator> {
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
  return (object) => {
    const schema = byName.get(`${object["apiVersion"]} ${object["kind"]}`);
    return schema === undefined ? [] : validateObject(schema, object);
  };
}
