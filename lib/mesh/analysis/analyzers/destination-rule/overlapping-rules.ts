import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, children, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, kialiCode } from "../../codes";
import { ruleHost } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { finding } from "../../registry/spec-parts";

const OVERLAP = kialiCode("KIA0201", "warning");

/**
 * DestinationRules whose hosts overlap and that define one subset: only one definition acts, and which depends on namespace and age. A
 * rule without subsets counts as defining all.
 *
 * Source: Kiali `business/checkers/destinationrules/multi_match_checker.go`. Left out: what no Sidecar imports together.
 */
export const overlappingRules: Analyzer = {
  name: "overlapping-rules",
  judges: [DESTINATION_RULE],
  codes: [OVERLAP],
  reads: [DESTINATION_RULE],
  follow: nearHosts,
  judge(dr, { destinationRules, settings }) {
    if (setsMutualTlsForMany(dr)) return [];
    const others = destinationRules
      .overlapping(dr.meta.cluster, ruleHost(dr, settings))
      .filter((other) => refKey(refOf(other)) !== refKey(refOf(dr)))
      .filter((other) => !setsMutualTlsForMany(other) && shareSubset(dr, other));
    if (others.length === 0) return [];
    const rules = others.map(({ meta }) => `${meta.namespace}/${meta.name}`).toSorted();
    const host = text(dr.spec, "host") ?? "";
    return [finding(OVERLAP, dr, ["spec", "host"], { host, rules })];
  },
};

/** A rule of a whole namespace or mesh for mutual TLS stands beside every other by intent. */
function setsMutualTlsForMany(dr: ConfigResource): boolean {
  const tls = child(child(dr.spec, "trafficPolicy") ?? {}, "tls") ?? {};
  return (text(dr.spec, "host") ?? "").startsWith("*.") && text(tls, "mode") === "ISTIO_MUTUAL";
}

const subsetsOf = (dr: ConfigResource): readonly string[] =>
  children(dr.spec, "subsets").flatMap((s) => text(s, "name") ?? []);

function shareSubset(a: ConfigResource, b: ConfigResource): boolean {
  const [ours, theirs] = [subsetsOf(a), subsetsOf(b)];
  return ours.length === 0 || theirs.length === 0 || ours.some((name) => theirs.includes(name));
}
