import type { JsonPath } from "../../../manifest/json";
import type { ConfigResource } from "../../../model/resource";
import { namespacesAllowed } from "../../../routing/gateway-api/listener/namespaces-allowed";
import { hostsOverlap } from "../../../routing/spec/host-names";
import { child, children, numeral, type Spec, text, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GRPC_ROUTE, HTTP_ROUTE, K8S_GATEWAY, kialiCode, TCP_ROUTE, TLS_ROUTE } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NOT_ATTACHED = kialiCode("KIA1401", "error");

/**
 * Routes that a Gateway which they name does not take: it is not there, has no such listener, takes no routes of this namespace, or
 * serves none of the hosts.
 *
 * Sources: Gateway API `ParentReference`, `AllowedRoutes`; istio/istio `pilot/pkg/config/kube/gateway/conversion.go` referenceAllowed.
 * Unlike Kiali (`business/checkers/k8shttproutes`), sections, ports and hostnames are judged, and routes for TLS and TCP.
 */
export const routeParents: Analyzer = {
  name: "route-parents",
  judges: [HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE, TCP_ROUTE],
  codes: [NOT_ATTACHED],
  reads: [K8S_GATEWAY, "Namespace"],
  needs: [K8S_GATEWAY, "Namespace"],
  judge: (route, context) =>
    children(route.spec, "parentRefs").flatMap((ref, i) =>
      (text(ref, "kind") ?? "Gateway") === "Gateway"
        ? judgeParent(route, ref, ["spec", "parentRefs", i], context)
        : [],
    ),
};

function judgeParent(
  route: ConfigResource,
  ref: Spec,
  path: JsonPath,
  { index }: AnalysisContext,
): readonly Finding[] {
  const namespace = text(ref, "namespace") ?? route.meta.namespace;
  const name = text(ref, "name") ?? "";
  const gateway = index.find(K8S_GATEWAY, route.meta.cluster, namespace, name);
  const facts = { gateway: `${namespace}/${name}` };
  if (gateway === null) {
    return [finding(NOT_ATTACHED, route, [...path, "name"], { ...facts, reason: "missing" })];
  }
  let left = children(gateway.spec, "listeners");
  for (const { reason, at, takes } of stepsFor(route, ref, (listener) =>
    namespacesAllowed(index, gateway, child(listener, "allowedRoutes")),
  )) {
    left = left.filter(takes);
    if (left.length > 0) continue;
    const place = at === null ? path : at === "hostnames" ? ["spec", "hostnames"] : [...path, at];
    const section = text(ref, "sectionName") ?? "";
    return [finding(NOT_ATTACHED, route, place, { ...facts, reason, section })];
  }
  return [];
}

type Step = {
  readonly reason: "section" | "port" | "namespace" | "hostname";
  /** Field of the reference; `null`: the reference. */
  readonly at: string | null;
  readonly takes: (listener: Spec) => boolean;
};

const stepsFor = (
  route: ConfigResource,
  ref: Spec,
  allowed: (listener: Spec) => readonly string[],
): readonly Step[] => {
  const [section, port] = [text(ref, "sectionName"), numeral(ref, "port")];
  const hosts = texts(route.spec, "hostnames");
  return [
    {
      reason: "section",
      at: "sectionName",
      takes: (l) => section === null || text(l, "name") === section,
    },
    { reason: "port", at: "port", takes: (l) => port === null || numeral(l, "port") === port },
    {
      reason: "namespace",
      at: null,
      takes: (l) => ["*", route.meta.namespace].some((ns) => allowed(l).includes(ns)),
    },
    {
      reason: "hostname",
      at: "hostnames",
      takes(l) {
        const own = text(l, "hostname");
        return own === null || hosts.length === 0 || hosts.some((h) => hostsOverlap(h, own));
      },
    },
  ];
};
