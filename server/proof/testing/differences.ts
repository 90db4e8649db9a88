import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import {
  type ExpectedEdge,
  type ExpectedGraph,
  type ExpectedNode,
  edgeKey,
} from "./expected/expected-graph";
import type { Flow } from "./expected/flows";
import { histogramQuantile } from "./expected/lognormal";

/** How far a measured rate may be from the configured one. */
export type Noise = {
  /** Seconds of traffic that a rate is surely made of: the window less the scrapes at its ends. */
  readonly seconds: number;
  /** Share of the rate. */
  readonly relative: number;
  /** Requests come by chance: their number in a window is spread as a Poisson's. */
  readonly byChance: boolean;
  /** Durations are drawn from the configured distributions alone, nothing else takes time. */
  readonly exactDurations: boolean;
  /** In a large mesh buckets are read per caller and service: no quantile is known between a service and its workloads then. */
  readonly quantiles: "every-edge" | "callers";
};

/**
 * Traffic computed once a second: each second's rate is lognormal with sigma 0.08, so a mean over 56 seconds has a standard deviation of
 * 1.1 %, of which five are 5.4 %, and its expectation is 0.3 % higher. A scrape cuts the seconds at both ends of the window
 * anywhere: up to two of 56, 3.6 %.
 */
export const COMPUTED: Noise = {
  seconds: 56,
  relative: 0.093,
  byChance: false,
  exactDurations: true,
  quantiles: "every-edge",
};

/** As above with a scrape every 15 s, of which a window of 60 s surely holds three distances: five times 1.2 %, 0.3 %, two of 45. */
export const COMPUTED_AT_SCALE: Noise = {
  ...COMPUTED,
  seconds: 45,
  relative: 0.107,
  quantiles: "callers",
};

/** Callers that call at a fixed pace are held up by a busy machine; weights and errors are drawn for every request. */
export const MOVED: Noise = { ...COMPUTED, relative: 0.1, byChance: true, exactDurations: false };

/** Five standard deviations: one comparison in two million is further off. */
const SIGMAS = 5;

/** Whole requests: each series may have one more or less at each end of the window. */
const ENDS = 2;

const allowed = (noise: Noise, rate: number, flows: number): number =>
  rate * noise.relative +
  (flows * ENDS) / noise.seconds +
  (noise.byChance ? (SIGMAS * Math.sqrt(rate * noise.seconds)) / noise.seconds : 0);

const sum = (flows: readonly Flow[], of: (flow: Flow) => number): number =>
  flows.reduce((total, flow) => total + of(flow), 0);

type Check = (what: string, actual: number | null, expected: number, within: number) => void;

function checks(subject: string) {
  const found: string[] = [];
  const near: Check = (what, actual, expected, within) => {
    if (actual !== null && Math.abs(actual - expected) <= within) return;
    found.push(`${subject}: ${what} ${actual}, expected ${expected} ± ${within}`);
  };
  const same = (what: string, actual: unknown, expected: unknown) => {
    const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (a !== b) found.push(`${subject}: ${what} ${a}, expected ${b}`);
  };
  return { found, near, same };
}

/** A node as the expectation names it. */
function nameOf(node: MeshNode): string {
  switch (node.kind) {
    case "service":
      return `service ${node.namespace}/${node.name}`;
    case "workload":
      return `${node.namespace}/${node.name} ${node.version}`;
    case "external":
      return `external ${node.name}`;
    default:
      return node.kind;
  }
}

/** What the cluster has of its own, which no world describes: there, and idle. */
const isControlPlane = (node: MeshNode): boolean =>
  node.idle && ["default", "istio-system", "kube-system"].includes(node.namespace ?? "");

/** What of a graph is not as it was configured, as sentences; empty when everything is. */
export function differences(
  graph: MeshGraph,
  expected: ExpectedGraph,
  noise: Noise,
): readonly string[] {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const nodes = new Map(
    graph.nodes.filter((n) => !isControlPlane(n)).map((n) => [nameOf(n), n] as const),
  );
  const edges = new Map(
    graph.edges.map((edge) => {
      const source = names.get(edge.source) ?? "?";
      const target = names.get(edge.target) ?? "?";
      return [edgeKey({ source, target, protocol: edge.protocol }), edge] as const;
    }),
  );
  return [
    ...compare("node", nodes, expected.nodes, (node, wanted) =>
      nodeDifferences(node, wanted, names, noise),
    ),
    ...compare("edge", edges, expected.edges, (edge, wanted) =>
      edgeDifferences(edge, wanted, noise),
    ),
    ...unknownCallers(graph, expected),
  ];
}

function compare<A, E>(
  what: string,
  actual: ReadonlyMap<string, A>,
  expected: ReadonlyMap<string, E>,
  differ: (actual: A, expected: E) => readonly string[],
): readonly string[] {
  const extra = [...actual.keys()].filter((key) => !expected.has(key));
  return [
    ...extra.map((key) => `${what} ${key}: not configured`),
    ...[...expected].flatMap(([key, wanted]) => {
      const found = actual.get(key);
      return found === undefined ? [`${what} ${key}: missing`] : differ(found, wanted);
    }),
  ];
}

function nodeDifferences(
  node: MeshNode,
  wanted: ExpectedNode,
  names: ReadonlyMap<string, string>,
  noise: Noise,
): readonly string[] {
  const { found, near, same } = checks(`node ${wanted.name}`);
  same("parent", node.parent === null ? null : names.get(node.parent), wanted.parent);
  same("idle", node.idle, wanted.idle);
  for (const side of ["inbound", "outbound"] as const) {
    const rate = node[side]?.requestsPerSecond ?? 0;
    near(side, rate, wanted[side], allowed(noise, wanted[side], wanted.flows));
  }
  return found;
}

function edgeDifferences(edge: MeshEdge, wanted: ExpectedEdge, noise: Noise): readonly string[] {
  const { found, near, same } = checks(`edge ${edgeKey(wanted)}`);
  const { flows } = wanted;
  const { figures } = edge;
  const within = (rate: number) => allowed(noise, rate, flows.length);
  const rate = sum(flows, (f) => f.rate);
  if (wanted.protocol === "tcp") tcpDifferences(edge, flows, noise, near);
  else {
    const per = figures.requestsPerSecond;
    const failed = sum(flows, (f) => f.failed);
    const refused = sum(flows, (f) => f.refused);
    near("requests per second", per, rate, within(rate));
    near("failing per second", (figures.errorRatio ?? 0) * per, failed, within(failed));
    near("refused per second", (figures.clientErrorRatio ?? 0) * per, refused, within(refused));
    const callersOnly = noise.quantiles === "callers" && wanted.source.startsWith("service ");
    if (!callersOnly) found.push(...latencyDifferences(edge, wanted, noise));
  }
  if (wanted.protocol === "grpc") {
    near(
      "messages to the server per second",
      figures.messages?.toServer ?? null,
      rate,
      within(rate),
    );
    near(
      "messages to the client per second",
      figures.messages?.toClient ?? null,
      rate,
      within(rate),
    );
  }
  securityDifferences(edge, flows, noise, { near, same });
  const missing = [...new Set(flows.flatMap((f) => f.missingSubset ?? []))];
  same("missing subsets", edge.missingSubsets, missing);
  const denying = [...new Set(flows.flatMap((f) => f.deniedBy ?? []))];
  same("denied by", edge.denied?.by.map((ref) => ref.name) ?? [], denying);
  if (edge.denied) same("denied for certain", edge.denied.certain, true);
  return found;
}

function tcpDifferences(edge: MeshEdge, flows: readonly Flow[], noise: Noise, near: Check): void {
  const opened = sum(flows, (f) => f.rate);
  const within = allowed(noise, opened, flows.length);
  const { tcp } = edge.figures;
  near("connections per second", tcp?.opened ?? null, opened, within);
  // Bytes follow the connections, so their error is that of the number of connections.
  const toServer = sum(flows, (f) => f.rate * f.bytes.request);
  near("bytes to the server", tcp?.toServer ?? null, toServer, (toServer * within) / opened);
  if (!noise.exactDurations) return;
  const toClient = sum(flows, (f) => f.rate * f.bytes.response);
  near("bytes to the client", tcp?.toClient ?? null, toClient, (toClient * within) / opened);
}

function securityDifferences(
  edge: MeshEdge,
  flows: readonly Flow[],
  noise: Noise,
  { near, same }: Pick<ReturnType<typeof checks>, "near" | "same">,
): void {
  const mutual = sum(flows, (f) => (f.secured === "mutual" ? f.rate : 0));
  const plain = sum(flows, (f) => (f.secured === "plain" ? f.rate : 0));
  const share = edge.figures.mutualTlsShare;
  if (mutual + plain === 0) {
    same("mTLS share", share, null);
    return;
  }
  // A share of one or of zero is exact whatever the rates are.
  const mixed = mutual > 0 && plain > 0;
  const spread = allowed(noise, mutual, flows.length) + allowed(noise, plain, flows.length);
  near("mTLS share", share, mutual / (mutual + plain), mixed ? spread / (mutual + plain) : 0);
}

/** Quantiles at every edge; where nothing but the configured durations takes time, near those of their distributions. */
function latencyDifferences(
  { figures }: MeshEdge,
  wanted: ExpectedEdge,
  noise: Noise,
): readonly string[] {
  const subject = `edge ${edgeKey(wanted)}`;
  const parts = wanted.flows.map(({ latency, rate }) => ({ ...latency, weight: rate }));
  const requests = sum(wanted.flows, (f) => f.rate) * noise.seconds;
  // Counts are whole in every bucket, and the parts of a mixture are known no better than their rates.
  const rank =
    (wanted.flows.length * ENDS) / requests + (parts.length > 1 ? noise.relative / 2 : 0.005);
  return [0.5, 0.95, 0.99].flatMap((q) => {
    const found = quantile(figures.latency, q);
    if (found === null) return [`${subject}: no quantile ${q}`];
    if (!noise.exactDurations) return [];
    const [low, high] = [q - rank, q + rank].map((r) => histogramQuantile(parts, r));
    const ms = found.beyond ? Number.POSITIVE_INFINITY : found.ms;
    if (low !== undefined && high !== undefined && ms >= low && ms <= high) return [];
    return [`${subject}: quantile ${q} is ${ms} ms, expected ${low} to ${high}`];
  });
}

/** The unknown caller lists who it can be: the workloads without a proxy, istiod among them. */
function unknownCallers(graph: MeshGraph, { withoutProxy }: ExpectedGraph): readonly string[] {
  const { found, same } = checks("unknown caller");
  for (const { why } of graph.nodes) {
    if (why?.code !== "no-proxy-caller") continue;
    const candidates = why.candidates.map((ref) => `${ref.namespace}/${ref.name}`);
    same("candidates", [...candidates].sort(), ["istio-system/istiod", ...withoutProxy].sort());
  }
  return found;
}
