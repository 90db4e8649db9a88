import { foldSamples } from "../../telemetry/fold";
import type {
  EdgeLabels,
  LatencySample,
  MessageSample,
  RequestSample,
  SecuritySample,
  TcpSample,
  Traffic,
  TrafficSamples,
} from "../../telemetry/traffic";
import { placeOf } from "./objects";

/** Who calls whom: `shop/web`, `unknown` or `lost-cluster|shop/web` for a cluster. */
export type Call = {
  readonly from: string;
  readonly to: string;
  /** `destination_service`: `shop/cart` stands for `cart.shop.svc.cluster.local`; anything else is literal. */
  readonly host: string;
  readonly rate?: number;
  readonly code?: string;
  readonly grpc?: string;
  readonly flags?: string;
};

export function labels({ from, to, host }: Pick<Call, "from" | "to" | "host">): EdgeLabels {
  const [source, destination] = [endOf(from), endOf(to)];
  const [ns, name, ...more] = host.split("/");
  const local = ns && name && more.length === 0 && !host.includes(".");
  return {
    sourceCluster: source.cluster,
    sourceNamespace: source.namespace,
    sourceWorkload: source.name,
    destinationCluster: destination.cluster,
    destinationNamespace: destination.namespace,
    destinationWorkload: destination.name,
    destinationService: local ? `${name}.${ns}.svc.cluster.local` : host,
  };
}

function endOf(text: string) {
  const [cluster = "", path = ""] = text.includes("|") ? text.split("|", 2) : ["", text];
  if (path === "unknown") return { cluster, namespace: "unknown", name: "unknown" };
  return { cluster, ...placeOf(path) };
}

export const request = (call: Call): RequestSample => ({
  ...labels(call),
  protocol: call.grpc === undefined ? "http" : "grpc",
  code: call.code ?? "200",
  grpcStatus: call.grpc ?? "",
  flags: call.flags ?? "-",
  rate: call.rate ?? 1,
});

export const secured = (call: Call & { readonly policy: string }): SecuritySample => ({
  ...labels(call),
  protocol: call.grpc === undefined ? "http" : "grpc",
  policy: call.policy,
  sourcePrincipal: "",
  destinationPrincipal: "",
  rate: call.rate ?? 1,
});

/** Buckets at 10, 100 ms and infinity, cumulative. */
export const timed = (call: Call & { readonly counts: readonly number[] }): LatencySample => ({
  ...labels(call),
  protocol: call.grpc === undefined ? "http" : "grpc",
  bounds: [10, 100, Number.POSITIVE_INFINITY],
  counts: call.counts,
  sumMs: null,
  count: null,
});

/** Connections of both directions as the source reported them; 100 bytes per second to the server for a rate of 1. */
export const connected = (call: Call): TcpSample => ({
  ...labels(call),
  reporter: "source",
  reporterApp: "",
  flags: "-",
  policy: "unknown",
  sourcePrincipal: "",
  destinationPrincipal: "",
  toServer: 100 * (call.rate ?? 1),
  toClient: 1000 * (call.rate ?? 1),
  opened: call.rate ?? 1,
});

export const streamed = (call: Call): MessageSample => ({
  ...labels(call),
  toServer: call.rate ?? 1,
  toClient: call.rate ?? 1,
});

const EMPTY: TrafficSamples = {
  at: 1_800_000_000_000,
  windowSeconds: 60,
  requests: [],
  unproxied: [],
  security: [],
  tcp: [],
  messages: [],
  latency: [],
  latencyLevel: "workload",
  problems: [],
  warnings: [],
};

/** The fold of one tick's samples. */
export const trafficOf = (samples: Partial<TrafficSamples>, tick = 1): Traffic =>
  foldSamples({ ...EMPTY, ...samples }, null, tick);

/** Requests alone, one row per call. */
export const requestsOf = (...calls: readonly Call[]): Traffic =>
  trafficOf({ requests: calls.map(request) });
