import type { WorkloadResource } from "../../model/resource";
import { type MeshPort, type MeshService, portOf } from "../registry/mesh-service";
import { inScopeOrder } from "../registry/registry";
import type { Route, RouteProtocol } from "../route";
import type { RuleCaller } from "../rules/caller";
import type { Claim } from "../rules/claims";
import { type PortProtocol, protocolByName } from "../spec/port-protocol";
import type { Uncertainty } from "../spec/uncertainty";
import { type Chain, chainsOf } from "./connection-rules";
import { defaultRoute } from "./default-route";
import { addressOf, dialledName } from "./dns";
import { egressFor } from "./egress-for";
import { pickChain } from "./pick-chain";
import { refusedListener } from "./refused-listener";
import { httpRulesOf, isForSome } from "./rules-known";
import type { Egress, Scope } from "./scope";
import { ownVirtualHost, type VirtualHost, virtualHostOf } from "./virtual-hosts";

/** A request as it meets the caller's sidecar. */
export type OutboundCall = {
  /** Name or address that the client dials. */
  readonly dialled: string;
  readonly port: number;
  readonly authority: string;
  /** The server name of the client's own TLS; `null`: plain text. */
  readonly sni: string | null;
};

/** Where a sidecar finds the rules for a request, and whether its proxy takes the listener that has them. */
export type Outbound = Taken & { readonly uncertain: readonly Uncertainty[] };

type Taken =
  | { readonly type: "http"; readonly host: VirtualHost }
  | { readonly type: "connection"; readonly chain: Chain }
  /** A listener that knows no such host: 404 (`NR`). */
  | { readonly type: "no-host" }
  /** Nothing of the registry: the outbound traffic policy decides; of a request on a port with HTTP services, or of a connection. */
  | { readonly type: "unknown"; readonly http: boolean };

/**
 * How a sidecar takes a request: the listener at the dialled address and port before the port's common one, in it HTTP by the
 * request's authority, everything else by address and server name.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/listener.go` buildSidecarOutboundListeners; Envoy "listener filter chain match".
 */
export function outboundOf(scope: Scope, workload: WorkloadResource, call: OutboundCall): Outbound {
  const listening = listeningFor(scope, workload, call);
  return { ...takenBy(listening, call), uncertain: refusedListener(listening.chains) };
}

function takenBy({ chains, http, address, own }: Listening, call: OutboundCall): Taken {
  const picked = pickChain(chains, http !== null, call, address);
  if (picked === null) return { type: "unknown", http: false };
  if (picked !== "http") return { type: "connection", chain: picked };
  const host = http?.() ?? null;
  if (host) return { type: "http", host };
  return own ? { type: "no-host" } : { type: "unknown", http: true };
}

/** The listener that takes a request, before the request is read. */
export type Listening = {
  /** In order. */
  readonly chains: readonly Chain[];
  /** The virtual host that takes the request where it is one of HTTP; `null`: the listener reads none. */
  readonly http: (() => VirtualHost | null) | null;
  /** The address that the client dials; `null` where it is resolved outside. */
  readonly address: string | null;
  /** Whether it stands at that address alone, and not at a port for all addresses. */
  readonly own: boolean;
};

/** The listener at the dialled address and port before the port's common one; without chains and HTTP where there is none. */
export function listeningFor(
  scope: Scope,
  workload: WorkloadResource,
  call: OutboundCall,
): Listening {
  const { name } = dialledName(call.dialled);
  const address = addressOf(scope.registry, name, scope.namespace, scope.settings);
  const at = listenersOn(scope, call.port);
  const request = { scope, workload, call, address };
  const own = address === null ? [] : firstOf(at, (l) => ownListeners(l, scope, request, address));
  return own.length > 0 ? ofOwn(request, own) : ofShared(request, at);
}

/** What a listener with a port makes at an address is closed to the one for all others. */
function firstOf<T>(at: readonly Listener[], make: (l: Listener) => readonly T[]): readonly T[] {
  for (const listener of at) {
    const made = make(listener);
    if (made.length > 0) return made;
  }
  return [];
}

type Listener = {
  readonly egress: Egress;
  readonly protocolOf: (port: MeshPort) => PortProtocol;
};

type Request = {
  readonly scope: Scope;
  readonly workload: WorkloadResource;
  readonly call: OutboundCall;
  readonly address: string | null;
};

/** The egress listeners that make listeners on a port: the one that names it, with its own protocol, and the one for all others. */
function listenersOn(scope: Scope, port: number): readonly Listener[] {
  const named = scope.egress.find((e) => e.port === port && e.bind === null);
  const rest = scope.egress.find((e) => e.port === null);
  return [
    ...(named ? [{ egress: named, protocolOf: protocolFrom(named) }] : []),
    ...(rest ? [{ egress: rest, protocolOf: (p: MeshPort) => p.protocol }] : []),
  ];
}

function protocolFrom({ protocol }: Egress): Listener["protocolOf"] {
  if (protocol === null) return (p) => p.protocol;
  const said = protocolByName(protocol, null, 0);
  return () => said;
}

type Served = {
  readonly service: MeshService;
  readonly protocol: PortProtocol;
  readonly egress: Egress;
};

const isConnection = (protocol: PortProtocol): boolean =>
  protocol === "tcp" || protocol === "tls" || protocol === "auto";

/**
 * Services with a listener of their own at an address: every port that is not plainly HTTP. Pods behind a headless service, and servers
 * of a ServiceEntry that has no address, have theirs from the egress listener for all ports alone.
 */
function ownListeners(
  { egress, protocolOf }: Listener,
  { registry, namespace, settings }: Scope,
  { call: { port }, workload }: Request,
  address: string,
): readonly Served[] {
  // A pod has no listener for itself.
  const isSelf = workload.pods.some((pod) => pod.ip === address);
  const called =
    isSelf || egress.port !== null
      ? []
      : [...registry.headlessAt(address, port), ...registry.openEntries.at(address, port)];
  const here = [...registry.at(address), ...called];
  const ordered = here.length > 1 ? inScopeOrder(here, namespace, settings) : here;
  return ordered.flatMap((service) => {
    const found = portOf(service, port);
    if (!found || service.aliasOf !== null || !isConnection(protocolOf(found))) return [];
    if (!egress.services(service.hostname).includes(service)) return [];
    return [{ service, protocol: protocolOf(found), egress }];
  });
}

function ofOwn(request: Request, served: readonly Served[]): Listening {
  const sniffed = served.find((s) => s.protocol === "auto");
  return {
    chains: served.flatMap((s) => chainsFor(request, s, [], false)),
    http: sniffed
      ? () => hostFor(request, request.scope, sniffed.service.hostname, ownVirtualHost)
      : null,
    address: request.address,
    own: true,
  };
}

/** The listener that a port's services share: all HTTP ones, and those without an address of their own. */
function ofShared(request: Request, at: readonly Listener[]): Listening {
  const { scope, call, address } = request;
  const shared = firstOf(at, (listener) => {
    const made = sharedOn(listener, scope, call.port);
    const { egress } = listener;
    const served = made.served.map((s) => ({ ...s, egress }));
    return made.http || served.length > 0 ? [{ http: made.http, served }] : [];
  });
  const { name: authority } = dialledName(call.authority);
  return {
    chains: shared
      .flatMap((s) => s.served)
      .flatMap((s) => chainsFor(request, s, s.service.addresses, s.service.addresses.length === 0)),
    http: shared.some((s) => s.http)
      ? () => hostFor(request, scope, authority, virtualHostOf)
      : null,
    address,
    own: false,
  };
}

type Shared = {
  readonly http: boolean;
  /** TCP and TLS services that are reached at any address, or at ranges. */
  readonly served: readonly Omit<Served, "egress">[];
};

/** Under what tells which services are imported: a draft of rules leaves that as it is. */
const sharedKnown = new WeakMap<Egress["services"], Map<number, Shared>>();

function sharedOn(
  { egress, protocolOf }: Listener,
  { registry, namespace, settings }: Scope,
  port: number,
): Shared {
  const ports = sharedKnown.get(egress.services) ?? new Map<number, Shared>();
  sharedKnown.set(egress.services, ports);
  const hit = ports.get(port);
  if (hit) return hit;
  const visible = inScopeOrder(registry.onPort(port), namespace, settings);
  const all = visible.flatMap((service): Shared["served"] => {
    const found = portOf(service, port);
    if (!found || service.aliasOf !== null) return [];
    const imported = egress.services(service.hostname).includes(service);
    return imported ? [{ service, protocol: protocolOf(found) }] : [];
  });
  const isShared = ({ service, protocol }: Shared["served"][number]): boolean =>
    protocol === "http" ||
    // Each pod of a headless service has a listener, and each server of an entry, but on a port that the Sidecar names.
    ((egress.port !== null ||
      (!service.kubernetes && registry.openEntries.serversOf(service, port) === null)) &&
      isConnection(protocol) &&
      service.addresses.every((a) => a.includes("/")));
  const together = all.filter(isShared);
  const first = together.find((s) => s.protocol === "http" || s.protocol === "auto");
  // A listener that looks for HTTP already takes no other service whose protocol is found out.
  const served = together.filter(
    (s) => s.protocol !== "http" && (s.protocol !== "auto" || s === first),
  );
  const shared = { http: first !== undefined, served };
  ports.set(port, shared);
  return shared;
}

/** Those found by their own name, of which there are no more than a mesh has, where nothing that was asked for depends on who calls. */
const hostsKnown = new WeakMap<Egress, Map<string, VirtualHost>>();

/** The virtual host that takes requests under a name on the call's port; worked out once for callers that it is the same to. */
function hostFor(
  { workload, call: { port } }: Request,
  scope: Scope,
  name: string,
  find: typeof virtualHostOf,
): VirtualHost | null {
  const egress = egressFor(scope, port);
  const known = hostsKnown.get(egress) ?? new Map<string, VirtualHost>();
  hostsKnown.set(egress, known);
  const key = `${port} ${find === virtualHostOf} ${name}`;
  const hit = known.get(key);
  if (hit) return hit;
  const caller = ruleCaller(scope, workload, port, "http");
  let isForAll = true;
  const rulesOf = (claim: Claim): readonly Route[] => {
    isForAll = isForAll && !isForSome(claim);
    return httpRulesOf(claim, caller);
  };
  const defaults = (hostname: string): readonly Route[] => {
    const service = egress.services(hostname).findLast((s) => portOf(s, port) !== null);
    return service ? [defaultRoute(service, port, "http", scope.settings)] : [];
  };
  const found = find({ scope, egress, port, rulesOf, defaults }, name);
  if (isForAll && found?.domain === name) known.set(key, found);
  return found;
}

/** For whom rules are generated: a sidecar keeps HTTP routes per port, so a service without the port is unknown to them. */
export function ruleCaller(
  scope: Scope,
  workload: WorkloadResource,
  port: number,
  protocol: RouteProtocol,
): RuleCaller {
  const onlyPort = (hostname: string): number | null => {
    if (protocol === "http") return null;
    const ports = scope.cluster(hostname)?.ports;
    return ports?.size === 1 ? ([...ports][0] ?? null) : null;
  };
  return { workload, gateways: ["mesh"], port, protocol, settings: scope.settings, onlyPort };
}

function chainsFor(
  { scope, workload, call }: Request,
  { service, protocol, egress }: Served,
  ranges: readonly string[],
  shared: boolean,
): readonly Chain[] {
  const kind = protocol === "tls" ? "tls" : "tcp";
  const caller = ruleCaller(scope, workload, call.port, kind);
  const named = { hostname: service.written, resource: service.resource };
  const own = defaultRoute(named, call.port, kind, scope.settings);
  return chainsOf(egress, service, caller, own, { ranges, shared });
}
