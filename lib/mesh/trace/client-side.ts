import { refOf } from "../model/resource";
import { gatewayRouting } from "../routing/gateway/gateway-routing";
import { defaultRoute } from "../routing/outbound/default-route";
import { plainService } from "../routing/outbound/dns";
import { EGRESS_PROXY, egressProxyOf } from "../routing/outbound/egress-proxy";
import { type Outbound, outboundOf } from "../routing/outbound/outbound";
import { type OwnListener, ownListener } from "../routing/outbound/own-listener";
import { portOf } from "../routing/registry/mesh-service";
import type { Route } from "../routing/route";
import { routeFilters } from "../routing/spec/envoy-filters";
import { meshConfigOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { isSince } from "../routing/spec/versions";
import { type AtWaypoint, ambientRoutes } from "./ambient";
import type { TraceAnswer, TraceHop } from "./answer";
import { type Call, nameOf, servicesNamed } from "./call";
import { hop, whole } from "./hop";
import type { TraceMesh } from "./mesh";
import type { WireRequest } from "./wire";

/** What the caller's proxy makes of a request before it asks a rule. */
export type ClientSide =
  | {
      readonly type: "routes";
      /** In order; HTTP rules are asked one by one, of a connection's the first has taken it. */
      readonly routes: readonly Route[];
      readonly http: boolean;
      readonly wire: WireRequest;
      readonly hops: readonly TraceHop[];
      readonly uncertain: readonly Uncertainty[];
      /** Who asks these rules in the caller's place. */
      readonly waypoint?: AtWaypoint | null;
      /** At a gateway: the port of its pods that takes the request. */
      readonly targetPort?: number;
    }
  | ({
      readonly type: "end";
      /** What a gateway has read as HTTP before it ended the request; `null` for all else. */
      readonly read: WireRequest | null;
      readonly targetPort?: number;
    } & Pick<TraceAnswer, "outcome" | "status" | "redirect" | "route" | "hops" | "uncertain">);

export function clientSide(mesh: TraceMesh, call: Call): ClientSide {
  const { proxy } = call.caller;
  if (proxy === "none") return direct(call);
  if (proxy === "gateway") return gatewaySide(mesh, call);
  if (proxy === "sidecar") return sidecarSide(mesh, call);
  if (proxy === "ambient") return ambientSide(mesh, call);
  const code = proxy === "mixed" ? "mixed-proxy" : "ambient";
  const uncertain = [{ code, ref: refOf(call.caller), path: "" }] as const;
  return end("no-route", [], { uncertain });
}

type End = Extract<ClientSide, { type: "end" }>;

const end = (
  outcome: TraceAnswer["outcome"],
  hops: readonly TraceHop[],
  more: Partial<End> = {},
): End => ({
  type: "end",
  read: null,
  outcome,
  status: null,
  redirect: null,
  route: null,
  uncertain: [],
  hops,
  ...more,
});

/** Without a proxy a Kubernetes service is reached at its address; everything else lies outside the mesh. */
function direct(call: Call): ClientSide {
  const { scope, wire, request } = call;
  const { registry, namespace, settings } = scope;
  const service = plainService(registry, nameOf(request.host), namespace, settings);
  const facts = { host: request.host, port: wire.port };
  if (!service) return end("passthrough", [hop("registry", "not-in-registry", null, [], facts)]);
  const by = [whole(refOf(service.resource))];
  if (portOf(service, wire.port) === null) {
    return end("no-route", [hop("registry", "no-port", null, by, facts)]);
  }
  const route = { ...defaultRoute(service, wire.port, "http", scope.settings), retries: null };
  return {
    type: "routes",
    routes: [route],
    http: request.sni === null,
    wire,
    hops: [hop("registry", "no-proxy", null, by, facts)],
    uncertain: [],
  };
}

/** A ztunnel sends a connection to where its address leads, and to the waypoint of the service that has it. */
function ambientSide(mesh: TraceMesh, call: Call): ClientSide {
  const { request, wire, proxy } = call;
  const [service] = [...servicesNamed(call), ...call.scope.registry.at(nameOf(request.host))];
  const facts = { host: request.host, port: wire.port };
  if (!service) return end("passthrough", [hop("registry", "not-in-registry", proxy, [], facts)]);
  if (portOf(service, wire.port) === null) {
    const by = [whole(refOf(service.resource))];
    return end("no-route", [hop("registry", "no-port", proxy, by, facts)]);
  }
  const found = ambientRoutes(mesh, call, service);
  const http = request.sni === null && found.routes[0]?.protocol === "http";
  return { type: "routes", http, wire, ...found };
}

function sidecarSide(mesh: TraceMesh, call: Call): ClientSide {
  const { request, wire, caller, proxy, scope } = call;
  const dialled = { dialled: request.host, port: wire.port };
  const asked = { ...dialled, authority: wire.authority, sni: request.sni };
  const facts = { host: request.host, port: wire.port };
  const own = ownListener(scope, dialled);
  if (own) return atOwnListener(mesh, call, own, facts);
  const taken = outboundOf(scope, caller, asked);
  const { uncertain } = taken;
  if (taken.type === "unknown") return { ...unknownHost(call, taken.http, facts), uncertain };
  if (taken.type === "no-host") {
    const none = hop("virtual-host", "none", proxy, [], facts);
    return end("no-route", [none], { status: 404, uncertain });
  }
  return {
    type: "routes",
    routes: taken.type === "http" ? taken.host.routes : [taken.chain.route],
    http: taken.type === "http",
    wire,
    hops: [hostHop(call, taken)],
    uncertain: [...uncertain, ...routeFilters(mesh.index, caller, mesh.settings)],
  };
}

/** The rules of such a listener are not evaluated: it knows hosts by their ports, or one service alone, as it is declared. */
function atOwnListener(
  { index }: TraceMesh,
  { proxy, caller }: Call,
  { object, path }: OwnListener,
  facts: TraceHop["facts"],
): ClientSide {
  const { cluster } = caller.meta;
  const config = meshConfigOf(index, cluster);
  const ref = object ?? (config ? refOf(config) : refOf(caller));
  const at = hop("listener", "own-listener", proxy, [{ object: ref, path }], facts);
  return end("no-route", [at], { uncertain: [{ code: "unsupported", ref, path }] });
}

/** What is not in the registry goes where the outbound traffic policy lets it. */
function unknownHost(call: Call, http: boolean, facts: TraceHop["facts"]): ClientSide {
  const { proxy, request, scope, wire } = call;
  const open = scope.outboundMode !== "REGISTRY_ONLY";
  const by = scope.outboundBy
    ? [{ object: refOf(scope.outboundBy), path: "outboundTrafficPolicy.mode" }]
    : [];
  const hidden = scope.sidecar ? [{ object: refOf(scope.sidecar), path: "egress" }] : [];
  const hops = [
    hop("registry", "not-in-registry", proxy, hidden, facts),
    hop("listener", open ? openCode(scope, http) : "registry-only", proxy, by, facts),
  ];
  const route = open ? egressProxyOf(scope, http) : null;
  if (route) {
    const named = [{ object: route.by, path: EGRESS_PROXY }];
    const sent = hop("listener", http ? "egress-proxy" : "egress-connection", proxy, named, facts);
    return {
      type: "routes",
      routes: [route],
      http,
      wire,
      hops: [...hops.slice(0, 1), sent],
      uncertain: [],
    };
  }
  if (open) return end("passthrough", hops);
  return end("blackhole", hops, { status: request.sni === null ? 502 : null });
}

/** Connections that are not read as HTTP have no name to go by. */
const openCode = ({ outboundMode, settings }: Call["scope"], http: boolean): string =>
  http && outboundMode === "ALLOW_ANY_DYNAMIC_DNS" && isSince(settings, "outbound-by-name")
    ? "outbound-by-name"
    : "allow-any";

function hostHop(
  { proxy, wire, request }: Call,
  taken: Extract<Outbound, { type: "http" | "connection" }>,
): TraceHop {
  if (taken.type === "connection") {
    const { route, sniHosts, subnets } = taken.chain;
    const by = route.path === "" ? [] : [{ object: route.by, path: route.path }];
    const facts = { host: request.host, port: wire.port, names: sniHosts, ranges: subnets };
    return hop("listener", "connection", proxy, by, facts);
  }
  const { claim, domain, hostname } = taken.host;
  const facts = { domain, port: wire.port, ...(hostname !== null && { host: hostname }) };
  if (claim === null) return hop("virtual-host", "default", proxy, [], facts);
  const by = claim.resources.map((r) => whole(refOf(r)));
  return hop("virtual-host", "rules", proxy, by, facts);
}

function gatewaySide(mesh: TraceMesh, call: Call): ClientSide {
  const { wire, request, caller, proxy } = call;
  const asked = { host: wire.authority, port: wire.port, sni: request.sni };
  const found = gatewayRouting(mesh.index, caller, asked, mesh.settings);
  const facts = { host: wire.authority, port: wire.port };
  const by = found.servers.map((s) => ({ object: s.gateway, path: s.path }));
  const at = hop("listener", found.connection, proxy, by, facts);
  const { targetPort } = found;
  const { uncertain } = found.set;
  switch (found.connection) {
    case "no-listener":
      return end("no-route", [at], { uncertain });
    case "no-chain":
      return end(request.sni === null ? "no-route" : "tls-error", [at], { uncertain });
    case "plain-to-tls":
    case "tls-to-plain":
    case "no-certificate":
      return end("tls-error", [at], { uncertain });
    case "stream":
      return {
        type: "routes",
        routes: found.set.routes,
        http: false,
        wire,
        hops: [at],
        uncertain,
        targetPort,
      };
    case "http":
      break;
  }
  const scheme = found.tls === "terminated" ? "https" : "http";
  if (found.virtualHost === null) {
    const none = hop("virtual-host", "none", proxy, [], facts);
    return end("no-route", [at, none], { read: wire, targetPort, status: 404, uncertain });
  }
  if (found.httpsRedirect) {
    const location = `https://${wire.authority.replace(/:80$/, "")}${wire.path}`;
    const { gateway, path } = found.httpsRedirect;
    const place = { object: gateway, path: `${path}.tls.httpsRedirect` };
    const toHttps = hop("virtual-host", "https-redirect", proxy, [place], facts);
    return end("redirect", [at, toHttps], {
      read: wire,
      targetPort,
      redirect: { code: 301, location },
      uncertain,
    });
  }
  const host = hop("virtual-host", "gateway-host", proxy, [], { domain: found.virtualHost });
  const port = found.servers[0]?.port ?? wire.port;
  return {
    type: "routes",
    routes: found.set.routes,
    http: true,
    wire: { ...wire, scheme, port },
    hops: [at, host],
    uncertain,
    targetPort,
  };
}
