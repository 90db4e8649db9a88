import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { kialiCode, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION } from "../../codes";
import { matches, selectorText } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const SELECTS_NOBODY = kialiCode("KIA0004", "warning");

/**
 * PeerAuthentications and RequestAuthentications whose selector no workload has.
 *
 * Source: Kiali `business/checkers/common/selector_no_workload_found_checker.go`. Unlike it, a RequestAuthentication of the root namespace
 * counts for workloads of every namespace, and a PeerAuthentication with a selector there for none. AuthorizationPolicies and Sidecars are
 * IST0127's and IST0101's.
 */
export const selectedPods: Analyzer = {
  name: "selected-pods",
  judges: [PEER_AUTHENTICATION, REQUEST_AUTHENTICATION],
  codes: [SELECTS_NOBODY],
  reads: ["Workload"],
  needs: ["Workload"],
  judge(policy, { index, settings }) {
    const { cluster, namespace } = policy.meta;
    const labels = textMap(child(policy.spec, "selector") ?? {}, "matchLabels");
    if (Object.keys(labels).length === 0) return [];
    const isRoot = namespace === settings.rootNamespace;
    const candidates =
      isRoot && policy.kind === REQUEST_AUTHENTICATION
        ? index.all("Workload").filter((w) => w.meta.cluster === cluster)
        : isRoot
          ? []
          : index.inNamespace("Workload", cluster, namespace);
    if (candidates.some((w) => matches(labels, w.podLabels))) return [];
    const facts = { labels: selectorText(labels), namespace, place: isRoot ? "root" : "own" };
    return [finding(SELECTS_NOBODY, policy, ["spec", "selector", "matchLabels"], facts)];
  },
};
