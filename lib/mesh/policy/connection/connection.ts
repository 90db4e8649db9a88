import type { MeshIndex } from "../../model/mesh-index";
import { refOf, type WorkloadResource } from "../../model/resource";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import type { PortProtocol } from "../../routing/spec/port-protocol";
import { settingsOf } from "../../routing/spec/settings-of";
import type { Uncertainty } from "../../routing/spec/uncertainty";
import type { ClientTls } from "../client-tls";
import { type MtlsInForce, mtlsAtServer } from "../peer-authentication";
import {
  type ClientSide,
  clientSide,
  type Destination,
  type ServerEndpoint,
  takesMtls,
} from "./client-side";
import { inboundProtocol } from "./inbound-protocol";
import { tunnelOf } from "./tunnel";

export type RefusalReason =
  /** Plain text meets a server that asks for a certificate. */
  | "plaintext-to-strict"
  /** TLS without a certificate of the mesh meets such a server. */
  | "tls-to-strict"
  /** Istio's mTLS meets a port that takes plain HTTP alone. */
  | "mtls-to-plaintext-port"
  /** Istio's mTLS meets a workload without a proxy. */
  | "mtls-to-no-proxy"
  /** TLS that is not Istio's meets an HTTP port of a sidecar. */
  | "tls-to-sidecar"
  /** TLS for which the client gets no certificate authority. */
  | "no-authority";

/** How a request travels and whether the server takes it. */
export type MtlsOutcome = {
  /**
   * `tls`: TLS that is not Istio's, whose bytes reach the application as they are. `plaintext`: the server's proxy takes the bytes for
   * plain ones and knows no peer; from a client that sends mTLS all the same they reach an application that does not expect them.
   */
  readonly result: "mtls" | "plaintext" | "tls" | "refused" | "unknown";
  /** For `refused`: what meets what. */
  readonly reason: RefusalReason | null;
  /** What the server's proxy treats the bytes as, and so which rules of its policies apply. */
  readonly layer: "http" | "tcp";
  /** The server name that the server sees; `null` without TLS. */
  readonly sni: string | null | undefined;
  readonly server: MtlsInForce;
  /** The DestinationRule that sets the client's side, if one does. */
  readonly client: ClientTls | null;
  /** The PeerAuthentication for which the client leaves mTLS out, if one does. */
  readonly off: MtlsInForce | null;
  readonly uncertain: readonly Uncertainty[];
};

export type Connection = {
  /** `null`: a client outside the mesh. */
  readonly caller: WorkloadResource | null;
  /** `null`: no proxy chooses, or it passes the bytes on as they are: to a host that is not in its registry. */
  readonly destination: Destination | null;
  readonly endpoint: ServerEndpoint;
  /** Whether the bytes are HTTP to the proxy that sends them; without one, whether they are HTTP. */
  readonly http: boolean;
  /** Whether the bytes are the application's own TLS, which the proxies pass on. */
  readonly ownTls?: boolean;
};

/**
 * What happens to a connection to one server, with what decides on both sides.
 *
 * Sources: those of `clientSide`; for the server istio/istio `pilot/pkg/networking/core/listener_inbound.go`,
 * `pilot/pkg/networking/core/peer_authentication_simulation_test.go`. Every pair of a client's and a server's setting on every protocol
 * of a port was executed against istiod 1.30.3.
 */
export function connectionTo(
  index: MeshIndex,
  connection: Connection,
  settings: MeshSettings = settingsOf(index, clusterOf(connection)),
): MtlsOutcome {
  const { caller, destination, endpoint } = connection;
  const server = serverMode(index, endpoint, settings);
  const doubts = [...mixed(caller), ...mixed(endpoint.workload)];
  const proxied = caller !== null && caller.proxy !== "none" && destination !== null;
  const side = proxied ? clientSide(index, caller, destination, endpoint, settings) : PASSED_ON;
  const protocol = protocolAt(index, connection, settings);
  const base = {
    reason: null,
    layer: layerOf(protocol, side.sends, server.mode, connection),
    sni: sniOf(side, destination),
    server,
    client: side.client,
    off: side.off,
    uncertain: [
      ...doubts,
      ...unseen(side, connection),
      ...server.uncertain,
      ...(side.off?.uncertain ?? []),
      ...(destination?.policy?.uncertain ?? []),
    ],
  };
  if (doubts.length > 0) return { ...base, result: "unknown" };
  const tunnel = tunnelOf(caller, endpoint.workload, settings);
  if (tunnel === "hbone") return { ...base, result: "mtls", layer: "tcp" };
  // Where the setting was not dropped, its Secret is waited for. Envoy: `source/common/tls/ssl_socket.cc` NotReadySslSocket.
  if (side.sends === "tls" && side.client?.noAuthority) {
    return { ...base, ...refused("no-authority") };
  }
  return { ...base, ...meet(side.sends, server.mode, protocol, connection) };
}

/**
 * As the client's proxy sets it: its DestinationRule's, else of mTLS one that names subset and port. What bytes that are passed on say is
 * not known. Source: istio/istio `pilot/pkg/model/context.go` BuildDNSSrvSubsetKey.
 */
function sniOf(
  { sends, client }: ClientSide,
  destination: Destination | null,
): string | null | undefined {
  if (destination === null) return undefined;
  if (sends === "plaintext") return null;
  if (client?.sni) return client.sni;
  const { service, port, subset } = destination;
  return sends === "mtls" ? `outbound_.${port}_.${subset ?? ""}_.${service.hostname}` : undefined;
}

const clusterOf = ({ caller, endpoint }: Connection): string =>
  endpoint.workload?.meta.cluster ?? caller?.meta.cluster ?? "";

function serverMode(
  index: MeshIndex,
  { workload, port }: ServerEndpoint,
  settings: MeshSettings,
): MtlsInForce {
  const none = { mode: "DISABLE", by: null, path: "", unset: [], uncertain: [] } as const;
  return workload === null ? none : mtlsAtServer(index, workload, port, settings);
}

function protocolAt(
  index: MeshIndex,
  { destination, endpoint }: Connection,
  settings: MeshSettings,
): PortProtocol {
  const { workload, port } = endpoint;
  if (workload === null || port === null) return "auto";
  return inboundProtocol(index, workload, port, destination?.service ?? null, settings);
}

const PASSED_ON: ClientSide = { sends: "plaintext", client: null, off: null };

/** TLS of a foreign kind stays closed to a port that looks at the first bytes, and so does the mesh's own where it is switched off. */
function layerOf(
  protocol: PortProtocol,
  sends: "mtls" | "tls" | "plaintext",
  mode: MtlsInForce["mode"],
  { http, endpoint }: Connection,
): "http" | "tcp" {
  if (endpoint.workload?.proxy === "ambient") return "tcp";
  if (protocol === "http") return "http";
  const isOpen = sends === "plaintext" || (sends === "mtls" && mode !== "DISABLE");
  return protocol === "auto" && http && isOpen ? "http" : "tcp";
}

type Meeting = Pick<MtlsOutcome, "result" | "reason">;

const refused = (reason: RefusalReason): Meeting => ({ result: "refused", reason });
const taken = (result: "mtls" | "plaintext" | "tls"): Meeting => ({ result, reason: null });

/** What the server makes of what the client sends. */
function meet(
  sends: "mtls" | "tls" | "plaintext",
  mode: MtlsInForce["mode"],
  protocol: PortProtocol,
  { endpoint, ownTls }: Connection,
): Meeting {
  if (endpoint.workload === null) return taken(sends);
  if (!hasProxy(endpoint)) return sends === "mtls" ? refused("mtls-to-no-proxy") : taken(sends);
  const http = protocol === "http";
  const found = sends === "mtls" ? meetMtls(mode, http) : meetOther(sends, mode, http);
  // A port that expects requests finds none in the application's own TLS.
  return found.result !== "refused" && ownTls && http ? refused("tls-to-sidecar") : found;
}

function meetMtls(mode: MtlsInForce["mode"], http: boolean): Meeting {
  if (mode !== "DISABLE") return taken("mtls");
  return http ? refused("mtls-to-plaintext-port") : taken("plaintext");
}

function meetOther(sends: "tls" | "plaintext", mode: MtlsInForce["mode"], http: boolean): Meeting {
  if (mode === "STRICT") {
    return refused(sends === "tls" ? "tls-to-strict" : "plaintext-to-strict");
  }
  return sends === "tls" && http ? refused("tls-to-sidecar") : taken(sends);
}

/** Whether a sidecar or a ztunnel stands before the server. A gateway as a server listens as its Gateways say. */
const hasProxy = ({ workload }: ServerEndpoint): boolean =>
  workload?.proxy === "sidecar" || workload?.proxy === "ambient";

/** Whether a server outside the cluster takes mTLS is not known, unless its entry says that it has a proxy. */
function unseen({ sends }: ClientSide, { destination, endpoint }: Connection) {
  if (sends !== "mtls" || destination === null || endpoint.workload !== null) return [];
  if (takesMtls(endpoint)) return [];
  const { resource } = destination.service;
  return [{ code: "unknown-attribute" as const, ref: refOf(resource), path: "endpoints" }];
}

const mixed = (workload: WorkloadResource | null): readonly Uncertainty[] =>
  workload?.proxy === "mixed" ? [{ code: "mixed-proxy", ref: refOf(workload), path: "" }] : [];
