import type { Labels, PodSummary, ResourceMeta, WorkloadResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { PodObject } from "../../inputs/kube-objects";
import { hasProxyContainer } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_PROXY = istioCode("IST0103", "warning");

/**
 * Pods without a sidecar in a namespace that asks for one by `istio-injection=enabled`: they were made before it did, or the injector did
 * not answer. Pods that opt out, those on the node's network, and namespaces labelled for ambient mode are left out. Where single pods
 * are not known, it is said of their workload.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/injection.go`.
 */
export const missingProxy: Analyzer<"Pod" | "Workload"> = {
  name: "missing-proxy",
  judges: ["Pod", "Workload"],
  codes: [NO_PROXY],
  reads: ["Namespace"],
  needs: ["Namespace"],
  judge(object, { index, knows }) {
    const { cluster, namespace, name } = object.meta;
    const home = index.find("Namespace", cluster, "", namespace);
    if (home === null || !injects(home.meta)) return [];
    if (object.kind === "Pod") {
      return lacksProxy(object) ? [finding(NO_PROXY, object, [], { pod: name, namespace })] : [];
    }
    const pods = knows("Pod") ? [] : podsWithout(object);
    return pods.length === 0
      ? []
      : [finding(NO_PROXY, object, [], { pod: pods.join(", "), namespace })];
  },
};

const INJECT = "sidecar.istio.io/inject";

const optsOut = (labels: Labels, annotations: Labels): boolean =>
  (labels[INJECT] ?? annotations[INJECT])?.toLowerCase() === "false";

function lacksProxy({ meta, spec }: PodObject): boolean {
  if (spec.hostNetwork || optsOut(meta.labels, meta.annotations)) return false;
  return !hasProxyContainer([...spec.containers, ...spec.initContainers]);
}

/** The workload itself where no pod of it has a proxy, else those that have none. */
function podsWithout(workload: WorkloadResource): readonly string[] {
  const { meta, podLabels, podAnnotations, proxy, pods, replicas } = workload;
  if (workload.hostNetwork === true || optsOut(podLabels, podAnnotations)) return [];
  if (proxy === "none") return replicas.current > 0 ? [meta.name] : [];
  if (proxy !== "mixed") return [];
  return pods.filter((pod) => pod.proxy === "none" && isLive(pod)).map((pod) => pod.name);
}

const isLive = ({ phase, terminating }: PodSummary): boolean =>
  !terminating && phase !== "Succeeded" && phase !== "Failed";

const injects = ({ name, labels }: Pick<ResourceMeta, "name" | "labels">): boolean =>
  name !== "istio-system" &&
  labels["istio-injection"] === "enabled" &&
  labels["istio.io/dataplane-mode"] !== "ambient";
