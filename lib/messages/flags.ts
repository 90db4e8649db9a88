import type { DiagnosisCode, FlagCode } from "@/lib/mesh/telemetry/flags";

/** What response flags and their combinations with codes mean, in the inspector and in tables. */
export const flagText = {
  /** One sentence per flag: what the proxy saw. */
  flag: {
    DC: "The caller closed the connection before the answer was complete.",
    DPE: "The caller broke the protocol.",
    IH: "A header of the request has a value that strict checking refuses.",
    NR: "No route or listener takes this request.",
    NC: "The route leads to a cluster that the proxy does not have.",
    NFCF: "A filter waits for a configuration that has not arrived.",
    DF: "The name of the called host could not be resolved.",
    UC: "The called side closed the connection before its answer was complete.",
    UF: "The connection to the called side could not be made.",
    UH: "No endpoint of the called service is healthy, or it has none.",
    UPE: "The called side broke the protocol.",
    UR: "The called side reset the stream.",
    URX: "The last allowed retry or connection attempt failed.",
    LH: "The local health check failed.",
    CONNECT: "ztunnel could not connect to the called side.",
    DT: "The request or the connection lasted longer than its maximum duration.",
    SI: "Nothing moved on the stream for longer than its idle timeout.",
    UMSDR: "The stream lasted longer than its maximum duration.",
    UT: "The answer did not come within the route's timeout.",
    DO: "The request was dropped to shed load.",
    OM: "The proxy's overload manager ended the request.",
    RL: "A rate limit was reached.",
    UO: "A limit of the connection pool was reached (circuit breaking).",
    RLSE: "The rate limit service failed, and the filter refuses requests when it does.",
    UAEX: "The external authorization service refused the request.",
    DENY: "An authorization policy denied the connection at ztunnel.",
    DI: "A delay was injected by a fault rule.",
    FI: "An abort was injected by a fault rule.",
    LR: "The proxy reset the connection itself.",
    RFCF: "The answer came from the proxy's cache.",
  } satisfies Record<FlagCode, string>,
  unknownFlag: (text: string) =>
    `The proxy reported the flag ${text}, which is not in the catalogue.`,
  noFlag: "The proxies flagged nothing: the answer came from the application or from a filter.",
  /** What a code and its flags mean together, and where to look. */
  diagnosis: {
    "no-route":
      "No virtual host or route matches the request: compare its host, port and path with the Gateway and the VirtualService or HTTPRoute.",
    "blocked-host":
      "The host is not in the registry and outbound traffic to unknown hosts is blocked (REGISTRY_ONLY): add a ServiceEntry, or check the Sidecar's egress hosts.",
    "missing-cluster":
      "A route names a subset or host that does not exist: check the subsets of the DestinationRule against the route.",
    "no-healthy-upstream":
      "There is nobody to send to: the subset's labels select no pod, no pod is ready, or outlier detection has ejected all of them.",
    "connection-failed":
      "Connecting failed: plain text to a STRICT workload or the other way round, a wrong target port, a certificate that is not accepted, or nothing listens.",
    "connection-closed":
      "The application closed or reset the connection: a keep-alive shorter than the proxy's, a restart, or a port whose protocol is declared wrongly.",
    "timed-out": "The route's timeout passed before the answer came.",
    overflow:
      "The connection pool's limits were reached: see connectionPool in the DestinationRule, and how many requests are pending.",
    "probably-denied":
      "Probably an AuthorizationPolicy: its 403 carries no flag. Without the policy's verdict or the access log, it can also be the application's own answer.",
    "denied-by-authorizer": "The external authorizer of a CUSTOM policy said no.",
    "denied-at-l4": "An AuthorizationPolicy denied the connection at layer 4.",
    unauthenticated:
      "No valid credentials: a RequestAuthentication refused the token, or the application asks for one.",
    "server-error": "The application failed, or an HTTPRoute names a backend that does not exist.",
    "caller-left": "The caller did not wait for the answer: it gave up, or its own timeout passed.",
    "injected-abort":
      "The answer was made up by a fault rule of a VirtualService; the called side never saw the request.",
    "rate-limited": "A local or global rate limit refused the request.",
    "retries-used-up": "Every attempt failed: look at the answers of the called side.",
    "dns-failed":
      "The host's name does not resolve from the proxy: check the ServiceEntry and DNS.",
  } satisfies Record<DiagnosisCode, string>,
} as const;
