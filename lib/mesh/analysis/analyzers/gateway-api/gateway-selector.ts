import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  istioCode,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from "../../codes";
import { matches } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

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
    const names = context
      .pods(cluster)
      .inNamespace(namespace)
      .flatMap((pod) => {
        const gateway = pod.labels[GATEWAY_NAME];
        return gateway !== undefined && matches(labels, pod.labels) ? [gateway] : [];
      });
    return [...new Set(names)].map((gateway) =>
      finding(INEFFECTIVE, policy, ["spec", "selector"], { gateway }),
    );
  },
};
