import type { ServicePort } from "../../model/resource";

/** How istiod treats a service port. `auto`: it looks at the first bytes; `udp`: it does not touch it. */
export type PortProtocol = "http" | "tls" | "tcp" | "udp" | "auto";

const BY_NAME: Readonly<Record<string, PortProtocol>> = {
  http: "http",
  http2: "http",
  grpc: "http",
  "grpc-web": "http",
  http_proxy: "http",
  https: "tls",
  tls: "tls",
  tcp: "tcp",
  mongo: "tcp",
  redis: "tcp",
  mysql: "tcp",
  udp: "udp",
  "kubernetes.io/h2c": "http",
  "kubernetes.io/ws": "http",
  "kubernetes.io/wss": "tls",
};

/** Ports of protocols in which the server speaks first: never looked into. */
const SERVER_FIRST = new Set([25, 53, 3306, 27017]);

/**
 * Protocol of a port by its name or `appProtocol`. Without either it is `auto`.
 * Source: istio/istio `pkg/config/kube/conversion.go` ConvertProtocol.
 */
export function protocolByName(
  name: string,
  appProtocol: string | null,
  port: number,
): PortProtocol {
  const text = (appProtocol ?? name).toLowerCase();
  const first = text.startsWith("grpc-web") ? "grpc-web" : (text.split("-", 1)[0] ?? "");
  const known = BY_NAME[text] ?? BY_NAME[first];
  if (known) return known;
  return SERVER_FIRST.has(port) ? "tcp" : "auto";
}

export const protocolOf = (port: ServicePort): PortProtocol =>
  port.protocol === "UDP" ? "udp" : protocolByName(port.name, port.appProtocol, port.port);
