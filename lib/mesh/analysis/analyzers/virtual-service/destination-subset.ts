import { type ConfigResource, refOf } from "../../../model/resource";
import { oldestFirst } from "../../../routing/spec/age";
import { children, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { DESTINATION_RULE, istioCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost, ruleHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { type DestinationPlace, destinationsIn, finding, valueIn } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");

/**
 * Subsets that no DestinationRule of the host defines: every request there fails (503 `NC`).
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/virtualservice/destinationrules.go`. Like it, this does not ask who sees the rule;
 * `client-subset` does.
 */
export const destinationSubset: Analyzer = {
  name: "destination-subset",
  judges: [VIRTUAL_SERVICE],
  codes: [NOT_FOUND],
  reads: [DESTINATION_RULE, "Service", "Workload"],
  follow: nearHosts,
  judge: (vs, context) =>
    destinationsIn(vs).flatMap((d) => {
      if (d.subset === null || isDefined(vs, d, d.subset, context)) return [];
      const reftype = `${d.mirror ? "mirror" : "host"}+subset in destinationrule`;
      const facts = { reftype, refval: `${d.host}+${d.subset}`, host: d.host, subset: d.subset };
      const fix = fixOf(vs, d, d.subset, context);
      return [finding(NOT_FOUND, vs, [...d.path, "subset"], facts, { fix })];
    }),
};

/** The DestinationRules of exactly a destination's host. */
function rulesOf(
  vs: ConfigResource,
  d: DestinationPlace,
  { destinationRules, settings }: AnalysisContext,
): readonly ConfigResource[] {
  const host = fullHost(d.host, vs, settings);
  return destinationRules
    .overlapping(vs.meta.cluster, host)
    .filter((dr) => ruleHost(dr, settings) === host);
}

export const isDefined = (
  vs: ConfigResource,
  d: DestinationPlace,
  subset: string,
  context: AnalysisContext,
): boolean =>
  rulesOf(vs, d, context).some((dr) =>
    children(dr.spec, "subsets").some((s) => text(s, "name") === subset),
  );

/** The subset by label `version`, where pods behind the service carry it and the service's own namespace has a rule for it. */
function fixOf(
  vs: ConfigResource,
  d: DestinationPlace,
  name: string,
  context: AnalysisContext,
): Finding["fix"] {
  const { settings, index } = context;
  const service = serviceNamed(context, vs.meta.cluster, fullHost(d.host, vs, settings));
  if (service === null) return null;
  const runs = index.workloadsBehind(service).some((w) => w.podLabels["version"] === name);
  const home = service.meta.namespace;
  const [rule] = rulesOf(vs, d, context)
    .filter((dr) => dr.meta.namespace === home)
    .toSorted(oldestFirst);
  if (!runs || rule === undefined) return null;
  const subset = { name, labels: { version: name } };
  const path = ["spec", "subsets"];
  const list = valueIn(rule, path);
  const change = Array.isArray(list)
    ? ({ op: "insert", path: [...path, list.length], to: subset } as const)
    : ({ op: "set", path, to: [subset] } as const);
  return list === undefined || Array.isArray(list) ? { ref: refOf(rule), changes: [change] } : null;
}
