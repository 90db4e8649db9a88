import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "../../model/resource";
import { clashingChain } from "../match/chain-clash";
import type { Route, RouteSet } from "../route";
import { routeFilters } from "../spec/envoy-filters";
import type { MeshSettings } from "../spec/mesh-settings";
import type { Uncertainty } from "../spec/uncertainty";
import { chainFor, type FilterChain, type GatewayPort, gatewayPorts } from "./filter-chains";
import { listenersOf, placedServers } from "./gateways-of";
import { type MergedServers, mergeServers } from "./merge-servers";
import { serviceTargets } from "./service-targets";
import {
  type GatewayHost,
  type GatewayScope,
  hostFor,
  hostsOf,
  placeOf,
  type ServerPlace,
} from "./virtual-hosts";

/** Everything that a gateway workload serves. */
export type GatewayModel = {
  readonly merged: MergedServers;
  readonly ports: readonly GatewayPort[];
  /** By route configuration. */
  readonly hosts: ReadonlyMap<string, readonly GatewayHost[]>;
};

/** What all Gateways on a workload's pods come to. Made once per snapshot. */
export function gatewayModel(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): GatewayModel {
  const known = models(index);
  const bySettings = known.get(workload) ?? new Map<MeshSettings, GatewayModel>();
  known.set(workload, bySettings);
  const model = bySettings.get(settings) ?? makeModel({ index, workload, settings });
  bySettings.set(settings, model);
  return model;
}

const models = memoPerIndex<WeakMap<WorkloadResource, Map<MeshSettings, GatewayModel>>>(
  () => new WeakMap(),
);

function makeModel(scope: GatewayScope): GatewayModel {
  const { index, workload, settings } = scope;
  const merged = mergeServers(placedServers(index, workload, settings));
  const configs = [...merged.byRouteConfig].filter(([name]) => name !== "");
  return {
    merged,
    ports: gatewayPorts(scope, merged),
    hosts: new Map(configs.map(([name, servers]) => [name, hostsOf(scope, servers)])),
  };
}

export type GatewayRequest = {
  /** The authority; a port in it does not count. */
  readonly host: string;
  /** Of a Service before the gateway; the pods' own where no Service has it. */
  readonly port: number;
  /** The name that TLS asks for; `null`: plain text. */
  readonly sni: string | null;
};

export type GatewayRouting = {
  /**
   * - `http`, `stream`: `set` holds the rules.
   * - `no-listener`: nothing listens on the port.
   * - `no-chain`: no server takes the connection, and it is closed.
   * - `plain-to-tls`, `tls-to-plain`, `no-certificate`: client and server do not agree on TLS.
   */
  readonly connection:
    | "http"
    | "stream"
    | "no-listener"
    | "no-chain"
    | "plain-to-tls"
    | "tls-to-plain"
    | "no-certificate";
  /** Port of the pods that the connection arrives at. */
  readonly targetPort: number;
  /** Servers and listeners that take the connection, or the request where a host tells them apart; the first decides. */
  readonly servers: readonly ServerPlace[];
  readonly tls: FilterChain["tls"];
  /** The host that answers; `null`: none does, 404. */
  readonly virtualHost: string | null;
  /** The server that sends plain requests to HTTPS before any rule. */
  readonly httpsRedirect: ServerPlace | null;
  /** In order, each match a rule of its own. */
  readonly set: RouteSet;
};

const noRoutes: RouteSet = { by: null, routes: [], uncertain: [] };

const closed = (connection: GatewayRouting["connection"], targetPort: number): GatewayRouting => ({
  connection,
  targetPort,
  servers: [],
  tls: "none",
  virtualHost: null,
  httpsRedirect: null,
  set: noRoutes,
});

/** Which server of a gateway takes a request from outside, and by which rules it goes on. */
export function gatewayRouting(
  index: MeshIndex,
  workload: WorkloadResource,
  request: GatewayRequest,
  settings: MeshSettings,
): GatewayRouting {
  const model = gatewayModel(index, workload, settings);
  const target = serviceTargets(index, workload).find((t) => t.port === request.port);
  const targetPort = target?.targetPort ?? request.port;
  const port = portAt(model, workload, targetPort);
  const chain = port && chainFor(port.chains, request.sni);
  const unsure = port ? refusedPort(port) : [];
  if (port === null || chain === null) {
    const shut = closed(port === null ? "no-listener" : "no-chain", targetPort);
    const uncertain = [...unsure, ...certificateDoubts(index, workload, request.port, settings)];
    const servers = port === null ? [] : placesOf(port.chains);
    return { ...shut, servers, set: { ...noRoutes, uncertain } };
  }
  return throughChain(
    { ...closed("http", targetPort), servers: chain.servers.map(placeOf), tls: chain.tls },
    chain,
    request,
    { hosts: model.hosts, refused: unsure, changed: routeFilters(index, workload, settings) },
  );
}

type AtPort = {
  readonly hosts: GatewayModel["hosts"];
  /** Whether the proxy has the listener at all. */
  readonly refused: readonly Uncertainty[];
  readonly changed: readonly Uncertainty[];
};

function throughChain(
  at: GatewayRouting,
  chain: FilterChain,
  { sni, host: authority }: GatewayRequest,
  { hosts, refused, changed }: AtPort,
): GatewayRouting {
  const doubts = [...refused, ...changed];
  const connection = refusal(chain, sni);
  if (connection !== null) return { ...at, connection, set: { ...noRoutes, uncertain: refused } };
  if (chain.content.type === "stream") {
    return { ...at, connection: "stream", set: streamSet(chain.content.routes, doubts) };
  }
  const host = hostFor(hosts.get(chain.content.routeConfig) ?? [], authority);
  if (host === null) return { ...at, set: { ...noRoutes, uncertain: doubts } };
  return {
    ...at,
    servers: host.servers.map(placeOf),
    virtualHost: host.host,
    httpsRedirect: chain.tls === "none" && host.httpsRedirect ? placeOf(host.httpsRedirect) : null,
    set: {
      by: host.routes[0]?.by ?? null,
      routes: host.routes,
      uncertain: [...doubts, ...ageDoubts(host)],
    },
  };
}

const streamSet = (routes: readonly Route[], uncertain: readonly Uncertainty[]): RouteSet => ({
  ...noRoutes,
  by: routes[0]?.by ?? null,
  routes,
  uncertain,
});

const refusals = new WeakMap<GatewayPort, readonly Uncertainty[]>();

/** The server for which the proxy refuses the port's listener: it asks for a name that another has. */
function refusedPort(port: GatewayPort): readonly Uncertainty[] {
  const found = refusals.get(port) ?? refusalOf(port);
  refusals.set(port, found);
  return found;
}

function refusalOf({ chains }: GatewayPort): readonly Uncertainty[] {
  const told = chains.filter((chain) => !chain.ownProxies);
  const clash = clashingChain(told, ({ sniHosts }) => ({ names: sniHosts, ranges: [] }));
  const [server] = clash?.servers ?? [];
  return server
    ? [{ code: "refused-listener", ref: refOf(server.gateway), path: server.path }]
    : [];
}

/** Listeners that are shut for want of a certificate, where no Secret is read at all: it may be there. */
function certificateDoubts(
  index: MeshIndex,
  workload: WorkloadResource,
  port: number,
  settings: MeshSettings,
): readonly Uncertainty[] {
  const { cluster } = workload.meta;
  if (index.all("Secret").some((s) => s.meta.cluster === cluster)) return [];
  return listenersOf(index, workload, settings)
    .filter(({ valid, server }) => !valid && server.port === port && server.tls !== null)
    .map(({ parent, server }) => ({
      code: "unread",
      ref: refOf(parent),
      path: `${server.path}.tls.certificateRefs`,
    }));
}

/** The listener at the pod's own address, else the one at every address. */
function portAt(
  { ports }: GatewayModel,
  workload: WorkloadResource,
  number: number,
): GatewayPort | null {
  const open = ports.filter((p) => p.port === number);
  const addresses = new Set(workload.pods.map((p) => p.ip));
  return (
    open.find((p) => addresses.has(p.bind)) ??
    open.find((p) => p.bind === "" || p.bind === "0.0.0.0") ??
    null
  );
}

const placesOf = (chains: readonly FilterChain[]): readonly ServerPlace[] =>
  [...new Set(chains.flatMap((c) => c.servers))].map(placeOf);

function refusal(chain: FilterChain, sni: string | null): GatewayRouting["connection"] | null {
  if (chain.tls === "terminated" && sni === null) return "plain-to-tls";
  if (chain.certificate) return "no-certificate";
  const plainHttp = chain.tls === "none" && chain.content.type === "http";
  return plainHttp && sni !== null ? "tls-to-plain" : null;
}

/** Several objects at one host whose age decides about the order of their rules. */
function ageDoubts({ bindings }: GatewayHost): readonly Uncertainty[] {
  const resources = [...new Set(bindings.flatMap((b) => b.config.resources))];
  if (resources.length < 2) return [];
  const unknown = resources.filter((r) => r.meta.createdAt === null).map(refOf);
  const unique = new Map(unknown.map((ref) => [refKey(ref), ref]));
  return [...unique.values()].map((ref) => ({ code: "age-unknown", ref, path: "" }));
}
