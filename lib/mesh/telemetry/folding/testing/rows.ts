import fc from "fast-check";
import { foldSamples } from "../../fold";
import type {
  EdgeLabels,
  EdgeTraffic,
  LatencySample,
  MessageSample,
  RequestSample,
  SecuritySample,
  TcpSample,
  Traffic,
  TrafficSamples,
} from "../../traffic";

/** `web>cart@cart` in namespace shop; `other/` before a workload for another one, `-` for an absent workload. */
export function labels(text: string): EdgeLabels {
  const [ends = "", host = ""] = text.split("@");
  const [from = "", to = ""] = ends.split(">");
  const end = (side: string) => {
    if (side === "unknown") return ["unknown", "unknown"] as const;
    if (side === "-") return ["", ""] as const;
    const [a = "", b] = side.split("/");
    return b === undefined ? (["shop", a] as const) : ([a, b] as const);
  };
  return {
    sourceCluster: "",
    sourceNamespace: end(from)[0],
    sourceWorkload: end(from)[1],
    destinationCluster: "",
    destinationNamespace: end(to)[0],
    destinationWorkload: end(to)[1],
    destinationService:
      host.includes(".") || host.includes(":") ? host : `${host}.shop.svc.cluster.local`,
  };
}

export const request = (
  edge: string,
  rate: number,
  answer: Partial<RequestSample> = {},
): RequestSample => ({
  ...labels(edge),
  protocol: "http",
  code: "200",
  grpcStatus: "",
  flags: "-",
  ...answer,
  rate,
});

export const secured = (
  edge: string,
  policy: string,
  rate: number,
  more: Partial<SecuritySample> = {},
) => ({
  ...labels(edge),
  protocol: "http",
  policy,
  sourcePrincipal: "unknown",
  destinationPrincipal: "unknown",
  ...more,
  rate,
});

export const tcp = (
  edge: string,
  reporter: TcpSample["reporter"],
  more: Partial<TcpSample> = {},
): TcpSample => ({
  ...labels(edge),
  reporter,
  reporterApp: "web",
  flags: "-",
  policy: "unknown",
  sourcePrincipal: "unknown",
  destinationPrincipal: "unknown",
  toServer: 100,
  toClient: 200,
  opened: 1,
  ...more,
});

export const buckets = (
  edge: string,
  counts: readonly number[],
  more: Partial<LatencySample> = {},
) => ({
  ...labels(edge),
  protocol: "http",
  bounds: [10, 100, Number.POSITIVE_INFINITY],
  counts,
  sumMs: null,
  count: null,
  ...more,
});

export const messages = (edge: string, toServer: number, toClient: number): MessageSample => ({
  ...labels(edge),
  toServer,
  toClient,
});

export const samples = (parts: Partial<TrafficSamples>): TrafficSamples => ({
  at: 1_000,
  windowSeconds: 60,
  requests: [],
  unproxied: [],
  security: [],
  tcp: [],
  messages: [],
  latency: null,
  latencyLevel: "workload",
  problems: [],
  warnings: [],
  ...parts,
});

export const fold = (parts: Partial<TrafficSamples>, previous: Traffic | null = null) =>
  foldSamples(samples(parts), previous, (previous?.tick ?? 0) + 1);

/** One line per edge: what a person compares. */
export const show = (traffic: Traffic): readonly string[] => [...traffic.edges.values()].map(line);

export function line(edge: EdgeTraffic): string {
  const answers = edge.responses.map(
    (r) =>
      `${r.code}${r.grpcStatus && `/${r.grpcStatus}`}${r.flags === "-" ? "" : ` ${r.flags}`} ${r.rate}`,
  );
  const s = edge.security;
  return [
    edge.id,
    edge.reporter === "destination" ? "seen by destination" : "",
    answers.join(", "),
    s && `mtls ${s.mutualTls} plain ${s.plaintext} unknown ${s.unknown}`,
    edge.tcp && `tcp ${edge.tcp.toServer} ${edge.tcp.toClient} ${edge.tcp.opened}`,
    edge.messages && `messages ${edge.messages.toServer} ${edge.messages.toClient}`,
    edge.latency && `buckets ${edge.latency.counts.join(" ")}`,
    edge.averageMs !== null && `avg ${edge.averageMs}`,
  ]
    .filter(Boolean)
    .join(" | ");
}

export const only = (traffic: Traffic): EdgeTraffic => {
  const [edge, ...more] = traffic.edges.values();
  if (edge === undefined || more.length > 0) throw new Error(show(traffic).join("\n"));
  return edge;
};

export const label = fc.constantFrom(
  "a",
  "b",
  "unknown",
  "",
  "=",
  "?",
  "x/y",
  "a>b",
  "%3a",
  "@",
  "a!",
);
