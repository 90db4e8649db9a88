import type { ConfigResource, WorkloadResource } from "../../model/resource";
import { virtualServiceGateways } from "../../routing/rules/claims";
import { textMap } from "../../routing/spec/read-spec";
import { ISTIO_GATEWAY } from "../codes";
import type { AnalysisContext } from "./context";

/** The Istio Gateway of a reference `namespace/name`, or `null`. */
export function gatewayNamed(
  { index }: AnalysisContext,
  cluster: string,
  reference: string,
): ConfigResource | null {
  const [namespace = "", name = ""] = reference.split("/");
  return index.find(ISTIO_GATEWAY, cluster, namespace, name);
}

/** Workloads that a Gateway selects, in every namespace. An empty selector selects all. */
export function selectedBy(
  gateway: ConfigResource,
  context: AnalysisContext,
): readonly WorkloadResource[] {
  const labels = Object.entries(textMap(gateway.spec, "selector"));
  const [first] = labels;
  const { cluster } = gateway.meta;
  const candidates =
    first === undefined
      ? context.index.all("Workload").filter((w) => w.meta.cluster === cluster)
      : context.byLabel(cluster, first.join("="));
  return candidates.filter((w) => labels.every(([key, value]) => w.podLabels[key] === value));
}

/** Workloads of all Istio Gateways that a VirtualService names. */
export const gatewayWorkloads = (
  vs: ConfigResource,
  context: AnalysisContext,
): readonly WorkloadResource[] =>
  virtualServiceGateways(vs).flatMap((reference) => {
    const gateway = reference === "mesh" ? null : gatewayNamed(context, vs.meta.cluster, reference);
    return gateway === null ? [] : selectedBy(gateway, context);
  });
