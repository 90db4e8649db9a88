import type { MeshIndex } from "../../model/mesh-index";
import { type ResourceRef, refOf, type WorkloadResource } from "../../model/resource";
import { servicePorts } from "../registry/service-ports";
import type { Route, RouteProtocol } from "../route";
import type { RuleCaller } from "../rules/caller";
import { takesAll } from "../rules/read-match";
import { isInside } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { type BoundConfig, boundConfigs } from "./bound-configs";
import { type GatewayServer, hostsForNamespace } from "./gateway-server";

/** A server or a listener: its object, the place in it, and the port that is written there. */
export type ServerPlace = {
  readonly gateway: ResourceRef;
  readonly path: string;
  readonly port: number;
};

export const placeOf = ({ gateway, path, port }: GatewayServer): ServerPlace => ({
  gateway: refOf(gateway),
  path,
  port,
});

/** Configuration at one host of one server. */
export type HostBinding = {
  readonly server: GatewayServer;
  readonly config: BoundConfig;
  readonly rules: readonly Route[];
};

/** A host that a gateway answers for, with the rules of everything that is bound to it. */
export type GatewayHost = {
  /** A name, a wildcard (`*.shop.example`), or `*`. */
  readonly host: string;
  /** Servers that have it, the first first. */
  readonly servers: readonly GatewayServer[];
  readonly bindings: readonly HostBinding[];
  /** Each match a rule of its own, in order; those that take every request last. */
  readonly routes: readonly Route[];
  /** Plain requests are sent to HTTPS before any rule is looked at; by this server. */
  readonly httpsRedirect: GatewayServer | null;
};

/** A proxy and the mesh around it. */
export type GatewayScope = {
  readonly index: MeshIndex;
  readonly workload: WorkloadResource;
  readonly settings: MeshSettings;
};

type Draft = {
  readonly servers: Set<GatewayServer>;
  readonly bindings: HostBinding[];
  httpsRedirect: GatewayServer | null;
};

/**
 * The hosts of one route configuration. What several servers and objects have for one host is joined in their order; rules that take
 * every request move behind the others, match by match.
 *
 * Source: istio/istio `pilot/pkg/networking/core/gateway.go` buildGatewayHTTPRouteConfig; `route/route.go` SortVHostRoutes.
 */
export function hostsOf(
  scope: GatewayScope,
  servers: readonly GatewayServer[],
): readonly GatewayHost[] {
  const drafts = new Map<string, Draft>();
  const rules = ruleMemory(scope);
  for (const server of servers) {
    for (const config of configsAt(scope, server)) bind(drafts, server, config, rules);
    if (!server.tls?.httpsRedirect) continue;
    for (const host of server.hosts) draftAt(drafts, host.toLowerCase(), server);
  }
  return [...drafts].map(([host, draft]) => ({
    host,
    servers: [...draft.servers],
    bindings: draft.bindings,
    routes: catchAllsLast(draft.bindings.flatMap((b) => b.rules)),
    httpsRedirect: draft.httpsRedirect,
  }));
}

type Rules = (server: GatewayServer, config: BoundConfig) => readonly Route[];

/** Puts what is bound to a server at each host that both have. */
function bind(
  drafts: Map<string, Draft>,
  server: GatewayServer,
  config: BoundConfig,
  rulesOf: Rules,
): void {
  const hosts = intersectHosts(hostsForNamespace(server, config.namespace), config.hosts);
  const rules = hosts.length === 0 ? [] : rulesOf(server, config);
  if (rules.length === 0) return;
  for (const host of hosts) {
    draftAt(drafts, host.toLowerCase(), server).bindings.push({ server, config, rules });
  }
}

/** The narrower host of each pair of which one is inside the other. Source: `pkg/config/host/names.go` Intersection. */
function intersectHosts(a: readonly string[], b: readonly string[]): readonly string[] {
  const found = a.flatMap((x) =>
    b.flatMap((y) => (isInside(x, y) ? [x] : isInside(y, x) ? [y] : [])),
  );
  return [...new Set(found)];
}

export const configsAt = (
  { index, workload, settings }: GatewayScope,
  server: GatewayServer,
): readonly BoundConfig[] => boundConfigs(index, workload.meta, server.name, settings);

function draftAt(drafts: Map<string, Draft>, host: string, server: GatewayServer): Draft {
  const draft = drafts.get(host) ?? { servers: new Set(), bindings: [], httpsRedirect: null };
  drafts.set(host, draft);
  draft.servers.add(server);
  if (server.tls?.httpsRedirect) draft.httpsRedirect ??= server;
  return draft;
}

/**
 * An object's rules are made once for a Gateway and route configuration, with the port of the first server at which it has any: those of a
 * rule for that port then act at the others too. Source: `gateway.go` buildGatewayHTTPRouteConfig, gatewayRoutes.
 */
function ruleMemory(scope: GatewayScope): Rules {
  const known = new Map<string, Map<BoundConfig, readonly Route[]>>();
  return (server, config) => {
    const byConfig = known.get(server.name) ?? new Map<BoundConfig, readonly Route[]>();
    known.set(server.name, byConfig);
    const rules =
      byConfig.get(config) ??
      config.rules(callerAt(scope, server, config, "http")).map((r) => withPort(r, server.port));
    if (rules.length > 0) byConfig.set(config, rules);
    return rules;
  };
}

/** A redirect to the port of the request means the server's own number. */
function withPort(route: Route, port: number): Route {
  const { action } = route;
  const asks = action.type === "redirect" && action.port === "request";
  return asks ? { ...route, action: { ...action, port } } : route;
}

/**
 * For whom rules of an object are generated at a server. A destination is first looked for in the object's own namespace.
 * Source: `gateway.go` buildNameToServiceMapForHTTPRoutes.
 */
export function callerAt(
  { index, workload, settings }: GatewayScope,
  server: GatewayServer,
  config: BoundConfig,
  protocol: RouteProtocol,
): RuleCaller {
  const onlyPort = (hostname: string) => {
    const ports = servicePorts(index, workload.meta, hostname, settings, config.namespace);
    return ports?.length === 1 ? (ports[0] ?? null) : null;
  };
  return { workload, gateways: [server.name], port: server.port, protocol, settings, onlyPort };
}

function catchAllsLast(routes: readonly Route[]): readonly Route[] {
  const split = routes.flatMap(oneMatchEach);
  return [...split.filter((r) => !takesEverything(r)), ...split.filter(takesEverything)];
}

const oneMatchEach = (route: Route): readonly Route[] =>
  route.matches.length < 2 ? [route] : route.matches.map((m) => ({ ...route, matches: [m] }));

const takesEverything = (route: Route): boolean =>
  route.matches.length === 0 || route.matches.some(takesAll);

/**
 * The host that answers for an authority: the name itself, else the longest wildcard. A port and the case do not count.
 * Source: Envoy `source/common/router/config_impl.cc` findVirtualHost.
 */
export function hostFor(hosts: readonly GatewayHost[], authority: string): GatewayHost | null {
  const name = authority.toLowerCase().replace(/:\d+$/, "");
  let best: GatewayHost | null = null;
  for (const candidate of hosts) {
    const { host } = candidate;
    if (host === name) return candidate;
    if (!host.startsWith("*")) continue;
    const covers = host === "*" || (name.length >= host.length && name.endsWith(host.slice(1)));
    if (covers && (best === null || host.length > best.host.length)) best = candidate;
  }
  return best;
}
