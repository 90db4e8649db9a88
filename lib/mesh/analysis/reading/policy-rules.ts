import type { JsonPath } from "../../manifest/json";
import type { ConfigResource } from "../../model/resource";
import { child, children, emptySpec, type Spec, text } from "../../routing/spec/read-spec";

/** One field of an AuthorizationPolicy's rules that has values. */
export type RuleField = {
  readonly rule: number;
  /** Which of the rule's `to` it is of; `null` for a source's or a condition's. */
  readonly operation: number | null;
  /** `principals`, `notPaths`; of a condition its key. */
  readonly name: string;
  readonly values: readonly string[];
  /** Of the list of values. */
  readonly path: JsonPath;
};

export type PolicyAction = "ALLOW" | "DENY" | "CUSTOM" | "AUDIT";

export function actionOf({ spec }: ConfigResource): PolicyAction {
  const action = text(spec, "action");
  return action === "DENY" || action === "CUSTOM" || action === "AUDIT" ? action : "ALLOW";
}

/** All fields with values, rule by rule. */
export function ruleFields(policy: ConfigResource): readonly RuleField[] {
  const hit = known.get(policy);
  if (hit !== undefined) return hit;
  const fields = children(policy.spec, "rules").flatMap(fieldsOfRule);
  known.set(policy, fields);
  return fields;
}

/** An object is never changed, and many analyzers ask for the same. */
const known = new WeakMap<ConfigResource, readonly RuleField[]>();

function fieldsOfRule(rule: Spec, i: number): readonly RuleField[] {
  const at: JsonPath = ["spec", "rules", i];
  const sources = children(rule, "from").flatMap((from, j) =>
    fieldsIn(child(from, "source"), [...at, "from", j, "source"], { rule: i, operation: null }),
  );
  const operations = children(rule, "to").flatMap((to, j) =>
    fieldsIn(child(to, "operation"), [...at, "to", j, "operation"], { rule: i, operation: j }),
  );
  const conditions = children(rule, "when").flatMap((when, j) =>
    ["values", "notValues"].flatMap((list) => {
      const values = listOf(when, list);
      const name = text(when, "key") ?? "";
      const path = [...at, "when", j, list];
      return values.length === 0 ? [] : [{ rule: i, operation: null, name, values, path }];
    }),
  );
  return [...sources, ...operations, ...conditions];
}

const fieldsIn = (
  spec: Spec | null,
  path: JsonPath,
  of: Pick<RuleField, "rule" | "operation">,
): readonly RuleField[] =>
  Object.keys(spec ?? emptySpec).flatMap((name) => {
    const values = listOf(spec ?? emptySpec, name);
    return values.length === 0 ? [] : [{ ...of, name, values, path: [...path, name] }];
  });

/** Ports may be written as numbers. */
function listOf(spec: Spec, key: string): readonly string[] {
  const list = spec[key];
  return Array.isArray(list) ? list.map((v) => (typeof v === "object" ? "" : String(v))) : [];
}

const HTTP_FIELDS: ReadonlySet<string> = new Set(
  ["requestPrincipals", "hosts", "methods", "paths"].flatMap((name) => [
    name,
    `not${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  ]),
);

/**
 * Whether a field is about HTTP alone. On a connection that is none a rule to deny is read without it, and a rule to allow with it never
 * matches. Source: istio/istio `pilot/pkg/security/authz/model/generator.go`.
 */
export const isHttpField = ({ name }: RuleField): boolean =>
  HTTP_FIELDS.has(name) || /^request\.(headers|auth)\b/.test(name);
