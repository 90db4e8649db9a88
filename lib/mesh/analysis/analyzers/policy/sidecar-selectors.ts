import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { child, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, SIDECAR } from "../../codes";
import type { Finding } from "../../finding";
import { isAmbient } from "../../registry/ambient";
import type { AnalysisContext } from "../../registry/context";
import { type MeshPod, matches, selectorText } from "../../registry/mesh-pods";
import { nameOf, sameNamespace } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");
const SAME_PODS = istioCode("IST0110", "error");
const SAME_NAMESPACE = istioCode("IST0111", "error");
const NO_SIDECAR = istioCode("IST0167", "warning");

/**
 * Sidecars that compete: several for one pod, several for the whole of a namespace; that select no pod; or that have no sidecar to act on,
 * because what they are for is in ambient mode.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/sidecar/selector.go`.
 */
export const sidecarSelectors: Analyzer = {
  name: "sidecar-selectors",
  judges: [SIDECAR],
  codes: [NOT_FOUND, SAME_PODS, SAME_NAMESPACE, NO_SIDECAR],
  reads: [SIDECAR, "Workload", "Pod", "Namespace"],
  follow: sameNamespace,
  judge(sidecar, context) {
    const { cluster, namespace } = sidecar.meta;
    const all = context.index.inNamespace(SIDECAR, cluster, namespace);
    return isSelective(sidecar)
      ? judgeSelective(sidecar, all.filter(isSelective), context)
      : judgeWhole(
          sidecar,
          all.filter((s) => !isSelective(s)),
          context,
        );
  },
};

const labelsOf = ({ spec }: ConfigResource) =>
  textMap(child(spec, "workloadSelector") ?? {}, "labels");

const isSelective = (sidecar: ConfigResource): boolean => Object.keys(labelsOf(sidecar)).length > 0;

const ROOT = ["spec", "workloadSelector"];

function judgeSelective(
  sidecar: ConfigResource,
  rivals: readonly ConfigResource[],
  context: AnalysisContext,
): readonly Finding[] {
  if (!context.knows("Workload")) return [];
  const labels = labelsOf(sidecar);
  const { cluster, namespace } = sidecar.meta;
  const pods = context.pods(cluster).inNamespace(namespace);
  const selected = pods.filter((pod) => matches(labels, pod.labels));
  if (selected.length === 0) {
    const facts = { reftype: "selector", refval: selectorText(labels) };
    return [finding(NOT_FOUND, sidecar, ROOT, facts)];
  }
  const ambient = selected.some((pod) => pod.ambient)
    ? [finding(NO_SIDECAR, sidecar, ROOT, { of: "workload" })]
    : [];
  return [
    ...ambient,
    ...judgeRivals(
      sidecar,
      rivals,
      selected.filter((pod) => !pod.ambient),
    ),
  ];
}

function judgeRivals(
  sidecar: ConfigResource,
  rivals: readonly ConfigResource[],
  selected: readonly MeshPod[],
): readonly Finding[] {
  const key = refKey(refOf(sidecar));
  const others = rivals.filter((rival) => refKey(refOf(rival)) !== key);
  const contested = selected.filter((pod) => others.some((o) => matches(labelsOf(o), pod.labels)));
  if (contested.length === 0) return [];
  const takers = others.filter((o) => contested.some((pod) => matches(labelsOf(o), pod.labels)));
  const facts = {
    sidecars: [sidecar, ...takers].map(nameOf).toSorted(),
    pods: contested.map((pod) => pod.name).toSorted(),
  };
  return [finding(SAME_PODS, sidecar, ROOT, facts)];
}

function judgeWhole(
  sidecar: ConfigResource,
  all: readonly ConfigResource[],
  { index }: AnalysisContext,
): readonly Finding[] {
  const { cluster, namespace } = sidecar.meta;
  const home = index.find("Namespace", cluster, "", namespace);
  if (home !== null && isAmbient(home.meta.labels)) {
    return [finding(NO_SIDECAR, sidecar, [], { of: "namespace" })];
  }
  if (all.length < 2) return [];
  const sidecars = all.map(nameOf).toSorted();
  return [finding(SAME_NAMESPACE, sidecar, [], { sidecars, namespace })];
}
