import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, TELEMETRY } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { matches, selectorText } from "../../registry/mesh-pods";
import { nameOf, sameNamespace } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");
const SAME_PODS = istioCode("IST0159", "error");
const SAME_NAMESPACE = istioCode("IST0160", "error");

/**
 * Telemetries that compete: several for one pod, several for the whole of a namespace; or that select no pod.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/telemetry/{selector,default_selector}.go`.
 */
export const telemetrySelectors: Analyzer = {
  name: "telemetry-selectors",
  judges: [TELEMETRY],
  codes: [NOT_FOUND, SAME_PODS, SAME_NAMESPACE],
  reads: [TELEMETRY, "Workload", "Pod"],
  follow: sameNamespace,
  judge(telemetry, context) {
    const { cluster, namespace } = telemetry.meta;
    const all = context.index.inNamespace(TELEMETRY, cluster, namespace);
    if (isSelective(telemetry)) return judgeSelective(telemetry, all.filter(isSelective), context);
    const whole = all.filter(isForAll);
    if (!isForAll(telemetry) || whole.length < 2) return [];
    const telemetries = whole.map(nameOf).toSorted();
    return [finding(SAME_NAMESPACE, telemetry, [], { telemetries, namespace })];
  },
};

const labelsOf = ({ spec }: ConfigResource) =>
  textMap(child(spec, "selector") ?? {}, "matchLabels");

const isSelective = (t: ConfigResource): boolean => Object.keys(labelsOf(t)).length > 0;

const isForAll = ({ spec }: ConfigResource): boolean => child(spec, "selector") === null;

function judgeSelective(
  telemetry: ConfigResource,
  rivals: readonly ConfigResource[],
  context: AnalysisContext,
): readonly Finding[] {
  if (!context.knows("Workload")) return [];
  const labels = labelsOf(telemetry);
  const { cluster, namespace } = telemetry.meta;
  const path = ["spec", "selector"];
  const selected = context
    .pods(cluster)
    .inNamespace(namespace)
    .filter((pod) => matches(labels, pod.labels));
  if (selected.length === 0) {
    const facts = { reftype: "selector", refval: selectorText(labels) };
    return [finding(NOT_FOUND, telemetry, path, facts)];
  }
  const key = refKey(refOf(telemetry));
  const takers = rivals.filter(
    (rival) =>
      refKey(refOf(rival)) !== key && selected.some((pod) => matches(labelsOf(rival), pod.labels)),
  );
  if (takers.length === 0) return [];
  const contested = selected.filter((pod) => takers.some((t) => matches(labelsOf(t), pod.labels)));
  const facts = {
    telemetries: [telemetry, ...takers].map(nameOf).toSorted(),
    pods: contested.map((pod) => pod.name).toSorted(),
  };
  return [finding(SAME_PODS, telemetry, path, facts)];
}
