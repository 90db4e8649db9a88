import {
  type GatewayServer,
  isPlainHttp,
  isTlsServer,
  passesThrough,
  servesHttp,
} from "./gateway-server";

/** A server together with the pod's port that it is served on. */
export type PlacedServer = { readonly server: GatewayServer; readonly port: number };

/** Servers that share port, protocol and address. */
export type ServerPort = {
  readonly port: number;
  readonly protocol: string;
  readonly bind: string;
  /** Route configuration of plain HTTP; empty for the others. */
  readonly routeConfig: string;
  readonly servers: readonly GatewayServer[];
};

/** Why a server takes no part although its Gateway selects the pods. */
export type SkippedServer = {
  readonly server: GatewayServer;
  readonly because: "duplicate-host" | "port-conflict" | "port-name";
};

export type MergedServers = {
  readonly ports: readonly ServerPort[];
  /** Servers whose virtual hosts one route configuration holds. */
  readonly byRouteConfig: ReadonlyMap<string, readonly GatewayServer[]>;
  readonly skipped: readonly SkippedServer[];
};

type Draft = {
  readonly ports: Map<
    string,
    Omit<ServerPort, "servers" | "routeConfig"> & {
      routeConfig: string;
      readonly servers: GatewayServer[];
    }
  >;
  readonly byRouteConfig: Map<string, GatewayServer[]>;
  readonly skipped: SkippedServer[];
  readonly taken: Set<number>;
  /** By port: the plain server that came first. */
  readonly plain: Map<number, { readonly protocol: string; readonly bind: string }>;
  /** By port: addresses of the servers behind one with TLS. */
  readonly binds: Map<number, Set<string>>;
  /** By port: TLS hosts that are spoken for, and at which address. */
  readonly tlsHosts: Map<number, Map<string, string>>;
};

/**
 * The servers of all Gateways on the same pods as one gateway, the oldest first. Plain HTTP shares a port with plain HTTP, and TLS with
 * TLS where the hosts differ; what comes later and does not fit is skipped.
 *
 * Source: istio/istio `pilot/pkg/model/gateway.go` mergeGateways.
 */
export function mergeServers(placed: readonly PlacedServer[]): MergedServers {
  const draft: Draft = {
    ports: new Map(),
    byRouteConfig: new Map(),
    skipped: [],
    taken: new Set(),
    plain: new Map(),
    binds: new Map(),
    tlsHosts: new Map(),
  };
  for (const { server, port } of placed) {
    const because = place(draft, server, port);
    if (because !== null) draft.skipped.push({ server, because });
  }
  const { ports, byRouteConfig, skipped } = draft;
  return { ports: [...ports.values()], byRouteConfig, skipped };
}

function place(draft: Draft, server: GatewayServer, port: number): SkippedServer["because"] | null {
  const routeConfig = routeConfigOf(server, port);
  if (server.tls !== null && !claimHosts(draft, server, port)) return "duplicate-host";
  const plain = draft.plain.get(port);
  if (plain) return placeBehindPlain(draft, server, port, routeConfig, plain);
  if (draft.taken.has(port)) return placeBehindTls(draft, server, port, routeConfig);
  draft.taken.add(port);
  const { protocol, bind } = server;
  if (!isTlsServer(server)) draft.plain.set(port, { protocol, bind });
  if (servesHttp(server)) draft.byRouteConfig.set(routeConfig, [server]);
  addToPort(draft, server, port, routeConfig);
  return null;
}

type Plain = { readonly protocol: string; readonly bind: string };

function placeBehindPlain(
  draft: Draft,
  server: GatewayServer,
  port: number,
  routeConfig: string,
  plain: Plain,
): SkippedServer["because"] | null {
  const sameBind = plain.bind === server.bind;
  const http = isPlainHttp(plain.protocol);
  const same = server.protocol.toLowerCase() === plain.protocol.toLowerCase();
  if (sameBind && !(http && (isPlainHttp(server.protocol) || same))) return "port-conflict";
  if (sameBind && routeConfig === "") return "port-conflict";
  if (sameBind) draft.ports.get(portKey(port, plain.protocol, plain.bind))?.servers.push(server);
  else addToPort(draft, server, port, routeConfig).routeConfig = routeConfig;
  append(draft.byRouteConfig, routeConfig, server);
  return null;
}

function placeBehindTls(
  draft: Draft,
  server: GatewayServer,
  port: number,
  routeConfig: string,
): SkippedServer["because"] | null {
  if (servesHttp(server)) {
    // Two with one route configuration: the same Gateway, number and port name.
    if (routeConfig === "" || draft.byRouteConfig.has(routeConfig)) return "port-name";
    draft.byRouteConfig.set(routeConfig, [server]);
  }
  const binds = draft.binds.get(port) ?? new Set<string>();
  draft.binds.set(port, binds);
  const newBind = !binds.has(server.bind);
  binds.add(server.bind);
  if (server.tls === null && !newBind) return "port-conflict";
  addToPort(draft, server, port, routeConfig);
  return null;
}

function addToPort(draft: Draft, server: GatewayServer, port: number, routeConfig: string) {
  const { protocol, bind } = server;
  const key = portKey(port, protocol, bind);
  const found = draft.ports.get(key) ?? { port, protocol, bind, routeConfig, servers: [] };
  found.servers.push(server);
  draft.ports.set(key, found);
  return found;
}

const portKey = (port: number, protocol: string, bind: string): string =>
  `${port} ${protocol} ${bind}`;

/** Whether none of a server's TLS hosts is spoken for at its port and address; they then are. */
function claimHosts(draft: Draft, server: GatewayServer, port: number): boolean {
  const known = draft.tlsHosts.get(port) ?? new Map<string, string>();
  draft.tlsHosts.set(port, known);
  if (server.hosts.some((h) => known.get(h) === server.bind)) return false;
  for (const host of server.hosts) known.set(host, server.bind);
  return true;
}

/** Plain HTTP servers of a port share one, each with HTTPS has its own. Source: `gateway.go` gatewayRDSRouteName. */
function routeConfigOf(server: GatewayServer, port: number): string {
  const bind = server.bind === "" ? "" : `.${server.bind}`;
  if (isPlainHttp(server.protocol)) return `http.${port}${bind}`;
  if (server.protocol.toLowerCase() !== "https" || passesThrough(server)) return "";
  return `https.${server.port}.${server.portName}.${server.name}${bind}`;
}

function append<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
