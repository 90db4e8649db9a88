import type { MeshIndex } from "../model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "../model/resource";
import { gatewayRoutes } from "./gateways";
import { portsOf, type ResolvedHost, resolveHost } from "./hosts";
import { defaultRoute } from "./outbound/default-route";
import type { Route, RouteProtocol, RouteSet } from "./route";
import type { RuleCaller } from "./rules/caller";
import { type Claim, meshClaims } from "./rules/claims";
import { takesAll } from "./rules/read-match";
import { agesKnown } from "./spec/age";
import { routeFilters } from "./spec/envoy-filters";
import { mostSpecificHost } from "./spec/host-names";
import type { MeshSettings } from "./spec/mesh-settings";
import { protocolByName, protocolOf } from "./spec/port-protocol";
import { children, numeral, text } from "./spec/read-spec";
import { settingsOf } from "./spec/settings-of";
import { admits, importedHosts, sidecarFor } from "./spec/sidecar-scope";
import type { Uncertainty } from "./spec/uncertainty";

/**
 * The rules that a caller's proxy follows for requests to a host on a port.
 *
 * A sidecar follows exactly one VirtualService (or the Gateway API routes of one parent) per host; a gateway joins all that are
 * bound to it; a caller without a proxy reaches the service itself. An ambient caller's rules stand at a waypoint: the answer
 * then has no routes and says so in `uncertain`.
 *
 * @param caller its proxy decides
 * @param host a host as the caller dials it, or already resolved
 * @param port the service's port; for a gateway the port of the Gateway's server
 */
export function routesFor(
  index: MeshIndex,
  caller: WorkloadResource,
  host: ResolvedHost | string,
  port: number,
  settings: MeshSettings = settingsOf(index, caller.meta.cluster),
): RouteSet {
  const { cluster, namespace } = caller.meta;
  if (caller.proxy === "gateway") {
    const name = typeof host === "string" ? host : host.hostname;
    return gatewayRoutes(index, caller, name, port, settings);
  }
  const target =
    typeof host === "string" ? resolveHost(index, cluster, host, namespace, settings) : host;
  if (caller.proxy === "none") return { ...nothing, routes: defaultRoutes(target, port, settings) };
  if (caller.proxy !== "sidecar") {
    const code = caller.proxy === "mixed" ? "mixed-proxy" : "ambient";
    return { ...nothing, uncertain: [{ code, ref: refOf(caller), path: "" }] };
  }
  const set = sidecarRoutes(index, caller, target, port, settings);
  return { ...set, uncertain: [...set.uncertain, ...routeFilters(index, caller, settings)] };
}

const nothing: RouteSet = { by: null, routes: [], shadowed: [], uncertain: [] };

function sidecarRoutes(
  index: MeshIndex,
  workload: WorkloadResource,
  target: ResolvedHost,
  port: number,
  settings: MeshSettings,
): RouteSet {
  const protocol = routeProtocol(target, port);
  if (protocol === null) return { ...nothing, routes: defaultRoutes(target, port, settings) };
  const caller: RuleCaller = {
    workload,
    gateways: ["mesh"],
    port,
    protocol,
    settings,
    // A sidecar keeps routes per port, so a service without this port is unknown there and the listener's port is used.
    onlyPort: () => null,
  };
  const sidecar = sidecarFor(index, workload, settings);
  const imported = sidecar ? importedHosts(sidecar, port, settings) : null;
  const own = workload.meta.namespace;
  const claims = meshClaims(index, workload.meta.cluster, own, settings)
    .covering(target.hostname)
    .filter((c) => imported === null || c.written.some((h) => admits(imported, home(c), h, own)));

  const chosen = choose(claims, target, caller);
  if (chosen) return chosen;
  const hidden = imported !== null && !admits(imported, homeOf(target), target.hostname, own);
  if (hidden && sidecar) return { ...nothing, by: refOf(sidecar) };
  return { ...nothing, routes: defaultRoutes(target, port, settings) };
}

const home = (claim: Claim): string => claim.resources[0].meta.namespace;

function homeOf(host: ResolvedHost): string {
  if (host.type === "service") return host.service.meta.namespace;
  return host.type === "service-entry" ? host.entry.meta.namespace : "";
}

/**
 * The first claim with the host itself that has a rule for this caller. A wildcard counts only when no claim names the host, and then
 * only the most specific one. A host that no service has is routed on port 80 alone.
 */
function choose(
  claims: readonly Claim[],
  target: ResolvedHost,
  caller: RuleCaller,
): RouteSet | null {
  const unknown = target.type === "none";
  if (unknown && caller.port !== 80) return null;
  if (caller.protocol === "tcp") return joinTcp(claims, target, caller);
  const exact = claims.filter((c) => c.hosts.includes(target.hostname));
  const best = mostSpecificHost(
    claims.flatMap((c) => c.hosts),
    target.hostname,
  );
  const wild = claims.filter((c) => best !== null && c.hosts.includes(best)).slice(0, 1);
  const candidates = exact.length > 0 ? exact : wild;
  const winner = candidates.find((c) => c.rules(caller).length > 0);
  if (!winner) return null;
  const others = claims.filter((c) => c !== winner).flatMap((c) => c.resources);
  const rivals = candidates.filter((c) => c.scope === winner.scope && c.first === winner.first);
  return {
    by: refOf(winner.resources[0]),
    routes: winner.rules(caller),
    shadowed: [...new Map(others.map((r) => [refKey(refOf(r)), refOf(r)])).values()],
    uncertain: ageDoubts(rivals),
  };
}

/** TCP rules of all claims follow each other until one takes every connection; what is left goes to the service. */
function joinTcp(
  claims: readonly Claim[],
  target: ResolvedHost,
  caller: RuleCaller,
): RouteSet | null {
  const routes: Route[] = [];
  for (const route of claims.flatMap((c) => c.rules(caller))) {
    routes.push(route);
    if (isUnconditional(route)) break;
  }
  const [first] = routes;
  if (!first) return null;
  const rest = routes.some(isUnconditional)
    ? []
    : defaultRoutes(target, caller.port, caller.settings);
  return {
    by: first.by,
    routes: [...routes, ...rest],
    shadowed: [],
    uncertain: ageDoubts(claims),
  };
}

/** Whether a rule takes every request that reaches it. */
export const isUnconditional = (route: Route): boolean =>
  route.matches.length === 0 || route.matches.some(takesAll);

function ageDoubts(claims: readonly Claim[]): readonly Uncertainty[] {
  const resources = claims.flatMap((c) => c.resources);
  if (agesKnown(resources)) return [];
  return resources
    .filter((r) => r.meta.createdAt === null)
    .map((r) => ({ code: "age-unknown", ref: refOf(r), path: "" }));
}

/** Kind of rules that act on a port; `null` for a port the host does not have, or that the proxy leaves alone. */
function routeProtocol(host: ResolvedHost, port: number): RouteProtocol | null {
  if (host.type === "none") return "http";
  if (!portsOf(host)?.includes(port)) return null;
  const protocol =
    host.type === "service" ? servicePort(host.service, port) : entryPort(host.entry, port);
  if (protocol === "udp") return null;
  return protocol === "auto" ? "http" : protocol;
}

type Registered = Exclude<ResolvedHost, { readonly type: "none" }>;

function servicePort(service: Extract<Registered, { type: "service" }>["service"], port: number) {
  const found = service.ports.find((p) => p.port === port);
  return found ? protocolOf(found) : "tcp";
}

function entryPort(entry: Extract<Registered, { type: "service-entry" }>["entry"], port: number) {
  const found = children(entry.spec, "ports").find((p) => numeral(p, "number") === port);
  return protocolByName(found ? (text(found, "protocol") ?? "tcp") : "tcp", null, port);
}

/** The service itself, when it has the port. */
function defaultRoutes(host: ResolvedHost, port: number, settings: MeshSettings): readonly Route[] {
  if (host.type === "none" || !portsOf(host)?.includes(port)) return [];
  const resource = host.type === "service" ? host.service : host.entry;
  const protocol = routeProtocol(host, port) ?? "tcp";
  return [defaultRoute({ hostname: host.hostname, resource }, port, protocol, settings)];
}
