import { type ConfigResource, refOf } from "../../../model/resource";
import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  istioCode,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from "../../codes";
import type { Finding } from "../../finding";
import { matches } from "../../registry/mesh-pods";
import { finding, valueIn } from "../../registry/spec-parts";

const INEFFECTIVE = istioCode("IST0166", "warning");
const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/**
 * Policies that select pods of a Gateway API Gateway by their labels: they do not act there. A `targetRef` names the Gateway.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/k8sgateway/workloadselector.go`. `targetRefs` are not looked at.
 */
export const gatewaySelector: Analyzer = {
  name: "gateway-selector",
  judges: [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN],
  codes: [INEFFECTIVE],
  reads: ["Workload", "Pod"],
  needs: ["Workload"],
  judge(policy, context) {
    const { cluster, namespace } = policy.meta;
    const selector = child(policy.spec, "selector");
    if (selector === null || child(policy.spec, "targetRef") !== null) return [];
    const labels = textMap(selector, "matchLabels");
    const pods = context.pods(cluster);
    const behind = pods.labelled(namespace, GATEWAY_NAME).filter((p) => matches(labels, p.labels));
    if (behind.length === 0) return [];
    const names = new Set(behind.flatMap((pod) => pod.labels[GATEWAY_NAME] ?? []));
    const all = pods.inNamespace(namespace).filter((p) => matches(labels, p.labels));
    const onlyGateway =
      names.size === 1 && Object.keys(labels).length > 0 && all.length === behind.length;
    return [...names].map((gateway) => {
      const fix = onlyGateway ? fixOf(policy, gateway) : null;
      return finding(INEFFECTIVE, policy, ["spec", "selector"], { gateway }, { fix });
    });
  },
};

/** The Gateway named in place of the selector, where nothing else was selected and nothing else is named. */
function fixOf(policy: ConfigResource, gateway: string): Finding["fix"] {
  const was = valueIn(policy, ["spec", "selector"]);
  if (was === undefined || policy.spec["targetRefs"] !== undefined) return null;
  const to = [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }];
  return {
    ref: refOf(policy),
    changes: [
      { op: "remove", path: ["spec", "selector"], was },
      { op: "set", path: ["spec", "targetRefs"], to },
    ],
  };
}
