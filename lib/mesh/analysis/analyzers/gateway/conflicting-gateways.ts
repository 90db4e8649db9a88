import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import {
  child,
  children,
  emptySpec,
  numeral,
  type Spec,
  text,
  textMap,
  texts,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, istioCode } from "../../codes";
import type { AnalysisContext } from "../../registry/context";
import { gatewaysByPods } from "../../registry/gateways-by-pods";
import { matches, selectorText } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const CONFLICT = istioCode("IST0145", "error");

/**
 * Gateways on the same pods that serve one host on one port: which of them acts depends on their age.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/gateway/conflictinggateway.go`. Selectors that are not equal are compared only where
 * the text of one holds the other's, and a pod that both take is there. Of several servers of a Gateway on one port the last counts.
 * Hosts are compared as they are written, or whatever their namespaces are where one of them names all.
 */
export const conflictingGateways: Analyzer = {
  name: "conflicting-gateways",
  judges: [ISTIO_GATEWAY],
  codes: [CONFLICT],
  reads: [ISTIO_GATEWAY, "Workload", "Pod"],
  follow: gatewaysByPods,
  judge(gateway, context) {
    const selector = selectorText(textMap(gateway.spec, "selector"));
    const others = context.index
      .all(ISTIO_GATEWAY)
      .filter((other) => isRival(gateway, other, selector, context));
    if (others.length === 0) return [];
    return children(gateway.spec, "servers").flatMap((server, i) => {
      const port = portOf(server);
      const rivals = others.filter((other) => {
        const last = children(other.spec, "servers").findLast((s) => portOf(s) === port);
        return last !== undefined && shareHost(server, last);
      });
      if (rivals.length === 0) return [];
      const gateways = rivals.map(({ meta }) => `${meta.namespace}/${meta.name}`).toSorted();
      const facts = { gateways, selector, port, hosts: texts(server, "hosts") };
      return [finding(CONFLICT, gateway, ["spec", "servers", i], facts)];
    });
  },
};

const portOf = (server: Spec): number => numeral(child(server, "port") ?? emptySpec, "number") ?? 0;

function isRival(
  gateway: ConfigResource,
  other: ConfigResource,
  selector: string,
  context: AnalysisContext,
): boolean {
  if (other.meta.cluster !== gateway.meta.cluster) return false;
  if (refKey(refOf(other)) === refKey(refOf(gateway))) return false;
  const labels = textMap(other.spec, "selector");
  const theirs = selectorText(labels);
  if (theirs === selector) return true;
  if (!theirs.includes(selector) && !selector.includes(theirs)) return false;
  const pods = context.pods(gateway.meta.cluster).selected(textMap(gateway.spec, "selector"));
  return pods.some((pod) => matches(labels, pod.labels));
}

/** Source: istio/istio `pilot/pkg/model/gateway.go` CheckDuplicates. */
function shareHost(a: Spec, b: Spec): boolean {
  if (text(a, "bind") !== text(b, "bind")) return false;
  const theirs = texts(b, "hosts");
  return texts(a, "hosts").some((host) => theirs.includes(host));
}
