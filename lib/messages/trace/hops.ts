import type { TraceHop } from "@/lib/mesh/trace/answer";
import { SETTINGS } from "./settings";

/** How a hop stands to what the caller wanted. */
export type HopTone = "ok" | "warn" | "bad" | "unknown" | "plain";

export type HopSentence = { readonly text: string; readonly tone: HopTone };

type Facts = TraceHop["facts"];

const fact = (facts: Facts, name: string): string => {
  const value = facts[name];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
};

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value} ${value === 1 ? one : many}`;

type Says = readonly [HopTone, (facts: Facts) => string];

const REGISTRY: Readonly<Record<string, Says>> = {
  "not-in-registry": [
    "warn",
    (f) => `the caller's registry has no ${fact(f, "host")} on port ${fact(f, "port")}`,
  ],
  "no-port": ["bad", (f) => `${fact(f, "host")} has no port ${fact(f, "port")}`],
  ztunnel: ["ok", (f) => `${fact(f, "host")}, known to the node's ztunnel`],
  "no-proxy": ["plain", () => "reached at its address: the caller has no proxy"],
};

const LISTENER: Readonly<Record<string, Says>> = {
  connection: [
    "ok",
    (f) =>
      [
        `connection to port ${fact(f, "port")}`,
        fact(f, "names") === "" ? "" : `server name ${fact(f, "names")}`,
        fact(f, "ranges") === "" ? "" : `addresses ${fact(f, "ranges")}`,
      ]
        .filter((part) => part !== "")
        .join(", "),
  ],
  "outbound-by-name": ["warn", () => "sent to where the name of the request leads, past all rules"],
  "allow-any": ["warn", () => "passed through to the called address, past all rules"],
  "egress-proxy": ["plain", () => "sent to the proxy that the Sidecar names for unknown hosts"],
  "egress-connection": [
    "plain",
    () => "the connection goes to the proxy that the Sidecar names for unknown hosts",
  ],
  "own-listener": [
    "warn",
    () => "the proxy's own listener at this address takes it; what it does there is not evaluated",
  ],
  "registry-only": ["bad", () => "the mesh refuses hosts that are not in the registry"],
  "no-listener": ["bad", (f) => `no server listens on port ${fact(f, "port")}`],
  "no-chain": ["bad", (f) => `no server on port ${fact(f, "port")} takes this connection`],
  "plain-to-tls": [
    "bad",
    (f) => `port ${fact(f, "port")} expects TLS, the caller sends plain text`,
  ],
  "tls-to-plain": [
    "bad",
    (f) => `port ${fact(f, "port")} expects plain text, the caller sends TLS`,
  ],
  "no-certificate": ["bad", () => "the server's certificate is not there"],
  waypoint: ["ok", (f) => `port ${fact(f, "port")}, taken by the waypoint`],
  "no-waypoint": ["plain", () => "no waypoint: the connection goes on as it is"],
  stream: ["ok", (f) => `port ${fact(f, "port")}, taken as a connection`],
  http: ["ok", (f) => `port ${fact(f, "port")}, HTTP`],
};

const VIRTUAL_HOST: Readonly<Record<string, Says>> = {
  none: ["bad", (f) => `no host of this port is ${fact(f, "host") || "the one asked for"}`],
  rules: ["ok", (f) => `${fact(f, "domain")}, with rules`],
  default: ["plain", (f) => `${fact(f, "domain")}, without rules`],
  "gateway-host": ["ok", (f) => fact(f, "domain")],
  "https-redirect": ["plain", () => "every plain request is sent to HTTPS"],
};

const ROUTE: Readonly<Record<string, Says>> = {
  "no-route": ["bad", (f) => `none of ${count(Number(f["rules"] ?? 0), "rule")} takes it`],
  default: ["plain", () => "no rule: straight to the service"],
  matched: ["ok", (f) => ruleName(f, "its match holds")],
  "preflight-allowed": ["ok", () => "a preflight, answered by the proxy: its origin has leave"],
  "preflight-refused": [
    "warn",
    () => "a preflight, answered by the proxy: its origin has no leave",
  ],
  "no-action": ["bad", () => "the rule that takes it says nothing to do with it"],
  unconditional: ["ok", (f) => ruleName(f, "takes every request")],
  mirrors: ["plain", (f) => `copies arrive for ${fact(f, "authority")}`],
};

const ruleName = (f: Facts, why: string): string =>
  [fact(f, "rule"), fact(f, "name"), why].filter((part) => part !== "").join(", ");

const ENDS: Readonly<Record<string, Says>> = {
  refused: [
    "bad",
    (f) =>
      `${fact(f, "host")} is no backend that the rule may use: the proxy answers ${fact(f, "status")}`,
  ],
  "missing-host": ["bad", (f) => `${fact(f, "host")} is no host that the caller knows (NC)`],
  "missing-port": ["bad", (f) => `${fact(f, "host")} has no such port (NC)`],
  "missing-subset": [
    "bad",
    (f) => `no DestinationRule in force has the subset ${fact(f, "subset")} (NC)`,
  ],
  "destination-rule": ["ok", (f) => fact(f, "host")],
  "no-destination-rule": ["plain", (f) => fact(f, "host")],
  "called-address": ["plain", () => "the called address itself"],
  "not-known": ["unknown", () => "not known: neither pods nor endpoint slices were read"],
  none: ["bad", () => "no usable endpoint (UH)"],
  usable: ["ok", (f) => count(Number(f["count"] ?? 0), "endpoint")],
};

const mode = (f: Facts): string =>
  fact(f, "mode") === "" ? "" : `, ${fact(f, "mode")} accepts it`;

const MTLS: Readonly<Record<string, Says>> = {
  mtls: ["ok", (f) => `mutual TLS${mode(f)}`],
  plaintext: ["warn", (f) => `plain text${mode(f)}`],
  tls: ["plain", () => "the caller's own TLS, passed on as it is"],
  unknown: ["unknown", () => "not known how the connection travels"],
  refused: ["bad", () => "the two sides do not agree"],
  "plaintext-to-strict": ["bad", () => "plain text, and the server takes mutual TLS alone"],
  "tls-to-strict": [
    "bad",
    () => "TLS without a certificate of the mesh, which the server asks for",
  ],
  "mtls-to-plaintext-port": ["bad", () => "mutual TLS, and the port takes plain text alone"],
  "mtls-to-no-proxy": ["bad", () => "mutual TLS, and the server has no proxy to take it"],
  "no-authority": ["bad", () => "TLS whose certificate authority the proxy does not get"],
  "tls-to-sidecar": ["bad", () => "TLS that is not the mesh's, at an HTTP port of a sidecar"],
};

const TOKEN: Readonly<Record<string, Says>> = {
  "token-valid": ["ok", () => "the token is accepted"],
  "token-invalid": ["bad", () => "no provider accepts the token: 401"],
  "token-unknown": ["unknown", () => "whether there is a token is not known"],
};

const AUTHORIZATION: Readonly<Record<string, Says>> = {
  allowed: ["ok", () => "no policy stands in the way"],
  "allowed-by-rule": ["ok", () => "a rule allows it"],
  "denied-by-rule": ["bad", () => "a rule denies it: 403"],
  "denied-unmatched": ["bad", () => "no ALLOW rule matches it: 403"],
  "authorization-depends": ["unknown", () => "depends on what is not known"],
};

const SAYS: Readonly<Record<TraceHop["at"], Readonly<Record<string, Says>>>> = {
  registry: REGISTRY,
  listener: LISTENER,
  "virtual-host": VIRTUAL_HOST,
  route: ROUTE,
  destination: ENDS,
  endpoints: ENDS,
  ...SETTINGS,
  mtls: MTLS,
  token: TOKEN,
  authorization: AUTHORIZATION,
};

/** What happens at one hop. A code that the catalogue does not have yet gives its own words, so that nothing is left out. */
export function hopSentence({ at, code, facts }: TraceHop): HopSentence {
  const [tone, says] = SAYS[at][code] ?? ["plain", () => code.replaceAll("-", " ")];
  return { tone, text: says(facts) };
}

/** What a row of the answer is about. */
export const hopLabels: Readonly<Record<TraceHop["at"], string>> = {
  registry: "Registry",
  listener: "Listener",
  "virtual-host": "Host",
  route: "Rule",
  destination: "Goes to",
  endpoints: "Endpoints",
  "load-balancer": "Balanced by",
  locality: "Nearness",
  "outlier-detection": "Outliers",
  "connection-pool": "Connections",
  tls: "TLS",
  tunnel: "Tunnel",
  mtls: "mTLS",
  token: "Token",
  authorization: "Allowed",
};
