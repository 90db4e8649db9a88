import type { ServerTlsMode } from "@/lib/mesh/routing/gateway/gateway-server";
import type { SkippedServer } from "@/lib/mesh/routing/gateway/merge-servers";
import type { UncertainCode } from "@/lib/mesh/routing/spec/uncertainty";

const DOUBTS: Readonly<Record<UncertainCode, string>> = {
  "age-unknown": "two objects claim the same thing and it is not known which is older",
  delegate: "a rule is delegated to another VirtualService",
  ambient: "an ambient waypoint decides, which is not evaluated",
  "mixed-proxy": "its pods differ in how they take part in the mesh",
  regex: "a pattern is not evaluated",
  "unknown-attribute": "it depends on the request's method, path, headers, port or token",
  "envoy-filter": "an EnvoyFilter changes what the proxy does",
  unsupported: "a field is not evaluated",
  malformed: "an object is not readable as its kind",
  unread: "policies that may decide cannot be read",
  "refused-listener":
    "two rules of the port ask for the same, so that the proxy refuses its listener",
};

/** What Istio's modes of a server mean to those who connect. */
const SERVER_TLS: Readonly<Record<ServerTlsMode, string>> = {
  SIMPLE: "SIMPLE: TLS ends here, no client certificate",
  MUTUAL: "MUTUAL: TLS ends here, a client certificate is required",
  OPTIONAL_MUTUAL:
    "OPTIONAL_MUTUAL: TLS ends here, a client certificate is checked if there is one",
  ISTIO_MUTUAL: "ISTIO_MUTUAL: TLS of the mesh ends here, its certificate is required",
  PASSTHROUGH: "PASSTHROUGH: TLS passes on to the backend",
  AUTO_PASSTHROUGH: "AUTO_PASSTHROUGH: TLS passes on to the service that its name asks for",
};

const SKIPPED: Readonly<Record<SkippedServer["because"] | "invalid", string>> = {
  "duplicate-host": "not served: an older one has its host",
  "port-conflict": "not served: its port is taken",
  "port-name": "not served: its port's name is taken",
  invalid: "not served: protocol or certificate",
};

/** Mutual TLS, identities and authorization of a selection. */
export const securityText = {
  share: {
    full: "All of it is mutual TLS",
    part: "Part of it is plaintext",
    none: "All of it is plaintext",
    unknown: "Not known how it is secured",
  },
  mutual: "Mutual TLS",
  plaintext: "Plaintext",
  unknownRate: "Not known",
  callerId: "Caller",
  calleeId: "Callee",
  callerIds: "Callers",
  ownIds: "Own identity",
  noPrincipal: "no identity was seen",
  counted: {
    requests: { unit: "rps", share: "Share of the requests of which it is known." },
    connections: { unit: "/s", share: "Share of the opened connections of which it is known." },
    both: { unit: "/s", share: "Share of the requests and connections of which it is known." },
  },
  posture: "Security in force",
  /** A policy may stand in the workload's namespace or in the mesh's root, under the same name. */
  of: (namespace: string) => `in ${namespace}`,
  unset: "inherited: not set in",
  servers: "TLS of its servers",
  moreServers: (count: number) => `${count} more in these objects.`,
  plainServer: "plain text",
  redirects: "plain requests are sent to HTTPS",
  serverTls: SERVER_TLS,
  skipped: SKIPPED,
  verdicts: "Verdict for each caller",
  byDefault: "Istio's default: no PeerAuthentication decides",
  noProxy: "no proxy: it takes plaintext only",
  postureUnread: "not known: PeerAuthentications that may decide cannot be read",
  port: (port: number) => `port ${port}`,
  authorization: "Authorization",
  allowedNone: (workload: string) => `Allowed: no policy selects ${workload}`,
  allowedBy: "Allowed by",
  allowed: "Allowed: no DENY rule matches this caller",
  deniedBy: "Denied by",
  deniedUnmatched: "Denied: no rule matches this caller in",
  uncertain: (why: string) => `Cannot be said for all requests: ${why}`,
  asks: "Asks an external authorizer, by",
  selecting: "Policies that select it",
  noPolicies: "No AuthorizationPolicy selects it: everyone may call it.",
  policiesUnread: "Policies cannot all be read, so more may select it.",
  denial: {
    certain: (rate: string, share: string) =>
      `${rate}, ${share} of the requests, are denied: the policies refuse this caller too.`,
    probable: (rate: string, share: string) =>
      `${rate}, ${share} of the requests, are probably denied: 403 carries no flag, and the policies cannot be judged for certain. It can also be the application's answer.`,
  },
  noWorkload: "No workload is known at this end, so no policy can be judged.",
  caller: (name: string) => `As ${name}`,
  doubt: (code: UncertainCode) => DOUBTS[code],
} as const;
