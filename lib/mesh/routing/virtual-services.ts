import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, refOf, type WorkloadResource } from "../model/resource";
import { gatewayRoutes } from "./gateways";
import type { ResolvedHost } from "./hosts";
import type { Chain } from "./outbound/connection-rules";
import { defaultRoute } from "./outbound/default-route";
import { dialledName, fullNames, plainService } from "./outbound/dns";
import { egressFor } from "./outbound/egress-for";
import { type Listening, listeningFor, type OutboundCall } from "./outbound/outbound";
import { chainsAt, pickChain } from "./outbound/pick-chain";
import { refusedListener } from "./outbound/refused-listener";
import { type Scope, scopeOf } from "./outbound/scope";
import type { VirtualHost } from "./outbound/virtual-hosts";
import { portOf } from "./registry/mesh-service";
import { registryOf } from "./registry/registry";
import type { Route, RouteProtocol, RouteSet } from "./route";
import type { Claim } from "./rules/claims";
import { takesAll } from "./rules/read-match";
import { agesKnown } from "./spec/age";
import { discovered } from "./spec/discovery";
import { routeFilters } from "./spec/envoy-filters";
import { coversHost, mostSpecificHost } from "./spec/host-names";
import type { MeshSettings } from "./spec/mesh-settings";
import { settingsOf } from "./spec/settings-of";
import type { Uncertainty } from "./spec/uncertainty";
import { ambientRules } from "./waypoint/ambient-rules";

/**
 * The rules that a caller's proxy follows for requests to a host on a port, whatever the request: those that `outboundOf` and
 * `gatewayRouting` find for one. Rules for a server name are among them; the client asks for it by its own TLS.
 *
 * A sidecar follows exactly one VirtualService (or the Gateway API routes of one parent) per host; a gateway joins all that are
 * bound to it; a caller without a proxy reaches the Kubernetes service itself. An ambient caller's rules are those of the service's
 * waypoint, whose proxies follow them in its place (`at`); without a waypoint it reaches the service.
 *
 * @param caller its proxy decides
 * @param host a host as the caller dials it, or already resolved
 * @param port the service's port; for a gateway the port of the Gateway's server
 */
export function routesFor(
  mesh: MeshIndex,
  caller: WorkloadResource,
  host: ResolvedHost | string,
  port: number,
  settings: MeshSettings = settingsOf(mesh, caller.meta.cluster),
): RouteSet {
  const index = discovered(mesh, settings);
  const name = typeof host === "string" ? host : host.hostname;
  if (caller.proxy === "gateway") return gatewayRoutes(index, caller, name, port, settings);
  if (caller.proxy === "none") return withoutProxy(index, caller, name, port, settings);
  if (caller.proxy === "ambient") return ofAmbient(index, caller, name, port, settings);
  if (caller.proxy !== "sidecar") {
    const code = caller.proxy === "mixed" ? "mixed-proxy" : "ambient";
    return { ...nothing, uncertain: [{ code, ref: refOf(caller), path: "" }] };
  }
  const set = sidecarRoutes(scopeOf(index, caller, settings), caller, name, port);
  return { ...set, uncertain: [...set.uncertain, ...routeFilters(index, caller, settings)] };
}

const nothing: RouteSet = { by: null, routes: [], uncertain: [] };

function ofAmbient(
  index: MeshIndex,
  { meta: { cluster, namespace } }: WorkloadResource,
  host: string,
  port: number,
  settings: MeshSettings,
): RouteSet {
  const registry = registryOf(index, cluster, settings);
  const { name } = dialledName(host);
  const names = fullNames(name, namespace, settings.domainSuffix);
  const [service] = [...names.flatMap((n) => registry.named(n)), ...registry.at(name)];
  if (!service || portOf(service, port) === null) return nothing;
  const { by, routes, uncertain, waypoint } = ambientRules(index, service, port, settings);
  return { by, routes, uncertain, ...(waypoint?.workload && { at: waypoint.workload }) };
}

function withoutProxy(
  index: MeshIndex,
  { meta: { cluster, namespace } }: WorkloadResource,
  host: string,
  port: number,
  settings: MeshSettings,
): RouteSet {
  const registry = registryOf(index, cluster, settings);
  const service = plainService(registry, dialledName(host).name, namespace, settings);
  const found = service && portOf(service, port);
  if (!found) return nothing;
  const protocol: RouteProtocol =
    found.protocol === "auto" ? "http" : found.protocol === "udp" ? "tcp" : found.protocol;
  return { ...nothing, routes: [defaultRoute(service, port, protocol, settings)] };
}

function sidecarRoutes(
  scope: Scope,
  workload: WorkloadResource,
  host: string,
  port: number,
): RouteSet {
  const call = { dialled: host, port, authority: host, sni: null };
  const listening = listeningFor(scope, workload, call);
  const set = ofListening(scope, call, listening);
  return { ...set, uncertain: [...set.uncertain, ...refusedListener(listening.chains)] };
}

function ofListening(
  scope: Scope,
  call: OutboundCall,
  { chains, http, address, own }: Listening,
): RouteSet {
  const { dialled: host, port } = call;
  const asHttp = pickChain(chains, http !== null, call, address) === "http";
  const virtual = asHttp ? (http?.() ?? null) : null;
  if (virtual) return ofVirtualHost(scope, port, virtual);
  const { name } = dialledName(host);
  // A request in clear that no virtual host takes ends there; what is left asks by name, as TLS does.
  const isMeant = ({ hostname, sniHosts }: Chain) =>
    sniHosts.length === 0 ? !asHttp : own || coversHost(hostname, name);
  return ofConnections(scope, port, chainsAt(chains.filter(isMeant), address));
}

function ofVirtualHost(scope: Scope, port: number, host: VirtualHost): RouteSet {
  const { claim, routes, domain } = host;
  if (claim === null) return { ...nothing, routes };
  const name = host.hostname ?? domain;
  const uncertain = ageDoubts(rivalsOf(claim, egressFor(scope, port).claims(name), name));
  return { by: refOf(claim.resources[0]), routes, uncertain };
}

/** Claims that would come first instead, were they older. */
function rivalsOf(claim: Claim, claims: readonly Claim[], name: string): readonly ConfigResource[] {
  const host = claim.hosts.includes(name) ? name : mostSpecificHost(claim.hosts, name);
  return claims
    .filter((c) => c.scope === claim.scope && c.first === claim.first)
    .filter((c) => host !== null && c.hosts.includes(host))
    .flatMap((c) => c.resources);
}

/** A rule once, with those of its matches that have a chain; what its chain has asked of the address holds by then. */
function ofConnections(scope: Scope, port: number, chains: readonly Chain[]): RouteSet {
  const rules = new Map<string, Route>();
  for (const { route } of chains) {
    const { kind, namespace, name } = route.by;
    const key = `${kind}/${namespace}/${name} ${route.path}`;
    const before = rules.get(key)?.matches ?? [];
    const here = route.matches.map((m) => ({ ...m, destinationSubnets: [] }));
    rules.set(key, { ...route, matches: [...before, ...here] });
  }
  const routes = [...rules.values()];
  const ruled = routes.filter((r) => r.path !== "");
  const [first] = ruled;
  if (!first) return { ...nothing, routes };
  const egress = egressFor(scope, port);
  const hosts = [...new Set(chains.map((c) => c.hostname))];
  const claims = hosts.flatMap((host) => egress.overlapping(host));
  return { by: first.by, routes, uncertain: ageDoubts(claims.flatMap((c) => c.resources)) };
}

/** Whether a rule takes every request that reaches it. */
export const isUnconditional = (route: Route): boolean =>
  route.matches.length === 0 || route.matches.some(takesAll);

function ageDoubts(resources: readonly ConfigResource[]): readonly Uncertainty[] {
  if (agesKnown(resources)) return [];
  return resources
    .filter((r) => r.meta.createdAt === null)
    .map((r) => ({ code: "age-unknown", ref: refOf(r), path: "" }));
}
