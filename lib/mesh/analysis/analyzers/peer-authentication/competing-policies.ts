import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { kialiCode, PEER_AUTHENTICATION } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { matches } from "../../registry/mesh-pods";
import { nameOf, sameNamespace } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const SAME_NAMESPACE = kialiCode("KIA0002", "error");
const SAME_WORKLOAD = kialiCode("KIA0003", "error");

/**
 * PeerAuthentications that compete: several for the whole of a namespace, or several for one workload. The oldest acts, the others do not.
 *
 * Source: Kiali `business/checkers/common/{multi_match,selector_multi_match}_checker.go`; istio/istio
 * `pilot/pkg/security/authn/policy_applier.go`. Unlike Kiali, only workloads of the object's own namespace count. Sidecars are
 * IST0110's and IST0111's.
 */
export const competingPolicies: Analyzer = {
  name: "competing-policies",
  judges: [PEER_AUTHENTICATION],
  codes: [SAME_NAMESPACE, SAME_WORKLOAD],
  reads: [PEER_AUTHENTICATION, "Workload"],
  follow: sameNamespace,
  judge(policy, context) {
    const { cluster, namespace } = policy.meta;
    const others = context.index
      .inNamespace(PEER_AUTHENTICATION, cluster, namespace)
      .filter((p) => refKey(refOf(p)) !== refKey(refOf(policy)));
    return isSelective(policy)
      ? judgeSelective(policy, others.filter(isSelective), context)
      : judgeWhole(
          policy,
          others.filter((p) => !isSelective(p)),
        );
  },
};

const labelsOf = ({ spec }: ConfigResource) =>
  textMap(child(spec, "selector") ?? {}, "matchLabels");

const isSelective = (policy: ConfigResource): boolean => Object.keys(labelsOf(policy)).length > 0;

function judgeWhole(policy: ConfigResource, others: readonly ConfigResource[]): readonly Finding[] {
  if (others.length === 0) return [];
  const policies = [policy, ...others].map(nameOf).toSorted();
  const { namespace } = policy.meta;
  return [finding(SAME_NAMESPACE, policy, ["spec", "selector"], { policies, namespace })];
}

function judgeSelective(
  policy: ConfigResource,
  others: readonly ConfigResource[],
  { index }: AnalysisContext,
): readonly Finding[] {
  if (others.length === 0) return [];
  const { cluster, namespace } = policy.meta;
  const takes =
    (p: ConfigResource) => (w: { readonly podLabels: Readonly<Record<string, string>> }) =>
      matches(labelsOf(p), w.podLabels);
  const own = index.inNamespace("Workload", cluster, namespace).filter(takes(policy));
  const contested = own.filter((w) => others.some((p) => takes(p)(w)));
  if (contested.length === 0) return [];
  const rivals = others.filter((p) => contested.some(takes(p)));
  const facts = {
    policies: [policy, ...rivals].map(nameOf).toSorted(),
    workloads: contested.map((w) => w.meta.name).toSorted(),
  };
  return [finding(SAME_WORKLOAD, policy, ["spec", "selector"], facts)];
}
