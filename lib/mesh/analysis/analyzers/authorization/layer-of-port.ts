import type { ConfigResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, ownCode } from "../../codes";
import type { Finding } from "../../finding";
import { actionOf, isHttpField, type RuleField, ruleFields } from "../../reading/policy-rules";
import { enforcing } from "../../reading/selected-workloads";
import { type LedPort, ledPorts } from "../../reading/workload-ports";
import { finding } from "../../registry/spec-parts";

const DENIES_ALL = ownCode("HED301", "error");
const NEVER_ALLOWS = ownCode("HED302", "error");

/**
 * Rules about HTTP for ports on which the proxy sees no HTTP. A rule to deny is read there without what is about HTTP, so that it denies
 * every connection; a rule to allow never matches.
 *
 * Source: https://istio.io/latest/docs/ops/configuration/security/security-policy-examples/ and istio/istio
 * `pilot/pkg/security/authz/builder/builder.go` (forTCP); both executed against istiod 1.30.3. Of a rule to allow it is said where it names such a port. Ports whose protocol
 * the proxy finds out are left aside.
 */
export const layerOfPort: Analyzer = {
  name: "layer-of-port",
  judges: [AUTHORIZATION_POLICY],
  codes: [DENIES_ALL, NEVER_ALLOWS],
  reads: ["Service", "Workload"],
  needs: ["Service", "Workload"],
  judge(policy, context) {
    const action = actionOf(policy);
    const fields = ruleFields(policy);
    const ofHttp = fields.filter(isHttpField);
    if (ofHttp.length === 0 || (action !== "DENY" && action !== "ALLOW")) return [];
    const led = enforcing(policy, context).flatMap((w) => ledPorts(w, context));
    const tcp = new Map<number, LedPort>(
      led.flatMap((p) => (p.target !== null && isTcp(p) ? [[p.target, p]] : [])),
    );
    if (tcp.size === 0) return [];
    return firstOfEach(ofHttp).flatMap((field) => judgeField(policy, field, fields, tcp));
  },
};

const isTcp = ({ protocol }: LedPort): boolean => protocol === "tcp" || protocol === "tls";

/** One for each operation of a rule, or for the rule where it is of a source. */
function firstOfEach(fields: readonly RuleField[]): readonly RuleField[] {
  const seen = new Set<string>();
  return fields.filter(({ rule, operation }) => {
    const key = `${rule} ${operation}`;
    const isFirst = !seen.has(key) && !(operation !== null && seen.has(`${rule} null`));
    seen.add(key);
    return isFirst;
  });
}

function judgeField(
  policy: ConfigResource,
  { rule, operation, name, path }: RuleField,
  fields: readonly RuleField[],
  tcp: ReadonlyMap<number, LedPort>,
): readonly Finding[] {
  const sameOperation = (f: RuleField) =>
    f.rule === rule && (operation === null || f.operation === operation);
  const named = fields.filter((f) => f.name === "ports" && sameOperation(f));
  const left = fields.filter((f) => f.name === "notPorts" && sameOperation(f));
  const wanted = named.flatMap((f) => f.values.map(Number));
  const excluded = left.flatMap((f) => f.values.map(Number));
  const hit = [...tcp.keys()]
    .filter((port) => (wanted.length === 0 || wanted.includes(port)) && !excluded.includes(port))
    .toSorted((a, b) => a - b);
  if (hit.length === 0) return [];
  const facts = { field: name, ports: hit.map((port) => portText(port, tcp)) };
  if (actionOf(policy) === "DENY") return [finding(DENIES_ALL, policy, path, facts)];
  return wanted.length > 0 && wanted.every((port) => tcp.has(port))
    ? [finding(NEVER_ALLOWS, policy, path, facts)]
    : [];
}

function portText(port: number, tcp: ReadonlyMap<number, LedPort>): string {
  const service = tcp.get(port)?.service.meta;
  return service === undefined ? String(port) : `${port} of ${service.namespace}/${service.name}`;
}
