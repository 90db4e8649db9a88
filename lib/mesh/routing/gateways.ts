import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, refKey, refOf, type WorkloadResource } from "../model/resource";
import { portsOf, resolveConfigHost } from "./hosts";
import type { Route, RouteProtocol, RouteSet } from "./route";
import type { RuleCaller } from "./rules/caller";
import {
  gatewayApiRoutes,
  virtualServiceGateways,
  virtualServiceHosts,
  virtualServicesOf,
} from "./rules/claims";
import { gatewayApiRules } from "./rules/gateway-api-rules";
import { takesAll } from "./rules/read-match";
import { virtualServiceRules } from "./rules/virtual-service-rules";
import { oldestFirst } from "./spec/age";
import { routeFilters } from "./spec/envoy-filters";
import { hostsOverlap, mostSpecificHost } from "./spec/host-names";
import type { MeshSettings } from "./spec/mesh-settings";
import { child, children, numeral, type Spec, text, textMap, texts } from "./spec/read-spec";
import { exportToOf, isVisible } from "./spec/visibility";

/** Configuration bound to a port of a gateway, under the host at which it answers. */
export type GatewayBinding = {
  readonly gateway: ConfigResource;
  /** Place of the server or listener in the gateway's spec. */
  readonly path: string;
  readonly host: string;
  readonly port: number;
  readonly resource: ConfigResource;
  readonly rules: readonly Route[];
};

/** Istio Gateways whose selector a workload's pods carry, in every namespace, oldest first. */
export function istioGatewaysOf(
  index: MeshIndex,
  workload: WorkloadResource,
): readonly ConfigResource[] {
  return index
    .all("Gateway.networking.istio.io")
    .filter((g) => g.meta.cluster === workload.meta.cluster)
    .filter((g) =>
      Object.entries(textMap(g.spec, "selector")).every(([k, v]) => workload.podLabels[k] === v),
    )
    .toSorted(oldestFirst);
}

/** The Gateway API Gateway that a workload was deployed for, by the label istiod gives its pods. */
export function kubernetesGatewayOf(
  index: MeshIndex,
  workload: WorkloadResource,
): ConfigResource | null {
  const name = workload.podLabels["gateway.networking.k8s.io/gateway-name"];
  const { cluster, namespace } = workload.meta;
  if (name === undefined) return null;
  return index.find("Gateway.gateway.networking.k8s.io", cluster, namespace, name);
}

/** Everything bound to a gateway workload, by port and host. */
export function gatewayBindings(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): readonly GatewayBinding[] {
  const istio = istioGatewaysOf(index, workload).flatMap((gateway) =>
    children(gateway.spec, "servers").flatMap((server, i) =>
      serverBindings(index, workload, gateway, server, `servers[${i}]`, settings),
    ),
  );
  const gateway = kubernetesGatewayOf(index, workload);
  return gateway ? [...istio, ...listenerBindings(index, workload, gateway, settings)] : istio;
}

/**
 * The rules of a gateway for a host. All VirtualServices of the most specific host are joined, oldest first, and rules that take
 * every request move to the end. Source: istio/istio `pilot/pkg/networking/core/gateway.go`, `route.go` SortVHostRoutes.
 */
export function gatewayRoutes(
  index: MeshIndex,
  workload: WorkloadResource,
  host: string,
  port: number,
  settings: MeshSettings,
): RouteSet {
  const open = gatewayBindings(index, workload, settings).filter((b) => b.port === port);
  const best = mostSpecificHost(
    open.map((b) => b.host),
    host.toLowerCase(),
  );
  const bound = best === null ? [] : open.filter((b) => b.host === best);
  const unique = [...new Map(bound.map((b) => [refKey(refOf(b.resource)), b])).values()];
  const routes = unique
    .toSorted((a, b) => oldestFirst(a.resource, b.resource))
    .flatMap((b) => b.rules);
  return {
    by: routes[0]?.by ?? null,
    routes: [...routes.filter((r) => !takesEverything(r)), ...routes.filter(takesEverything)],
    shadowed: [],
    uncertain: [
      ...routeFilters(index, workload, settings),
      ...unique
        .filter((b) => unique.length > 1 && b.resource.meta.createdAt === null)
        .map((b) => ({ code: "age-unknown" as const, ref: refOf(b.resource), path: "" })),
    ],
  };
}

const takesEverything = (route: Route): boolean =>
  route.matches.length === 0 || route.matches.some(takesAll);

function serverBindings(
  index: MeshIndex,
  workload: WorkloadResource,
  gateway: ConfigResource,
  server: Spec,
  path: string,
  settings: MeshSettings,
): readonly GatewayBinding[] {
  const portSpec = child(server, "port") ?? {};
  const port = numeral(portSpec, "number");
  if (port === null) return [];
  const name = `${gateway.meta.namespace}/${gateway.meta.name}`;
  const protocol = serverProtocol(text(portSpec, "protocol") ?? "", child(server, "tls"));
  const caller = gatewayCaller(index, workload, port, protocol, settings, [name]);
  return virtualServicesOf(index, workload.meta.cluster)
    .filter((vs) => virtualServiceGateways(vs).includes(name))
    .filter((vs) => seen(vs, workload, settings))
    .flatMap((vs) =>
      boundHosts(vs, texts(server, "hosts"), gateway.meta.namespace, settings).map((host) => ({
        gateway,
        path,
        host,
        port,
        resource: vs,
        rules: virtualServiceRules(vs, caller),
      })),
    );
}

const seen = (vs: ConfigResource, workload: WorkloadResource, settings: MeshSettings): boolean =>
  isVisible(
    exportToOf(vs, settings.defaultVirtualServiceExportTo),
    vs.meta.namespace,
    workload.meta.namespace,
  );

function gatewayCaller(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number,
  protocol: RouteProtocol,
  settings: MeshSettings,
  gateways: readonly string[],
): RuleCaller {
  const { cluster, namespace } = workload.meta;
  const onlyPort = (hostname: string) => {
    const scope = { object: namespace, client: namespace };
    const ports = portsOf(resolveConfigHost(index, cluster, hostname, scope, settings));
    return ports?.length === 1 ? (ports[0] ?? null) : null;
  };
  return { workload, gateways, port, protocol, settings, onlyPort };
}

/** Protocol of a server's rules: terminated TLS without HTTP inside is TCP, passed-through TLS is routed by SNI. */
function serverProtocol(protocol: string, tls: Spec | null): RouteProtocol {
  const upper = protocol.toUpperCase();
  const passes =
    tls !== null && ["PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(text(tls, "mode") ?? "");
  if (upper === "HTTPS") return passes ? "tls" : "http";
  if (["HTTP", "HTTP2", "GRPC", "GRPC-WEB"].includes(upper)) return "http";
  return upper === "TLS" && passes ? "tls" : "tcp";
}

/** Hosts at which a VirtualService answers behind a server: the more specific of each overlapping pair. */
function boundHosts(
  vs: ConfigResource,
  serverHosts: readonly string[],
  home: string,
  settings: MeshSettings,
): readonly string[] {
  const found = serverHosts.flatMap((entry) => {
    const slash = entry.indexOf("/");
    const namespace = slash < 0 ? "*" : entry.slice(0, slash).replace(/^\.$/, home);
    const serverHost = entry.slice(slash + 1).toLowerCase();
    if (namespace !== "*" && namespace !== vs.meta.namespace) return [];
    return virtualServiceHosts(vs, settings)
      .filter((h) => hostsOverlap(h, serverHost))
      .map((h) => moreSpecific(h, serverHost));
  });
  return [...new Set(found)];
}

function moreSpecific(a: string, b: string): string {
  if (a.startsWith("*") !== b.startsWith("*")) return a.startsWith("*") ? b : a;
  return a.length >= b.length ? a : b;
}

const GATEWAY_GROUP = "gateway.networking.k8s.io";

function listenerBindings(
  index: MeshIndex,
  workload: WorkloadResource,
  gateway: ConfigResource,
  settings: MeshSettings,
): readonly GatewayBinding[] {
  return children(gateway.spec, "listeners").flatMap((listener, i) => {
    const port = numeral(listener, "port");
    if (port === null || !["HTTP", "HTTPS"].includes(text(listener, "protocol") ?? "")) return [];
    const caller = gatewayCaller(index, workload, port, "http", settings, []);
    const attached = gatewayApiRoutes(index, workload.meta.cluster)
      .filter((r) => attaches(r, gateway, listener, port))
      .filter((r) => allowed(index, r, gateway, listener));
    return attached.flatMap((resource) =>
      listenerHosts(resource, listener).map((host) => ({
        gateway,
        path: `listeners[${i}]`,
        host,
        port,
        resource,
        rules: gatewayApiRules([resource], caller),
      })),
    );
  });
}

function attaches(
  route: ConfigResource,
  gateway: ConfigResource,
  listener: Spec,
  port: number,
): boolean {
  return children(route.spec, "parentRefs").some((p) => {
    const section = text(p, "sectionName");
    const wanted = numeral(p, "port");
    return (
      (text(p, "kind") ?? "Gateway") === "Gateway" &&
      (text(p, "group") ?? GATEWAY_GROUP) === GATEWAY_GROUP &&
      text(p, "name") === gateway.meta.name &&
      (text(p, "namespace") ?? route.meta.namespace) === gateway.meta.namespace &&
      (section === null || section === text(listener, "name")) &&
      (wanted === null || wanted === port)
    );
  });
}

/** `allowedRoutes.namespaces` of a listener: the Gateway's own namespace by default. */
function allowed(
  index: MeshIndex,
  route: ConfigResource,
  gateway: ConfigResource,
  listener: Spec,
): boolean {
  const namespaces = child(child(listener, "allowedRoutes") ?? {}, "namespaces") ?? {};
  const from = text(namespaces, "from") ?? "Same";
  if (from === "All") return true;
  if (from === "Same") return route.meta.namespace === gateway.meta.namespace;
  if (from !== "Selector") return false;
  const wanted = Object.entries(textMap(child(namespaces, "selector") ?? {}, "matchLabels"));
  const home = index.find("Namespace", route.meta.cluster, "", route.meta.namespace);
  return home !== null && wanted.every(([k, v]) => home.meta.labels[k] === v);
}

function listenerHosts(route: ConfigResource, listener: Spec): readonly string[] {
  const own = texts(route.spec, "hostnames");
  const open = (text(listener, "hostname") ?? "*").toLowerCase();
  const hosts = own.length === 0 ? ["*"] : own.map((h) => h.toLowerCase());
  return hosts.filter((h) => hostsOverlap(h, open)).map((h) => moreSpecific(h, open));
}
