import "server-only";
import type {
  EdgeLabels,
  LatencySample,
  MessageSample,
  RequestSample,
  SecuritySample,
  TcpSample,
  TrafficRequest,
  TrafficSamples,
} from "@/lib/mesh/telemetry/traffic";
import type { Engine } from "./engine";
import { LATENCY_BOUNDS } from "./latency";
import { type Row, UNKNOWN } from "./rows";
import { addScaled, type Tally, tally } from "./window";

/** One kind of request as one of its ends reports it. */
type Report = { readonly labels: EdgeLabels; readonly row: Row; readonly tally: Tally };

/**
 * What a Prometheus that scrapes this mesh's proxies would answer to the queries of one tick.
 *
 * @param second end of the window; the seconds before it are complete
 */
export function samplesAt(engine: Engine, second: number, request: TrafficRequest): TrafficSamples {
  const { windowSeconds, latencyLevel } = request;
  const asked = new Set(request.parts);
  const tallies = tally(engine, second - windowSeconds, second, asked.has("latency"));
  const sources = reports(tallies, "source");
  const destinations = reports(tallies, "destination");
  const unproxied = destinations.filter((r) => r.labels.sourceWorkload === UNKNOWN);
  const rate = (n: number) => n / windowSeconds;
  return {
    at: second * 1000,
    windowSeconds,
    requests: asked.has("requests") ? requests(sources, rate) : null,
    unproxied: asked.has("requests") ? requests(unproxied, rate) : null,
    security: asked.has("security") ? security(destinations, rate) : null,
    tcp: asked.has("tcp")
      ? [...tcp(sources, "source", rate), ...tcp(destinations, "destination", rate)]
      : null,
    messages: asked.has("messages") ? messages([...sources, ...unproxied], rate) : null,
    latency: asked.has("latency") ? latency([...sources, ...unproxied], latencyLevel, rate) : null,
    latencyLevel,
    problems: [],
    warnings: [],
  };
}

type Rate = (n: number) => number;

function reports(tallies: readonly Tally[], end: "source" | "destination"): readonly Report[] {
  return tallies
    .filter((t) => t.row.reports[end])
    .map((t) => ({
      labels: end === "source" ? t.row.asSource : t.row.asDestination,
      row: t.row,
      tally: t,
    }));
}

/** Reports with the same labels, together. */
function grouped<L extends object>(
  all: readonly Report[],
  labelsOf: (report: Report) => L,
): readonly { readonly labels: L; readonly members: readonly Report[] }[] {
  const groups = new Map<string, { labels: L; members: Report[] }>();
  for (const report of all) {
    const labels = labelsOf(report);
    const key = Object.values(labels).join("\n");
    const group = groups.get(key);
    if (group) group.members.push(report);
    else groups.set(key, { labels, members: [report] });
  }
  return [...groups.values()];
}

const counted = (members: readonly Report[]): number =>
  members.reduce((sum, m) => sum + m.tally.n, 0);

const withProtocol = (all: readonly Report[], tcp: boolean): readonly Report[] =>
  all.filter((r) => (r.row.protocol === "tcp") === tcp);

function requests(all: readonly Report[], rate: Rate): readonly RequestSample[] {
  const groups = grouped(withProtocol(all, false), ({ labels, row }) => ({
    ...labels,
    protocol: row.protocol,
    code: row.code,
    grpcStatus: row.grpc,
    flags: row.flags,
  }));
  return groups.map(({ labels, members }) => ({ ...labels, rate: rate(counted(members)) }));
}

/** `connection_security_policy` as each end says it: the caller's proxy never does. */
export const securityPolicy = (row: Row, end: "source" | "destination"): string => {
  if (end === "source") return UNKNOWN;
  return row.mtls ? "mutual_tls" : "none";
};

const principals = (row: Row) => ({
  sourcePrincipal: row.principals.source,
  destinationPrincipal: row.principals.destination,
});

function security(all: readonly Report[], rate: Rate): readonly SecuritySample[] {
  const groups = grouped(withProtocol(all, false), ({ labels, row }) => ({
    ...labels,
    protocol: row.protocol,
    policy: securityPolicy(row, "destination"),
    ...principals(row),
  }));
  return groups.map(({ labels, members }) => ({ ...labels, rate: rate(counted(members)) }));
}

function tcp(
  all: readonly Report[],
  end: "source" | "destination",
  rate: Rate,
): readonly TcpSample[] {
  const groups = grouped(withProtocol(all, true), ({ labels, row }) => ({
    ...labels,
    reporter: end,
    reporterApp: reporterApp(row, end),
    flags: row.flags,
    policy: securityPolicy(row, end),
    ...principals(row),
  }));
  const bytes = (members: readonly Report[], way: "request" | "response") =>
    rate(members.reduce((sum, m) => sum + m.tally.n * m.row.bytes[way], 0));
  return groups.map(({ labels, members }) => ({
    ...labels,
    toServer: bytes(members, "request"),
    toClient: bytes(members, "response"),
    opened: rate(counted(members)),
  }));
}

/** The label `app` of the reporting pod, which scrapers put on its series. */
export function reporterApp(row: Row, end: "source" | "destination"): string {
  const reporter = end === "source" ? row.source : row.destination;
  return reporter?.podLabels["app"] ?? "";
}

/** A unary gRPC call is one message each way. */
function messages(all: readonly Report[], rate: Rate): readonly MessageSample[] {
  const groups = grouped(
    all.filter((r) => r.row.protocol === "grpc"),
    (r) => r.labels,
  );
  return groups.map(({ labels, members }) => {
    const n = rate(counted(members));
    return { ...labels, toServer: n, toClient: n };
  });
}

const BOUNDS: readonly number[] = [...LATENCY_BOUNDS, Number.POSITIVE_INFINITY];

function latency(
  all: readonly Report[],
  level: TrafficRequest["latencyLevel"],
  rate: Rate,
): readonly LatencySample[] {
  const groups = grouped(withProtocol(all, false), ({ labels, row }) => ({
    ...labels,
    // At the level of services the destination's labels are not asked for, and so absent.
    ...(level === "service" && { destinationNamespace: "", destinationWorkload: "" }),
    protocol: row.protocol,
  }));
  return groups.map(({ labels, members }) => {
    const buckets = new Float64Array(BOUNDS.length);
    for (const { tally } of members) if (tally.buckets) addScaled(buckets, tally.buckets, 1);
    return {
      ...labels,
      bounds: BOUNDS,
      counts: Array.from(buckets, rate),
      sumMs: rate(members.reduce((sum, m) => sum + m.tally.sumMs, 0)),
      count: rate(counted(members)),
    };
  });
}
