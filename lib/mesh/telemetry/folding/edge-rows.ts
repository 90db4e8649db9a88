import { mergeResponses } from "../ratios";
import type {
  EdgeLabels,
  EdgeTraffic,
  Protocol,
  RequestSample,
  ResponseRate,
  SecurityRates,
} from "../traffic";
import { quantise, sumExactly } from "./quantise";
import { trafficId } from "./traffic-id";

/**
 * The protocol of a row of the request metrics. `istio_requests_total` counts HTTP and gRPC alone, so a label that the
 * mesh renamed or removed means HTTP; a gRPC status on such a row still counts as one.
 */
export const requestProtocol = (label: string): Protocol =>
  label.toLowerCase() === "grpc" ? "grpc" : "http";

/** Only the labels of the edge, without what else a row carries. */
export function labelsOf(row: EdgeLabels): EdgeLabels {
  return {
    sourceCluster: row.sourceCluster,
    sourceNamespace: row.sourceNamespace,
    sourceWorkload: row.sourceWorkload,
    destinationCluster: row.destinationCluster,
    destinationNamespace: row.destinationNamespace,
    destinationWorkload: row.destinationWorkload,
    destinationService: row.destinationService,
  };
}

/** An edge of which nothing but its name is known yet. */
export function bareEdge(
  row: EdgeLabels,
  protocol: Protocol,
  reporter: "source" | "destination",
): EdgeTraffic {
  const labels = labelsOf(row);
  return {
    id: trafficId(labels, protocol),
    labels,
    protocol,
    reporter,
    responses: [],
    security: null,
    principals: { source: [], destination: [] },
    latency: null,
    averageMs: null,
    tcp: null,
    messages: null,
  };
}

/** Rows by the edge they belong to. */
export function groupByEdge<T extends EdgeLabels>(
  rows: readonly T[],
  protocolOf: (row: T) => Protocol,
): Map<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const row of rows) {
    const id = trafficId(row, protocolOf(row));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}

/** Request rows as edges: rates summed per code, gRPC status and flags. Rows without a rate are dropped. */
export function requestEdges(
  rows: readonly RequestSample[],
  reporter: "source" | "destination",
): readonly EdgeTraffic[] {
  const seen = rows.filter((row) => Number.isFinite(row.rate) && row.rate > 0);
  return [...groupByEdge(seen, (row) => requestProtocol(row.protocol)).values()].map((group) => ({
    ...bareEdge(group[0], requestProtocol(group[0].protocol), reporter),
    responses: quantisedResponses(group),
  }));
}

function quantisedResponses(rows: readonly RequestSample[]): readonly ResponseRate[] {
  return mergeResponses(rows).map(({ code, grpcStatus, flags, rate }) => ({
    code,
    grpcStatus,
    flags,
    rate: quantise(rate),
  }));
}

type SecuredRow = {
  readonly policy: string;
  readonly sourcePrincipal: string;
  readonly destinationPrincipal: string;
};

/**
 * How much of the edge was secured how, by weight (requests or connections), never by number of series.
 * A policy other than `mutual_tls` and `none` is not known to be either. `null` where nothing was weighed.
 */
export function securityOf<T extends SecuredRow>(
  rows: readonly T[],
  weight: (row: T) => number,
): SecurityRates | null {
  const rates: Record<keyof SecurityRates, number[]> = {
    mutualTls: [],
    plaintext: [],
    unknown: [],
  };
  for (const row of rows) rates[securedBy(row.policy)].push(weight(row));
  const security = {
    mutualTls: quantise(sumExactly(rates.mutualTls)),
    plaintext: quantise(sumExactly(rates.plaintext)),
    unknown: quantise(sumExactly(rates.unknown)),
  };
  return security.mutualTls + security.plaintext + security.unknown > 0 ? security : null;
}

function securedBy(policy: string): keyof SecurityRates {
  if (policy === "mutual_tls") return "mutualTls";
  return policy === "none" ? "plaintext" : "unknown";
}

/** The SPIFFE ids seen on the rows, in order; absent and `unknown` ones are none. */
export function principalsOf(rows: readonly SecuredRow[]): EdgeTraffic["principals"] {
  const seen = (ids: readonly string[]) =>
    [...new Set(ids)].filter((id) => id !== "" && id !== "unknown").sort();
  return {
    source: seen(rows.map((row) => row.sourcePrincipal)),
    destination: seen(rows.map((row) => row.destinationPrincipal)),
  };
}
