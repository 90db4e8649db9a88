import type { Json, JsonObject, JsonPath } from "../manifest/json";
import { loadBundledSchemas } from "../manifest/schema/object-validator";
import type { SchemaNode } from "../manifest/schema/schema";
import { objectSchema, validateObject } from "../manifest/schema/validate-object";
import { CONFIG_KINDS, type ConfigKind } from "../model/kinds";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import type { RuleProblem } from "./rule-problem";
import type { ControlPlane } from "./sidecar/egress";
import { undecodableNumbers } from "./undecodable";
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
 * @param controlPlane whose webhook it is; by default that of the version by which files are judged
 * Source: Kubernetes `apiserver/pkg/registry/rest/create.go` (validation before validating admission).
 */
export async function loadVerdicts(
  served: ServedSchemas = new Map(),
  controlPlane: ControlPlane = defaultMeshSettings,
): Promise<VerdictOf> {
  const bundled = await loadBundledSchemas();
  const schemas = new Map([...served].map(([key, openApi]) => [key, objectSchema(openApi)]));
  return (object, identity) => {
    const apiVersion = String(object["apiVersion"] ?? "");
    const kind = String(object["kind"] ?? "");
    const own = schemas.get(`${apiVersion} ${kind}`);
    const info = kindOf(apiVersion, kind);
    if (info === null && own === undefined) return NOT_KNOWN;
    if (own === undefined && !info?.versions.some((v) => apiVersion.endsWith(`/${v}`))) {
      const message = `no matches for kind "${kind}" in version "${apiVersion}"`;
      return verdictOf([{ path: ["apiVersion"], message }], []);
    }
    const refusal = refusalOf(own ?? bundled(apiVersion, kind), object);
    if (refusal !== null) return refusal;
    if (info === null) return verdictOf([], []);
    return webhookVerdict(info.id, object, identity, controlPlane);
  };
}

function kindOf(apiVersion: string, kind: string): (typeof CONFIG_KINDS)[number] | null {
  const group = apiVersion.includes("/") ? apiVersion.split("/", 1)[0] : "";
  return CONFIG_KINDS.find((k) => k.group === group && k.kind === kind) ?? null;
}

/** What the schema says, and for an object that it takes, what istiod cannot read; `null` where nothing is wrong by it. */
function refusalOf(schema: SchemaNode | null, object: JsonObject): ObjectVerdict | null {
  if (schema === null) return null;
  const refused = validateObject(schema, object).filter(({ check }) => check !== "not-checked");
  const errors = refused.length > 0 ? refused : undecodableNumbers(schema, object);
  return errors.length === 0 ? null : verdictOf(errors, []);
}

function webhookVerdict(
  kind: ConfigKind,
  object: JsonObject,
  identity: ObjectIdentity,
  controlPlane: ControlPlane,
): ObjectVerdict {
  const spec = object["spec"];
  // The schema has taken it: a spec is an object.
  const problems = webhookProblems(kind, identity, (spec ?? {}) as JsonObject, controlPlane);
  const ofSeverity = (severity: RuleProblem["severity"]) =>
    problems.filter((p) => p.severity === severity);
  return verdictOf(ofSeverity("error"), ofSeverity("warning"));
}

const verdictOf = (errors: readonly Remark[], warnings: readonly Remark[]): ObjectVerdict => ({
  known: true,
  errors: errors.map(remarkOf),
  warnings: warnings.map(remarkOf),
});

const remarkOf = ({ path, message }: Remark): Remark => ({ path, message });
