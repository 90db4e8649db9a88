import type { MeshService } from "../registry/mesh-service";
import { registryOf } from "../registry/registry";
import type { Route } from "../route";
import { coversHost, hostsOverlap, insideAsWritten } from "../spec/host-names";
import { isVisible } from "../spec/visibility";
import {
  type GatewayServer,
  hostsForNamespace,
  isPlainHttp,
  passesThrough,
  sniHostsOf,
  terminatesHttps,
} from "./gateway-server";
import type { MergedServers, ServerPort } from "./merge-servers";
import { callerAt, configsAt, type GatewayScope } from "./virtual-hosts";

/** What takes a connection at a gateway's port. */
export type FilterChain = {
  /** Names that the client must ask for by TLS; empty: all, and plain text. */
  readonly sniHosts: readonly string[];
  readonly tls: "none" | "terminated" | "passed-through";
  /** Whether the client must show a certificate. */
  readonly certificate: boolean;
  readonly servers: readonly GatewayServer[];
  /** It takes what the mesh's own proxies send alone, told by their ALPN. */
  readonly ownProxies?: true;
  readonly content:
    | { readonly type: "http"; readonly routeConfig: string }
    | { readonly type: "stream"; readonly routes: readonly Route[] };
};

/** A port of the pods at one address (empty: all), with its chains. */
export type GatewayPort = {
  readonly port: number;
  readonly bind: string;
  readonly chains: readonly FilterChain[];
};

/** Names asked for by TLS that have a chain already, by port, and at which address. */
type Spoken = Map<number, Map<string, string>>;

/**
 * What a gateway listens on. A port whose servers lead nowhere is not opened.
 * Source: istio/istio `pilot/pkg/networking/core/gateway.go` buildGatewayListeners, buildGatewayTCPBasedFilterChains.
 */
export function gatewayPorts(scope: GatewayScope, merged: MergedServers): readonly GatewayPort[] {
  const spoken: Spoken = new Map();
  const ports = new Map<string, { port: number; bind: string; chains: FilterChain[] }>();
  for (const shared of merged.ports) {
    const { port, bind } = shared;
    const key = `${port} ${bind}`;
    const open = ports.get(key) ?? { port, bind, chains: [] };
    open.chains.push(...chainsOf(scope, merged, shared, spoken));
    ports.set(key, open);
  }
  return [...ports.values()].filter((p) => p.chains.length > 0);
}

function chainsOf(
  scope: GatewayScope,
  { byRouteConfig }: MergedServers,
  shared: ServerPort,
  spoken: Spoken,
): readonly FilterChain[] {
  if (isPlainHttp(shared.protocol)) {
    const { routeConfig } = shared;
    const servers = byRouteConfig.get(routeConfig) ?? shared.servers;
    const content = { type: "http" as const, routeConfig };
    return [{ sniHosts: [], tls: "none", certificate: false, servers, content }];
  }
  return shared.servers.flatMap((server) => {
    if (terminatesHttps(server)) return httpsChain(server, byRouteConfig);
    if (passesThrough(server)) return tlsChains(scope, server, shared.port, spoken);
    return tcpChain(scope, server);
  });
}

function httpsChain(
  server: GatewayServer,
  byRouteConfig: MergedServers["byRouteConfig"],
): readonly FilterChain[] {
  const routeConfig = [...byRouteConfig].find(([, servers]) => servers.includes(server))?.[0];
  if (routeConfig === undefined) return [];
  return [{ ...ended(server), content: { type: "http", routeConfig } }];
}

const CERTIFICATE = new Set(["MUTUAL", "ISTIO_MUTUAL"]);

const ended = (server: GatewayServer) => ({
  sniHosts: sniHostsOf(server),
  tls: "terminated" as const,
  certificate: CERTIFICATE.has(server.tls?.mode ?? ""),
  servers: [server],
});

/** The first rule for this server of the first object that has one. Source: `gateway.go` buildGatewayNetworkFiltersFromTCPRoutes. */
function tcpChain(scope: GatewayScope, server: GatewayServer): readonly FilterChain[] {
  for (const config of configsAt(scope, server)) {
    if (!sharesHost(server, config)) continue;
    const [rule] = config.rules(callerAt(scope, server, config, "tcp"));
    if (!rule) continue;
    const content = { type: "stream" as const, routes: [{ ...rule, matches: [] }] };
    const plain = { sniHosts: [], tls: "none" as const, certificate: false, servers: [server] };
    return [{ ...(server.tls === null ? plain : ended(server)), content }];
  }
  return [];
}

/** A chain for each match of a `tls` rule; names that have one already keep it. Source: `gateway.go` buildGatewayNetworkFiltersFromTLSRoutes. */
function tlsChains(
  scope: GatewayScope,
  server: GatewayServer,
  port: number,
  spoken: Spoken,
): readonly FilterChain[] {
  if (server.tls?.mode === "AUTO_PASSTHROUGH") return autoChain(scope, server);
  const known = spoken.get(port) ?? new Map<string, string>();
  spoken.set(port, known);
  const routes = configsAt(scope, server)
    .filter((config) => sharesHost(server, config))
    .flatMap((config) => config.rules(callerAt(scope, server, config, "tls")));
  return routes.flatMap((route) =>
    route.matches.flatMap(({ sniHosts, path }) => {
      if (sniHosts.some((h) => known.get(h) === server.bind)) return [];
      for (const host of sniHosts) known.set(host, server.bind);
      const match = route.matches.find((m) => m.path === path);
      const taken = match ? [{ ...match, destinationSubnets: [] }] : [];
      return {
        sniHosts: sniHosts.includes("*") ? [] : sniHosts,
        tls: "passed-through" as const,
        certificate: false,
        servers: [server],
        content: { type: "stream" as const, routes: [{ ...route, matches: taken }] },
      };
    }),
  );
}

/** One stands for those of every service that the gateway sees and the server's hosts let in, none where no service has a port. Source: `gateway.go` builtAutoPassthroughFilterChains. */
function autoChain(
  { index, workload, settings }: GatewayScope,
  server: GatewayServer,
): readonly FilterChain[] {
  const names = sniHostsOf(server);
  const { cluster, namespace } = workload.meta;
  const isSeen = ({ exportTo, meta }: MeshService) =>
    isVisible(exportTo ?? settings.defaultServiceExportTo, meta.namespace, namespace);
  const isIn = (service: MeshService) =>
    !service.external &&
    service.ports.length > 0 &&
    isSeen(service) &&
    (names.length === 0 || names.some((h) => insideAsWritten(service.written, h)));
  if (!registryOf(index, cluster, settings).all.some(isIn)) return [];
  return [
    {
      sniHosts: [],
      tls: "passed-through",
      certificate: false,
      servers: [server],
      ownProxies: true,
      content: { type: "stream", routes: [] },
    },
  ];
}

const sharesHost = (
  server: GatewayServer,
  config: { readonly namespace: string; readonly hosts: readonly string[] },
): boolean =>
  hostsForNamespace(server, config.namespace).some((h) =>
    config.hosts.some((own) => hostsOverlap(h, own)),
  );

/**
 * The chain that takes a connection: by the name that TLS asks for, the longest wildcard else, or one that asks for none. `null` when none
 * does, or when several do and the proxy cannot tell them apart. Source: Envoy's `filter_chain_match`.
 *
 * @param sni `null` for plain text
 */
export function chainFor(chains: readonly FilterChain[], sni: string | null): FilterChain | null {
  const ranked = chains
    .filter((chain) => !chain.ownProxies)
    .map((chain) => ({ chain, rank: sniRank(chain.sniHosts, sni) }));
  const best = Math.max(0, ...ranked.map((r) => r.rank));
  const taken = ranked.filter(({ chain, rank }) =>
    best > 0 ? rank === best : chain.sniHosts.length === 0,
  );
  return taken.length === 1 ? (taken[0]?.chain ?? null) : null;
}

function sniRank(hosts: readonly string[], sni: string | null): number {
  if (sni === null) return 0;
  const ranks = hosts.map((host) => {
    if (host.toLowerCase() === sni.toLowerCase()) return Number.MAX_SAFE_INTEGER;
    return host.startsWith("*") && coversHost(host, sni) ? host.length : 0;
  });
  return Math.max(0, ...ranks);
}
