import type { ConfigResource, Labels, WorkloadResource } from "../../../model/resource";
import { children, text, textMap } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import {
  DESTINATION_RULE,
  istioCode,
  kialiCode,
  SERVICE_ENTRY,
  VIRTUAL_SERVICE,
} from "../../codes";
import type { Finding } from "../../finding";
import { meantService, writeFullName } from "../../reading/meant-service";
import { type AnalysisContext, fullHost, ruleHost } from "../../registry/context";
import { istioctlHost, type KnownHost, mayBeElsewhere } from "../../registry/istioctl-hosts";
import { isPlaceLabel, runs } from "../../registry/mesh-pods";
import { nearHosts } from "../../registry/near";
import { destinationsIn, finding } from "../../registry/spec-parts";

const SELECTS_NO_POD = istioCode("IST0173", "error");
const UNKNOWN_HOST = istioCode("IST0174", "warning");
const NO_POD_OF_SERVICE = kialiCode("KIA0203", "error");
const NO_LABELS = kialiCode("KIA0209", "warning");

/**
 * Subsets whose labels no pod carries, in any namespace (IST0173) or behind the service (KIA0203): their requests fail (503 `UH`). And
 * rules for hosts that nobody has, subsets without labels.
 *
 * Sources: istio/istio `pkg/config/analysis/analyzers/destinationrule/subsetnotselectpods.go`, where labels of a node's place count as
 * carried; Kiali `business/checkers/destinationrules/{no_dest,subset_presence}_checker.go`. KIA0203 is said where IST0173 is not.
 */
export const subsetPods: Analyzer = {
  name: "subset-pods",
  judges: [DESTINATION_RULE],
  codes: [SELECTS_NO_POD, UNKNOWN_HOST, NO_POD_OF_SERVICE, NO_LABELS],
  reads: [VIRTUAL_SERVICE, SERVICE_ENTRY, "Service", "Workload", "Pod", "Node"],
  needs: ["Service", "Workload"],
  follow: nearHosts,
  judge(dr, context) {
    const host = text(dr.spec, "host") ?? "";
    const known = istioctlHost(context, dr, host);
    const subsets = children(dr.spec, "subsets").map((s, i) => ({
      ...{ i, name: text(s, "name") ?? "", labels: textMap(s, "labels") },
    }));
    const bare = subsets.flatMap(({ i, name, labels }) =>
      Object.keys(labels).length > 0
        ? []
        : [finding(NO_LABELS, dr, ["spec", "subsets", i], { host, subset: name })],
    );
    if (known === null) {
      if (mayBeElsewhere(context, dr, host)) return bare;
      const path = ["spec", "host"];
      const meant = meantService(host, dr, context);
      const fix = meant === null ? null : writeFullName(dr, path, host, meant);
      return [finding(UNKNOWN_HOST, dr, path, { host }, { fix }), ...bare];
    }
    return [...subsets.flatMap((s) => judgeSubset(dr, s, known, context)), ...bare];
  },
};

type SubsetPlace = { readonly i: number; readonly name: string; readonly labels: Labels };

function judgeSubset(
  dr: ConfigResource,
  { i, name, labels }: SubsetPlace,
  known: KnownHost,
  context: AnalysisContext,
): readonly Finding[] {
  const path = ["spec", "subsets", i, "labels"];
  const host = text(dr.spec, "host") ?? "";
  const wanted = Object.entries({ ...known.selector, ...labels });
  const facts = () => {
    return { host, subset: name, labels: wanted.map(([key, value]) => `${key}=${value}`) };
  };
  // Of a workload the labels that all of its pods share are known, and not their nodes.
  const judged = wanted.filter(([key]) => !isPlaceLabel(key) && !SINGLE.has(key));
  const behind = known.service === null ? [] : context.index.workloadsBehind(known.service);
  const { cluster } = dr.meta;
  if (context.knows("Pod") && !isCarried(wanted, cluster, context)) {
    return [finding(SELECTS_NO_POD, dr, path, facts())];
  }
  // Nearly always the service's own pods have the labels: all others of the cluster are looked at only where they do not.
  if (behind.some((w) => hasPodWith(judged, w, context))) return [];
  const isFound = context.knows("Pod") || podsWith(judged, cluster, context).length > 0;
  if (!isFound) return [finding(SELECTS_NO_POD, dr, path, facts())];
  if (behind.length === 0) return [];
  const severity = isUsed(dr, name, context) ? "error" : "info";
  return [finding(NO_POD_OF_SERVICE, dr, path, facts(), { severity })];
}

/** Labels that tell pods of one workload apart. */
const SINGLE: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "rollouts-pod-template-hash",
  "controller-revision-hash",
  "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index",
]);

/** Whether some pod of the cluster has all of these labels, those of its node's place included; where no node is known they are passed over. */
function isCarried(
  labels: readonly (readonly [string, string])[],
  cluster: string,
  context: AnalysisContext,
): boolean {
  const own = labels.filter(([key]) => !isPlaceLabel(key));
  const places = labels.length > own.length && context.knows("Node");
  const place = places ? labels.filter(([key]) => isPlaceLabel(key)) : [];
  return context
    .pods(cluster)
    .hasOne(own, (pod) => place.every(([k, v]) => (pod.labels[k] ?? pod.place?.[k]) === v));
}

/** Workloads with a pod whose labels hold all of these, in any namespace of the cluster. */
function podsWith(
  labels: readonly (readonly [string, string])[],
  cluster: string,
  context: AnalysisContext,
): readonly WorkloadResource[] {
  const { byLabel, index } = context;
  const [first] = labels;
  const candidates =
    first === undefined
      ? index.all("Workload").filter((w) => w.meta.cluster === cluster)
      : byLabel(cluster, first.join("="));
  return candidates.filter((w) => hasPodWith(labels, w, context));
}

const hasPodWith = (
  labels: readonly (readonly [string, string])[],
  workload: WorkloadResource,
  { inputs }: AnalysisContext,
): boolean =>
  runs(workload, inputs) && labels.every(([key, value]) => workload.podLabels[key] === value);

function isUsed(dr: ConfigResource, subset: string, context: AnalysisContext): boolean {
  const { senders, settings } = context;
  const host = ruleHost(dr, settings);
  return senders
    .overlapping(dr.meta.cluster, host)
    .some((vs) =>
      destinationsIn(vs).some(
        (d) => d.subset === subset && fullHost(d.host, vs, settings) === host,
      ),
    );
}
