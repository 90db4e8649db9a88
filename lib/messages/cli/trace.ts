import type { TraceHop, TraceOutcome } from "@/lib/mesh/trace/answer";

const listed = (known: readonly string[]): string =>
  known.length === 0
    ? ""
    : ` There is ${known.slice(0, 8).join(", ")}${known.length > 8 ? " …" : ""}.`;

/** What `heddle trace` says, its help page among it. */
export const traceText = {
  description: [
    "Answers for one request what every proxy on its way does with it: which rule takes it, where it goes and in which shares, whether the connection is mutual TLS, whether a policy lets it through, and which object and field decides each of these.",
    "The mesh is what the files say: namespaces, services, pods or Deployments, endpoint slices, Istio and Gateway API objects, and the mesh configuration in ConfigMap istio-system/istio. In files without pods and endpoint slices the number of endpoints is not known and is null.",
    'With --batch, one JSON request is read per line, and one JSON answer is written per line in the same order. A line that cannot be answered gives {"line": N, "error": "…"}.',
  ],
  options: {
    from: "Who calls: the workload, or gateway:NS/NAME for a request that enters at that Gateway, of Istio or of the Gateway API. All Gateways on the same pods take part.",
    to: "The host as the caller dials it, and the port of the service. Without a port it is the only one of the service.",
    method: "The method. Default: GET.",
    path: "The path, with the query if there is one. Default: /.",
    header:
      "A request header; may be given several times. A header host is the authority in place of the host of --to.",
    sni: "The server name with which the caller opens TLS. Without it the caller sends plain text.",
    claims:
      "The claims of the request's token, as a JSON object. The token counts as valid if a provider has its issuer.",
    plaintext: "The caller's proxy takes no part, as for a pod without a sidecar.",
    batch:
      "Read requests from a file, or from - for standard input, one JSON object per line: {from, to, method, path, headers, sni, claims, plaintext}.",
  },
  exit: {
    answered: "Every request has an answer, whatever it says.",
    unusable:
      "The arguments, a request, or a part of the files cannot be used. All else is answered.",
  },
  examples: {
    one: "A call of the product page, with the header that chooses its reviewer:",
    gateway: "A request from outside, through the Gateway of the shop:",
    batch: "Many requests, from a pipeline:",
  },
  errors: {
    "not-an-object": "The request is not a JSON object.",
    missing: (field: string) => `${field} is missing.`,
    unknownField: (field: string, known: readonly string[]) =>
      `There is no field ${field}; a request has ${known.join(", ")}.`,
    wrongType: (field: string, wants: string) => `${field} has to be ${wants}.`,
    to: (to: string) => `${to} is no target: it is HOST or HOST:PORT.`,
    path: (path: string) => `The path ${path} does not begin with /.`,
    from: (from: string) => `${from} is no caller: it is NS/WORKLOAD or gateway:NS/NAME.`,
    noWorkload: (from: string, known: readonly string[]) =>
      `No workload ${from} is in the files.${listed(known)}`,
    noGateway: (from: string, known: readonly string[]) =>
      `No Gateway ${from.replace("gateway:", "")} is in the files.${listed(known)}`,
    header: (given: string) => `The header ${given} has no name and value: it is NAME=VALUE.`,
    claims: (detail: string) => `--claims is not a JSON object: ${detail}.`,
  },
  types: {
    text: "text",
    flag: "true or false",
    object: "an object",
    "texts-by-name": "an object of texts",
  },
  outcomes: {
    forward: "forwarded",
    redirect: "redirected",
    "direct-response": "answered by the proxy",
    "no-route": "not routed: no rule takes the request",
    "no-endpoints": "fails: no endpoint can take the request",
    denied: "denied",
    passthrough: "passed through: the registry has no such host on this port",
    blackhole: "blocked: the registry has no such host on this port",
    "tls-error": "fails: client and server do not agree on TLS",
  } satisfies Readonly<Record<TraceOutcome, string>>,
  hops: {
    registry: "registry",
    listener: "listener",
    "virtual-host": "host",
    route: "rule",
    destination: "goes to",
    endpoints: "endpoints",
    "load-balancer": "load balancer",
    locality: "locality",
    "outlier-detection": "outlier detection",
    "connection-pool": "connection pool",
    tls: "TLS",
    tunnel: "tunnel",
    mtls: "mTLS",
    token: "token",
    authorization: "policies",
  } satisfies Readonly<Record<TraceHop["at"], string>>,
  /** Above what one proxy decides. */
  at: (workload: string) => `At ${workload}`,
  noProxy: "At the caller, which has no proxy",
  facts: {
    rewrite: "rewrite",
    timeout: "timeout",
    retries: "retries",
    mirror: "mirror",
    fault: "fault",
    mtls: "connection",
    verdict: "policies",
    uncertain: "not certain",
    istio: "Istio",
  },
  noTimeout: "none",
  noRetries: "none",
  retries: (attempts: number, on: string) => `${attempts} on ${on}`,
  delay: (ms: number, percent: string) => `${percent} wait ${ms} ms`,
  abort: (status: string, percent: string) => `${percent} end with ${status}`,
  endpoints: (count: number | null) =>
    count === null ? "endpoints not known" : count === 1 ? "1 endpoint" : `${count} endpoints`,
  mtls: {
    mtls: "mutual TLS",
    plaintext: "plain text",
    tls: "TLS",
    broken: "broken: the two sides do not agree",
  },
  verdicts: { allowed: "allowed", denied: "denied", depends: "depends on what is not known" },
};
