import { waypointOf } from "../../../model/namespace-mesh";
import type { Labels, NamespaceResource, WorkloadResource } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { type CodeInfo, K8S_GATEWAY, kialiCode } from "../../codes";
import type { Finding } from "../../finding";
import type { SubjectOf } from "../../inputs/subject";
import { knowsAmbient } from "../../reading/waypoints";
import { isAmbient } from "../../registry/ambient";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const BOTH_LABELS = kialiCode("KIA1311", "error");
const WAYPOINT_UNUSED = kialiCode("KIA1312", "warning");
const NO_WAYPOINT = kialiCode("KIA1313", "error");
const INJECTED_BUT_AMBIENT = kialiCode("KIA1314", "error");
const AMBIENT_BUT_SIDECAR = kialiCode("KIA1315", "error");
const SIDECAR_IN_AMBIENT = kialiCode("KIA1316", "warning");

type Judged = "Workload" | "Service" | "Namespace";

/**
 * Workloads whose labels ask for a sidecar and for ambient mode at once, or for another than their pods are in; and labels that lead to a
 * waypoint which is not there, or which nothing in ambient mode would go through.
 *
 * Source: Kiali `business/checkers/workloads/ambient_checker.go`. Unlike it, one workload is told one of the first, and a waypoint that is
 * missing is said of the Service or Namespace too that names it.
 */
export const workloadModes: Analyzer<Judged> = {
  name: "workload-modes",
  judges: ["Workload", "Service", "Namespace"],
  codes: [
    BOTH_LABELS,
    WAYPOINT_UNUSED,
    NO_WAYPOINT,
    INJECTED_BUT_AMBIENT,
    AMBIENT_BUT_SIDECAR,
    SIDECAR_IN_AMBIENT,
  ],
  reads: [K8S_GATEWAY, "Namespace"],
  needs: ["Namespace"],
  follow: ({ meta }, { index }) =>
    [...index.all("Workload"), ...index.all("Service"), ...index.all("Namespace")].filter(
      (object) =>
        object.meta.cluster === meta.cluster &&
        labelsOf(object)["istio.io/use-waypoint"] === meta.name,
    ),
  judge(object, context) {
    if (isPlain(object, context)) return [];
    const home = homeOf(object, context);
    if (home === null) return [];
    const modes = object.kind === "Workload" ? judgeModes(object, home) : [];
    return [...modes, ...judgeWaypoint(object, home, context)];
  },
};

/** Nothing about the object or its namespace speaks of ambient mode. */
function isPlain(object: SubjectOf<Judged>, context: AnalysisContext): boolean {
  const labels = labelsOf(object);
  if (labels[LABEL] !== undefined) return false;
  if (object.kind !== "Workload") return true;
  const isMarked = labels["istio.io/dataplane-mode"] !== undefined || object.proxy === "ambient";
  return !isMarked && !knowsAmbient(context);
}

const labelsOf = (object: SubjectOf<Judged>): Labels =>
  object.kind === "Workload" ? object.podLabels : object.meta.labels;

const homeOf = (object: SubjectOf<Judged>, { index }: AnalysisContext): NamespaceResource | null =>
  object.kind === "Namespace"
    ? object
    : index.find("Namespace", object.meta.cluster, "", object.meta.namespace);

function judgeModes(workload: WorkloadResource, home: NamespaceResource): readonly Finding[] {
  const code = modeCode(workload, home.meta.labels);
  if (code === null) return [];
  const facts = { workload: workload.meta.name, namespace: home.meta.name };
  return [finding(code, workload, [], facts)];
}

function modeCode({ podLabels, proxy }: WorkloadResource, home: Labels): CodeInfo | null {
  if (proxy === "gateway" || proxy === "waypoint" || proxy === "mixed") return null;
  const mode = podLabels["istio.io/dataplane-mode"] ?? home["istio.io/dataplane-mode"];
  const own = podLabels["sidecar.istio.io/inject"];
  const byNamespace = home["istio-injection"] === "enabled" || Boolean(home["istio.io/rev"]);
  const injects =
    own === "true" || Boolean(podLabels["istio.io/rev"]) || (own !== "false" && byNamespace);
  if (mode === "ambient" && injects) return BOTH_LABELS;
  if (injects && proxy === "ambient") return INJECTED_BUT_AMBIENT;
  if (proxy !== "sidecar" || mode !== "ambient") return null;
  return podLabels["istio.io/dataplane-mode"] === "ambient"
    ? AMBIENT_BUT_SIDECAR
    : SIDECAR_IN_AMBIENT;
}

const LABEL = "istio.io/use-waypoint";

function judgeWaypoint(
  object: SubjectOf<Judged>,
  home: NamespaceResource,
  { index, knows }: AnalysisContext,
): readonly Finding[] {
  const labels = labelsOf(object);
  if (labels[LABEL] === undefined) return [];
  const waypoint = waypointOf(labels, home);
  if (waypoint === null) return [];
  const path = ["metadata", "labels", LABEL];
  const facts = { waypoint: `${waypoint.namespace}/${waypoint.name}` };
  const { cluster } = object.meta;
  if (knows(K8S_GATEWAY)) {
    const found = index.find(K8S_GATEWAY, cluster, waypoint.namespace, waypoint.name);
    if (found === null) return [finding(NO_WAYPOINT, object, path, facts)];
  }
  const isUnused =
    object.kind === "Workload" && object.proxy !== "ambient" && !expectsAmbient(object, home);
  return isUnused ? [finding(WAYPOINT_UNUSED, object, path, facts)] : [];
}

const expectsAmbient = ({ podLabels }: WorkloadResource, { meta }: NamespaceResource): boolean =>
  (podLabels["istio.io/dataplane-mode"] ?? (isAmbient(meta.labels) ? "ambient" : "")) === "ambient";
