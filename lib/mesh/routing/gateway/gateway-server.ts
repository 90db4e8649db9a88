import type { ConfigResource } from "../../model/resource";
import { child, children, flag, numeral, type Spec, text, textMap, texts } from "../spec/read-spec";

export type ServerTlsMode =
  | "SIMPLE"
  | "MUTUAL"
  | "OPTIONAL_MUTUAL"
  | "ISTIO_MUTUAL"
  | "PASSTHROUGH"
  | "AUTO_PASSTHROUGH";

export type ServerTls = { readonly mode: ServerTlsMode; readonly httpsRedirect: boolean };

/** A server of an Istio Gateway, or a listener of a Gateway API object as istiod turns it into one. */
export type GatewayServer = {
  readonly gateway: ConfigResource;
  /** Place in that object's spec: `servers[0]`, `listeners[1]`. */
  readonly path: string;
  /** What VirtualServices and attached routes call its Gateway: `namespace/name`. */
  readonly name: string;
  /** As written; the pod's port may be another. */
  readonly port: number;
  readonly portName: string;
  /** As written. */
  readonly protocol: string;
  /** Empty: every address. */
  readonly bind: string;
  /** `host`, or `namespace/host` where only configuration of that namespace is taken. */
  readonly hosts: readonly string[];
  readonly tls: ServerTls | null;
};

/**
 * The servers of an Istio Gateway, in order; those without a port are no servers.
 * Source: istio/istio `pilot/pkg/model/gateway.go` mergeGateways, sanitizeServerHostNamespace.
 */
export function istioServers(gateway: ConfigResource): readonly GatewayServer[] {
  const { namespace, name } = gateway.meta;
  return children(gateway.spec, "servers").flatMap((server, i) => {
    const port = child(server, "port");
    const number = port && numeral(port, "number");
    if (!port || number === null) return [];
    return {
      gateway,
      path: `servers[${i}]`,
      name: `${namespace}/${name}`,
      port: number,
      portName: text(port, "name") ?? "",
      protocol: text(port, "protocol") ?? "",
      bind: text(server, "bind") ?? "",
      hosts: serverHosts(texts(server, "hosts"), namespace),
      tls: serverTls(child(server, "tls")),
    };
  });
}

function serverHosts(hosts: readonly string[], home: string): readonly string[] {
  if (hosts.includes("*/*")) return ["*"];
  return hosts.map((entry) => {
    const [namespace, host] = entry.split("/", 2);
    if (host === undefined) return entry;
    if (namespace === "*") return host;
    return namespace === "." ? `${home}/${host}` : entry;
  });
}

const MODES: ReadonlySet<string> = new Set<ServerTlsMode>([
  "SIMPLE",
  "MUTUAL",
  "OPTIONAL_MUTUAL",
  "ISTIO_MUTUAL",
  "PASSTHROUGH",
  "AUTO_PASSTHROUGH",
]);

const isMode = (mode: string): mode is ServerTlsMode => MODES.has(mode);

/** Without a mode TLS is passed through: the first value of the enumeration. */
function serverTls(tls: Spec | null): ServerTls | null {
  if (tls === null) return null;
  const mode = text(tls, "mode") ?? "PASSTHROUGH";
  return {
    mode: isMode(mode) ? mode : "PASSTHROUGH",
    httpsRedirect: flag(tls, "httpsRedirect"),
  };
}

const HTTP = new Set(["http", "http2", "http_proxy", "grpc", "grpc-web"]);

/** Whether a port's protocol is plain HTTP of any version. Source: istio/istio `pkg/config/protocol/instance.go`. */
export const isPlainHttp = (protocol: string): boolean => HTTP.has(protocol.toLowerCase());

export const passesThrough = ({ tls }: GatewayServer): boolean =>
  tls !== null && (tls.mode === "PASSTHROUGH" || tls.mode === "AUTO_PASSTHROUGH");

/** HTTP behind TLS that ends here. Source: istio/istio `pkg/config/gateway/gateway.go` IsHTTPSServerWithTLSTermination. */
export const terminatesHttps = (server: GatewayServer): boolean =>
  server.protocol.toLowerCase() === "https" && server.tls !== null && !passesThrough(server);

export const servesHttp = (server: GatewayServer): boolean =>
  isPlainHttp(server.protocol) || terminatesHttps(server);

/** TLS settings of a plain HTTP server only redirect. Source: `gateway.go` IsTLSServer. */
export const isTlsServer = (server: GatewayServer): boolean =>
  server.tls !== null && !isPlainHttp(server.protocol);

/** Hosts of a server for configuration of one namespace. Source: istio/istio `pkg/config/host/names.go` NamesForNamespace. */
export function hostsForNamespace(server: GatewayServer, namespace: string): readonly string[] {
  return server.hosts.flatMap((entry) => {
    const [home, host] = entry.split("/", 2);
    if (host === undefined) return entry;
    return home === namespace || home === "*" ? host : [];
  });
}

/** Names that TLS clients may ask for; empty: any. */
export function sniHostsOf(server: GatewayServer): readonly string[] {
  const hosts = server.hosts.map((entry) => entry.split("/", 2)[1] ?? entry);
  return hosts.includes("*") ? [] : [...new Set(hosts)];
}

/** Labels that a Gateway selects pods by; empty: every gateway pod. */
export const selectorOf = (gateway: ConfigResource) => textMap(gateway.spec, "selector");
