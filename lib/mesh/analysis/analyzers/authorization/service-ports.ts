import { type ConfigResource, refOf } from "../../../model/resource";
import { child, emptySpec } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, ownCode, PEER_AUTHENTICATION } from "../../codes";
import type { Finding } from "../../finding";
import { ruleFields } from "../../reading/policy-rules";
import { enforcing } from "../../reading/selected-workloads";
import { meantPort } from "../../reading/workload-ports";
import type { AnalysisContext } from "../../registry/context";
import { finding, valueIn } from "../../registry/spec-parts";

const PEER_PORT = ownCode("HED306", "error");
const RULE_PORT = ownCode("HED307", "error");

/**
 * Policies that name a Service's port where the workload's own is meant: they say nothing about the port that they are for.
 *
 * Source: https://istio.io/latest/docs/reference/config/security/peer_authentication/ (`portLevelMtls`: the port of the workload) and
 * istio/istio `pilot/pkg/security/authz/model/generator.go` destPortGenerator; both executed against istiod 1.30.3.
 */
export const servicePorts: Analyzer = {
  name: "service-ports",
  judges: [PEER_AUTHENTICATION, AUTHORIZATION_POLICY],
  codes: [PEER_PORT, RULE_PORT],
  reads: ["Service", "Workload"],
  needs: ["Service", "Workload"],
  judge: (policy, context) =>
    policy.kind === PEER_AUTHENTICATION
      ? judgePeer(policy, context)
      : ruleFields(policy).flatMap((field) =>
          field.name === "ports" || field.name === "notPorts" || field.name === "destination.port"
            ? field.values.flatMap((value, k) =>
                judgePort(policy, value, [...field.path, k], context),
              )
            : [],
        ),
};

function judgePort(
  policy: ConfigResource,
  value: string,
  path: Finding["path"],
  context: AnalysisContext,
): readonly Finding[] {
  const target = meantPort(Number(value), enforcing(policy, context), context);
  if (target === null) return [];
  const was = valueIn(policy, path);
  const to = typeof was === "number" ? target : String(target);
  const changes = [{ op: "set", path, ...(was === undefined ? {} : { was }), to }] as const;
  const fix = { ref: refOf(policy), changes };
  return [finding(RULE_PORT, policy, path, { port: Number(value), target }, { fix })];
}

function judgePeer(policy: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const ports = child(policy.spec, "portLevelMtls") ?? emptySpec;
  if (Object.keys(ports).length === 0) return [];
  // Without a selector istiod takes no notice of ports.
  if (child(policy.spec, "selector") === null) return [];
  const workloads = enforcing(policy, context);
  return Object.keys(ports).flatMap((port) => {
    const target = meantPort(Number(port), workloads, context);
    if (target === null) return [];
    const path = ["spec", "portLevelMtls", port];
    const was = valueIn(policy, path);
    const isFree = ports[String(target)] === undefined && was !== undefined;
    const changes = isFree
      ? ([
          { op: "remove", path, was },
          { op: "set", path: ["spec", "portLevelMtls", String(target)], to: was },
        ] as const)
      : [];
    const fix = isFree ? { ref: refOf(policy), changes } : null;
    return [finding(PEER_PORT, policy, path, { port: Number(port), target }, { fix })];
  });
}
