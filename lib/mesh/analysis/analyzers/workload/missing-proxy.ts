import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { hasProxyContainer } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const NO_PROXY = istioCode("IST0103", "warning");

/**
 * Pods without a sidecar in a namespace that asks for one by `istio-injection=enabled`: they were made before it did, or the injector did
 * not answer. Pods that opt out, those on the node's network, and namespaces labelled for ambient mode are left out.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/injection.go`.
 */
export const missingProxy: Analyzer<"Pod"> = {
  name: "missing-proxy",
  judges: ["Pod"],
  codes: [NO_PROXY],
  reads: ["Namespace"],
  needs: ["Namespace"],
  judge(pod, { index }) {
    const { meta, spec } = pod;
    const namespace = index.find("Namespace", meta.cluster, "", meta.namespace);
    if (namespace === null || !injects(namespace.meta)) return [];
    const asked = meta.labels[INJECT] ?? meta.annotations[INJECT];
    if (asked?.toLowerCase() === "false" || spec.hostNetwork) return [];
    if (hasProxyContainer([...spec.containers, ...spec.initContainers])) return [];
    return [finding(NO_PROXY, pod, [], { pod: meta.name, namespace: meta.namespace })];
  },
};

const INJECT = "sidecar.istio.io/inject";

const injects = ({ name, labels }: { name: string; labels: Readonly<Record<string, string>> }) =>
  name !== "istio-system" &&
  labels["istio-injection"] === "enabled" &&
  labels["istio.io/dataplane-mode"] !== "ambient";
