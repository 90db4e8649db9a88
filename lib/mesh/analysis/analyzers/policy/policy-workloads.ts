import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, istioCode } from "../../codes";
import { type MeshPod, matches, selectorText } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const SELECTS_NOBODY = istioCode("IST0127", "warning");

/**
 * AuthorizationPolicies that no pod of the mesh is under.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/authz/authorizationpolicies.go`. One of the root namespace without selector is for
 * the whole mesh and never judged; with one it counts for pods of every namespace.
 */
export const policyWorkloads: Analyzer = {
  name: "policy-workloads",
  judges: [AUTHORIZATION_POLICY],
  codes: [SELECTS_NOBODY],
  reads: ["Workload", "Pod", "Namespace"],
  needs: ["Workload"],
  judge(policy, context) {
    const { cluster, namespace } = policy.meta;
    const selector = child(policy.spec, "selector");
    const isMeshWide = namespace === context.settings.rootNamespace;
    if (isMeshWide && selector === null) return [];
    const table = context.pods(cluster);
    const labels = textMap(selector ?? {}, "matchLabels");
    const candidates = isMeshWide ? table.selected(labels) : table.inNamespace(namespace);
    if (candidates.some((pod) => takesPart(pod) && matches(labels, pod.labels))) return [];
    const path = selector === null ? [] : ["spec", "selector"];
    return [finding(SELECTS_NOBODY, policy, path, { labels: selectorText(labels), namespace })];
  },
};

const takesPart = ({ inMesh, ambient }: MeshPod): boolean => inMesh || ambient;
