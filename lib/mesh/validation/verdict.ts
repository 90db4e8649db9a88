import type { Json, JsonObject, JsonPath } from "../manifest/json";
import { loadObjectValidator } from "../manifest/schema/object-validator";
import type { SchemaNode } from "../manifest/schema/schema";
import { objectSchema, validateObject } from "../manifest/schema/validate-object";
import { CONFIG_KINDS, type ConfigKind } from "../model/kinds";
import { webhookProblems } from "./validate";

/** One thing that is said of an object, and where. */
export type Remark = { readonly path: JsonPath; readonly message: string };

/** What an API server with istiod's webhook would say of an object that is written. */
export type ObjectVerdict = {
  /** `false`: nothing is known of this kind, so nothing was looked at. */
  readonly known: boolean;
  readonly errors: readonly Remark[];
  readonly warnings: readonly Remark[];
};

export type ObjectIdentity = { readonly namespace: string; readonly name: string };

/** @param identity with the namespace in which the object would be made */
export type VerdictOf = (object: JsonObject, identity: ObjectIdentity) => ObjectVerdict;

const NOT_KNOWN: ObjectVerdict = { known: false, errors: [], warnings: [] };

/** Schemas that a cluster serves (`openAPIV3Schema`), by `apiVersion kind`. */
export type ServedSchemas = ReadonlyMap<string, Json>;

/**
 * Judges objects as the API server does, strictly: the schema of the CRD with its CEL rules first, and only for an object that these take
 * istiod's webhook. Loads the bundled schemas once.
 *
 * @param served stand in place of the bundled ones, and beside them for kinds that Heddle does not know
 * Source: Kubernetes `apiserver/pkg/registry/rest/create.go` (validation before validating admission).
 */
export async function loadVerdicts(served: ServedSchemas = new Map()): Promise<VerdictOf> {
  const bundled = await loadObjectValidator();
  const schemas = new Map([...served].map(([key, openApi]) => [key, objectSchema(openApi)]));
  const problemsOf = (object: JsonObject, own: SchemaNode | undefined) =>
    own === undefined ? bundled(object) : validateObject(own, object);
  return (object, identity) => {
    const apiVersion = String(object["apiVersion"] ?? "");
    const kind = String(object["kind"] ?? "");
    const own = schemas.get(`${apiVersion} ${kind}`);
    const group = apiVersion.includes("/") ? (apiVersion.split("/", 1)[0] ?? "") : "";
    const info = CONFIG_KINDS.find((k) => k.group === group && k.kind === kind);
    if (info === undefined && own === undefined) return NOT_KNOWN;
    const version = apiVersion.slice(group.length + 1);
    if (own === undefined && !info?.versions.some((known) => known === version)) {
      const message = `no matches for kind "${kind}" in version "${apiVersion}"`;
      return { known: true, errors: [{ path: ["apiVersion"], message }], warnings: [] };
    }
    const refused = problemsOf(object, own).filter((problem) => problem.check !== "not-checked");
    if (refused.length > 0) {
      const errors = refused.map(({ path, message }) => ({ path, message }));
      return { known: true, errors, warnings: [] };
    }
    return info === undefined
      ? { known: true, errors: [], warnings: [] }
      : webhookVerdict(info.id, object, identity);
  };
}

function webhookVerdict(
  kind: ConfigKind,
  object: JsonObject,
  identity: ObjectIdentity,
): ObjectVerdict {
  const spec = object["spec"];
  // The schema has taken it: a spec is an object.
  const problems = webhookProblems(kind, identity, (spec ?? {}) as JsonObject);
  const ofSeverity = (severity: "error" | "warning") =>
    problems.filter((p) => p.severity === severity).map(({ path, message }) => ({ path, message }));
  return { known: true, errors: ofSeverity("error"), warnings: ofSeverity("warning") };
}
