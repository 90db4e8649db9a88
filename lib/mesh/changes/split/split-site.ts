import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refKey, refOf, type ServiceResource } from "../../model/resource";
import { readRouteMatches } from "../../routing/gateway-api/route-matches";
import { gatewayApiRoutes, serviceParents } from "../../routing/gateway-api/service-parents";
import type { RouteMatch } from "../../routing/route";
import {
  virtualServiceGateways,
  virtualServiceHosts,
  virtualServiceObjects,
} from "../../routing/rules/claims";
import { readMatch } from "../../routing/rules/read-match";
import { qualifyHost, serviceHostname } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, children, emptySpec, type Spec, text } from "../../routing/spec/read-spec";
import type { ConfigRef } from "../edit";

/** A rule that carries, or can carry, weights for requests to a service. */
export type SplitSite = {
  readonly ref: ConfigRef;
  readonly resource: ConfigResource;
  readonly api: "virtual-service" | "http-route";
  /** Index in `spec.http` or `spec.rules`. */
  readonly rule: number;
  /** `http[1]`, as findings and predictions name it. */
  readonly path: string;
  readonly name: string | null;
  /** Hosts at which the rule answers; full names. */
  readonly hosts: readonly string[];
  /** `mesh` for requests of sidecars, else `namespace/name` of gateways; the services of an HTTPRoute. */
  readonly entries: readonly string[];
  /** Any of them takes a request; empty: every request that earlier rules leave. */
  readonly matches: readonly RouteMatch[];
  /** Why this rule has no weights to move. */
  readonly obstacle: "delegate" | "redirect" | "direct-response" | null;
};

/**
 * Every rule that sends requests to a service, each apart: rules of one host are never joined, since each has its own match. In the
 * order of the objects' names and of the rules in them.
 */
export function splitSites(
  index: MeshIndex,
  service: ServiceResource,
  settings: MeshSettings,
): readonly SplitSite[] {
  const hostname = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const { cluster } = service.meta;
  return [
    ...virtualServiceObjects(index, cluster).flatMap((vs) =>
      virtualServiceSites(vs, hostname, settings),
    ),
    ...gatewayApiRoutes(index, cluster)
      .filter((route) => route.kind === "HTTPRoute.gateway.networking.k8s.io")
      .flatMap((route) => httpRouteSites(index, route, service, settings)),
  ].toSorted(byPlace);
}

const byPlace = (a: SplitSite, b: SplitSite): number =>
  refKey(a.ref) < refKey(b.ref) ? -1 : refKey(a.ref) > refKey(b.ref) ? 1 : a.rule - b.rule;

/** Rules that forward to the host, and rules of the host's own VirtualService that forward nowhere. */
function virtualServiceSites(
  vs: ConfigResource,
  hostname: string,
  settings: MeshSettings,
): readonly SplitSite[] {
  const hosts = virtualServiceHosts(vs, settings);
  const sends = (rule: Spec) =>
    children(rule, "route").some((route) => {
      const host = text(child(route, "destination") ?? emptySpec, "host") ?? "";
      return qualifyHost(host, vs.meta.namespace, settings).toLowerCase() === hostname;
    });
  return children(vs.spec, "http").flatMap((rule, i) => {
    const obstacle = obstacleOf(rule);
    if (!sends(rule) && !(obstacle !== null && hosts.includes(hostname))) return [];
    const path = `http[${i}]`;
    const matches = children(rule, "match").map((m, j) => readMatch(m, `${path}.match[${j}]`));
    return {
      ref: configRefOf(vs),
      resource: vs,
      api: "virtual-service" as const,
      rule: i,
      path,
      name: text(rule, "name"),
      hosts,
      entries: virtualServiceGateways(vs),
      matches,
      obstacle,
    };
  });
}

function obstacleOf(rule: Spec): SplitSite["obstacle"] {
  if (child(rule, "delegate")) return "delegate";
  if (child(rule, "redirect")) return "redirect";
  return child(rule, "directResponse") ? "direct-response" : null;
}

/** Rules of routes whose parent is the service, and rules that send to it or to a service for one of its versions. */
function httpRouteSites(
  index: MeshIndex,
  route: ConfigResource,
  service: ServiceResource,
  settings: MeshSettings,
): readonly SplitSite[] {
  const { name, namespace } = service.meta;
  const parents = serviceParents(route);
  const isParent = parents.some((p) => p.name === name && p.namespace === namespace);
  const own = new Set(index.workloadsBehind(service));
  const sends = (rule: Spec) =>
    children(rule, "backendRefs").some((ref) => {
      if ((text(ref, "kind") ?? "Service") !== "Service") return false;
      const home = text(ref, "namespace") ?? route.meta.namespace;
      const backend = index.find("Service", route.meta.cluster, home, text(ref, "name") ?? "");
      if (backend === null) return false;
      const behind = index.workloadsBehind(backend);
      return backend === service || (behind.length > 0 && behind.every((w) => own.has(w)));
    });
  return children(route.spec, "rules").flatMap((rule, i) => {
    const redirects = children(rule, "filters").some((f) => text(f, "type") === "RequestRedirect");
    if (!sends(rule) && !(isParent && redirects)) return [];
    const path = `rules[${i}]`;
    return {
      ref: configRefOf(route),
      resource: route,
      api: "http-route" as const,
      rule: i,
      path,
      name: text(rule, "name"),
      hosts: parents.map((p) => serviceHostname(p.name, p.namespace, settings)),
      entries: parents.length > 0 ? ["mesh"] : gatewayParents(route),
      matches: readRouteMatches(rule, path),
      obstacle: redirects ? ("redirect" as const) : null,
    };
  });
}

const gatewayParents = (route: ConfigResource): readonly string[] =>
  children(route.spec, "parentRefs").map(
    (p) => `${text(p, "namespace") ?? route.meta.namespace}/${text(p, "name") ?? ""}`,
  );

export function configRefOf(resource: ConfigResource): ConfigRef {
  return { ...refOf(resource), kind: resource.kind };
}
