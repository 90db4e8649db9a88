import { checkPort, isAddress, isDnsLabel, wildcardDomainFault } from "../checks/names";
import { at, count, type Field, has, items, lines, num, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkServerTls } from "./server-tls";

/** Source: istio/istio `pkg/config/validation/validation.go` ValidateGateway. */
export function checkGateway(spec: Field, name: string, report: Report): void {
  if (!isDnsLabel(name)) report.error(["metadata", "name"], `invalid gateway name: "${name}"`);
  const servers = items(spec, "servers");
  if (servers.length === 0)
    report.error(at(spec, "servers"), "gateway must have at least one server");
  const names = new Set<string>();
  for (const server of servers) {
    checkServer(server, report);
    const port = sub(server, "port");
    if (port === null) continue;
    const portName = str(port, "name");
    if (names.has(portName)) {
      report.error(
        at(port, "name"),
        `port names in servers must be unique: duplicate name ${portName}`,
      );
    }
    names.add(portName);
    checkRedirect(server, port, report);
  }
}

function checkRedirect(server: Field, port: Field, report: Report): void {
  const tls = sub(server, "tls");
  if (tls !== null && tls.value["httpsRedirect"] === true && !isHttp(protocolOf(port))) {
    report.warn(
      at(tls, "httpsRedirect"),
      "tls.httpsRedirect should only be used with http servers",
    );
  }
}

export const PROTOCOLS = [
  ...["TCP", "UDP", "GRPC", "GRPC-WEB", "HTTP", "HTTP_PROXY", "HTTP2", "HTTPS", "TLS"],
  ...["MONGO", "REDIS", "MYSQL", "HBONE", "DOUBLEHBONE"],
];

/** A protocol as istiod reads it, in any case; empty for one that it does not know. Source: `pkg/config/protocol/instance.go` Parse. */
export const protocolOf = (port: Field): string => {
  const upper = str(port, "protocol").toUpperCase();
  if (upper === "GRPC_WEB") return "GRPC-WEB";
  return PROTOCOLS.includes(upper) ? upper : "";
};

/** Source: `pkg/config/protocol/instance.go` IsHTTP. */
const isHttp = (protocol: string): boolean =>
  ["HTTP", "HTTP2", "GRPC", "GRPC-WEB", "HTTP_PROXY"].includes(protocol);

/** Source: validateServer, validateServerPort. */
function checkServer(server: Field, report: Report): void {
  if (count(server, "hosts") === 0) {
    report.error(at(server, "hosts"), "server config must contain at least one host");
  }
  for (const { text, path } of lines(server, "hosts")) checkServerHost(text, path, report);
  const port = sub(server, "port");
  if (port === null) {
    report.error(at(server, "port"), "port is required");
  } else {
    checkServerPort(port, str(server, "bind"), report);
    checkTlsFor(server, port, report);
  }
  checkBind(server, report);
  checkServerTls(server, report);
}

function checkTlsFor(server: Field, port: Field, report: Report): void {
  const protocol = protocolOf(port);
  const tls = sub(server, "tls");
  const isTls = protocol === "HTTPS" || protocol === "TLS";
  if (isTls && tls === null) {
    report.error(at(server, "tls"), `server must have TLS settings for HTTPS/TLS protocols`);
  }
  if (tls === null || isTls) return;
  if (!isHttp(protocol)) {
    report.error(tls.path, "server cannot have TLS settings for non HTTPS/TLS ports");
  } else if (isSecured(tls)) {
    report.error(tls.path, "server cannot have TLS settings for plain text HTTP ports");
  }
}

/** Whether TLS settings say more than where plain requests are sent. Executed against istiod 1.30.3. */
function isSecured(tls: Field): boolean {
  const certificates = ["serverCertificate", "privateKey", "caCertificates"];
  return (
    !["", "PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(str(tls, "mode")) ||
    certificates.some((key) => str(tls, key) !== "")
  );
}

function checkServerPort(port: Field, bind: string, report: Report): void {
  if (protocolOf(port) === "") {
    report.error(
      at(port, "protocol"),
      `invalid protocol "${str(port, "protocol")}", supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP`,
    );
  }
  if ((num(port, "number") ?? 0) > 0 || !bind.startsWith("unix://")) {
    checkPort(num(port, "number"), at(port, "number"), report);
  }
  const name = str(port, "name");
  if (name === "") report.error(at(port, "name"), "port name must be set");
}

/** Source: validateServerBind. */
function checkBind(server: Field, report: Report): void {
  const bind = str(server, "bind");
  if (bind === "" || isAddress(bind)) return;
  if (bind.startsWith("unix://")) {
    const path = bind.slice("unix://".length);
    if (!path.startsWith("/") && !path.startsWith("@")) {
      report.error(at(server, "bind"), `Unix domain socket path must be absolute: ${path}`);
    }
    if (
      has(server, "port") &&
      (num(sub(server, "port") ?? { value: {}, path: [] }, "number") ?? 0) > 0
    ) {
      report.error(at(server, "bind"), "port number must be 0 for unix domain socket");
    }
    return;
  }
  report.error(at(server, "bind"), `${bind} is not a valid IP`);
}

/** `namespace/host`; the namespace is a name, `*` or `.`. Source: validateNamespaceSlashWildcardHostname. */
function checkServerHost(text: string, path: Field["path"], report: Report): void {
  const fault = serverHostFault(text);
  if (fault !== null) report.error(path, fault);
}

function serverHostFault(text: string): string | null {
  const parts = text.split("/");
  const [namespace = "", host = ""] = parts.length === 1 ? ["*", text] : parts;
  if (parts.length > 2) return `host must be of form namespace/dnsName: ${text}`;
  if (namespace === "" || host === "") {
    return `config namespace and dnsName in host entry cannot be empty: ${text}`;
  }
  if (!["*", "."].includes(namespace) && !isDnsLabel(namespace)) {
    return `invalid namespace value "${namespace}" in "${text}"`;
  }
  // An address is a host here, one with colons a name without a domain.
  if (isAddress(host)) return host.includes(".") ? null : SHORT;
  return hostFault(host);
}

const SHORT = "short names (non FQDN) are not allowed";

/** A host without its namespace: full, or a wildcard. */
export function hostFault(host: string): string | null {
  if (host === "*") return null;
  if (isAddress(host)) return `domain name "${host}" invalid`;
  const fault = wildcardDomainFault(host);
  if (fault !== null) return `short names (non FQDN) or invalid host "${host}": ${fault}`;
  return host.includes(".") ? null : SHORT;
}
