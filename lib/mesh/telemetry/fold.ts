import {
  bareEdge,
  groupByEdge,
  principalsOf,
  requestEdges,
  requestProtocol,
  securityOf,
} from "./folding/edge-rows";
import { latencyEdges } from "./folding/latency-edges";
import { isRate, quantise, sumExactly } from "./folding/quantise";
import { tcpEdges } from "./folding/tcp-edges";
import { trafficId } from "./folding/traffic-id";
import type {
  EdgeTraffic,
  MessageSample,
  SecuritySample,
  Traffic,
  TrafficSamples,
} from "./traffic";

export { trafficId };

type Edges = ReadonlyMap<string, EdgeTraffic>;

const NONE: Edges = new Map();

/**
 * The samples of one moment as traffic, one `EdgeTraffic` per caller, callee, service and protocol.
 *
 * A request that both sides reported counts once, as its source saw it. A part that is `null` in the samples, because
 * it was not asked for or failed, keeps its values of `previous`; so the latency of the slow cadence stays on edges
 * that still exist. A part that was answered replaces all of its former values: what it does not name is not known.
 * Rows whose rate is no rate (`NaN`, infinite, negative) are dropped, and figures are rounded to four significant
 * digits. The result does not depend on the order of the rows.
 */
export function foldSamples(
  samples: TrafficSamples,
  previous: Traffic | null,
  tick: number,
): Traffic {
  const before = previous?.edges ?? NONE;
  const requests = foldRequests(samples, before);
  const secured = foldSecurity(samples, requests, before);
  const streamed = foldMessages(samples, secured, before);
  const tcp =
    samples.tcp === null
      ? [...before.values()].filter((edge) => edge.protocol === "tcp")
      : tcpEdges(samples.tcp, [...requests.values()], before);
  const timed = latencyEdges(samples, streamed, previous);
  const edges = [...timed, ...tcp].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    tick,
    at: samples.at,
    windowSeconds: samples.windowSeconds,
    latencyAt: samples.latency === null ? (previous?.latencyAt ?? null) : samples.at,
    latencyLevel:
      samples.latency === null && previous !== null && previous.latencyAt !== null
        ? previous.latencyLevel
        : samples.latencyLevel,
    edges: new Map(edges.map((edge) => [edge.id, edge])),
  };
}

/** Source rows win over rows of the destination for the same edge: the same request reported by both counts once. */
function foldRequests({ requests, unproxied }: TrafficSamples, before: Edges): Edges {
  const kept = (reporter: "source" | "destination") =>
    [...before.values()]
      .filter((edge) => edge.reporter === reporter && edge.responses.length > 0)
      .map((edge) => ({
        ...bareEdge(edge.labels, edge.protocol, reporter),
        responses: edge.responses,
      }));
  const fromDestination =
    unproxied === null ? kept("destination") : requestEdges(unproxied, "destination");
  const fromSource = requests === null ? kept("source") : requestEdges(requests, "source");
  return new Map([...fromDestination, ...fromSource].map((edge) => [edge.id, edge]));
}

/** Joins what the destination says of its connections to the caller's edge, on the labels and the protocol. */
function foldSecurity({ security }: TrafficSamples, edges: Edges, before: Edges): Edges {
  const rows = security?.filter((row) => Number.isFinite(row.rate) && row.rate > 0) ?? [];
  const groups = groupByEdge<SecuritySample>(rows, (row) => requestProtocol(row.protocol));
  return mapEdges(edges, (edge) => {
    if (security === null) {
      const { security: kept = null, principals = edge.principals } = before.get(edge.id) ?? {};
      return { ...edge, security: kept, principals };
    }
    const group = groups.get(edge.id);
    if (group === undefined) return edge;
    return {
      ...edge,
      security: securityOf(group, (row) => row.rate),
      principals: principalsOf(group),
    };
  });
}

/** Messages sit on the gRPC edge; a stream that has not ended has no request yet, and gets its edge from them. */
function foldMessages({ messages }: TrafficSamples, edges: Edges, before: Edges): Edges {
  if (messages === null) {
    const kept = [...before.values()].filter((edge) => edge.messages !== null);
    return withEdges(edges, kept, (edge, old) => ({ ...edge, messages: old.messages }));
  }
  const rows = messages.filter(
    (row) => isRate(row.toServer) && isRate(row.toClient) && row.toServer + row.toClient > 0,
  );
  const streams = [...groupByEdge<MessageSample>(rows, () => "grpc").values()].map((group) => ({
    ...bareEdge(group[0], "grpc", group[0].sourceWorkload === "unknown" ? "destination" : "source"),
    messages: {
      toServer: quantise(sumExactly(group.map((row) => row.toServer))),
      toClient: quantise(sumExactly(group.map((row) => row.toClient))),
    },
  }));
  return withEdges(edges, streams, (edge, stream) => ({ ...edge, messages: stream.messages }));
}

function mapEdges(edges: Edges, change: (edge: EdgeTraffic) => EdgeTraffic): Edges {
  return new Map([...edges].map(([id, edge]) => [id, change(edge)]));
}

/** `more` laid over `edges`; one without a counterpart stands for itself, as the bare edge it names. */
function withEdges(
  edges: Edges,
  more: readonly EdgeTraffic[],
  lay: (edge: EdgeTraffic, over: EdgeTraffic) => EdgeTraffic,
): Edges {
  const result = new Map(edges);
  for (const over of more) {
    const edge = edges.get(over.id) ?? bareEdge(over.labels, over.protocol, over.reporter);
    result.set(over.id, lay(edge, over));
  }
  return result;
}
