import type { ConfigResource, ServiceResource } from "../../../model/resource";
import { virtualServiceGateways } from "../../../routing/rules/claims";
import {
  child,
  children,
  emptySpec,
  type Spec,
  text,
  texts,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { type CodeInfo, DESTINATION_RULE, kialiCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { hasWaypoint, knowsAmbient } from "../../reading/waypoints";
import { isAmbient } from "../../registry/ambient";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { serviceNamed } from "../../registry/istioctl-hosts";
import { finding } from "../../registry/spec-parts";

const RULE_BARE = kialiCode("KIA0211", "warning");
const RULE_ELSEWHERE = kialiCode("KIA0212", "warning");
const HOST_UNKNOWN = kialiCode("KIA1109", "warning");
const ROUTE_BARE = kialiCode("KIA1113", "warning");
const ROUTE_ELSEWHERE = kialiCode("KIA1114", "warning");

/**
 * VirtualServices and DestinationRules about HTTP for services in ambient mode that no waypoint stands before, or that live in another
 * namespace than the service: callers in ambient mode follow what stands beside the service and acts at its waypoint.
 *
 * Sources: https://istio.io/latest/docs/ambient/usage/l7-features/; Kiali `business/checkers/{virtualservices,destinationrules}/ambient*`.
 * KIA0210, of a DestinationRule whose host is not known, is IST0174's.
 */
export const routeWaypoints: Analyzer = {
  name: "route-waypoints",
  judges: [VIRTUAL_SERVICE, DESTINATION_RULE],
  codes: [RULE_BARE, RULE_ELSEWHERE, HOST_UNKNOWN, ROUTE_BARE, ROUTE_ELSEWHERE],
  reads: ["Namespace", "Service"],
  needs: ["Namespace", "Service"],
  judge(object, context) {
    if (!knowsAmbient(context)) return [];
    return object.kind === VIRTUAL_SERVICE
      ? judgeRoutes(object, context)
      : judgeRule(object, context);
  },
};

function judgeRoutes(vs: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const rules = [...children(vs.spec, "http"), ...children(vs.spec, "tls")];
  if (rules.length === 0 || !virtualServiceGateways(vs).includes("mesh")) return [];
  return texts(vs.spec, "hosts").flatMap((host, i) => {
    const path = ["spec", "hosts", i];
    const service = serviceNamed(context, vs.meta.cluster, fullHost(host, vs, context.settings));
    if (service !== null) {
      const code = codeFor(vs, service, [ROUTE_BARE, ROUTE_ELSEWHERE], context);
      return code === null ? [] : [finding(code, vs, path, factsOf(host, service))];
    }
    const home = context.index.find("Namespace", vs.meta.cluster, "", vs.meta.namespace);
    const isBare = home !== null && isAmbient(home.meta.labels) && !hasWaypoint({}, home);
    return isBare && isOfMesh(host, context)
      ? [finding(HOST_UNKNOWN, vs, path, { host, namespace: vs.meta.namespace })]
      : [];
  });
}

/** A name without a dot, or one of the cluster's own: a host outside is for a gateway out of the mesh. */
const isOfMesh = (host: string, { settings }: AnalysisContext): boolean =>
  !host.startsWith("*") && (!host.includes(".") || host.endsWith(`.svc.${settings.domainSuffix}`));

function judgeRule(dr: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const policies = [dr.spec, ...children(dr.spec, "subsets")].map(
    (s) => child(s, "trafficPolicy") ?? emptySpec,
  );
  if (!policies.some(isAboutHttp)) return [];
  const host = text(dr.spec, "host") ?? "";
  const service = serviceNamed(context, dr.meta.cluster, fullHost(host, dr, context.settings));
  if (service === null) return [];
  const code = codeFor(dr, service, [RULE_BARE, RULE_ELSEWHERE], context);
  return code === null ? [] : [finding(code, dr, ["spec", "host"], factsOf(host, service))];
}

function isAboutHttp(policy: Spec): boolean {
  const hash = child(child(policy, "loadBalancer") ?? emptySpec, "consistentHash") ?? emptySpec;
  return (
    text(hash, "httpHeaderName") !== null ||
    child(hash, "httpCookie") !== null ||
    child(child(policy, "connectionPool") ?? emptySpec, "http") !== null ||
    child(policy, "outlierDetection") !== null
  );
}

const factsOf = (host: string, { meta }: ServiceResource) => ({ host, namespace: meta.namespace });

function codeFor(
  object: ConfigResource,
  service: ServiceResource,
  [bare, elsewhere]: readonly [CodeInfo, CodeInfo],
  { index }: AnalysisContext,
): CodeInfo | null {
  const { cluster, namespace, labels } = service.meta;
  const home = index.find("Namespace", cluster, "", namespace);
  if (home === null || !isAmbient(home.meta.labels)) return null;
  if (!hasWaypoint(labels, home)) return bare;
  return object.meta.namespace === namespace ? null : elsewhere;
}
