import { ratio, totalRate } from "../../telemetry/ratios";
import type { EdgeTraffic, Protocol } from "../../telemetry/traffic";
import { type GraphContext, serviceNamed } from "../ends/graph-context";
import type { EdgeDraft, NodeDraft } from "../node-draft";

/**
 * An edge's requests ÷ all that its source sends to the same services with the same protocol; behind a service, ÷ all that it was sent.
 * `null` for an edge without requests.
 */
export type ShareOf = (source: NodeDraft, edge: EdgeDraft, rate: number) => number | null;

/** For one build: what a node sends is added up once, however many edges leave it. Drafts must not change any more. */
export function createShares(context: GraphContext): ShareOf {
  const known = new Map<readonly EdgeTraffic[], Rates>();
  return (source, { traffic, protocol, step }, rate) => {
    if (rate === 0) return null;
    const sent = step ? source.inbound : source.outbound;
    const rates = known.get(sent) ?? ratesOf(context, sent);
    known.set(sent, rates);
    const called = new Set(traffic.map((edge) => destinationOf(context, edge)));
    let all = 0;
    for (const destination of called) all += rates.get(destination)?.[protocol] ?? 0;
    return whole(ratio(rate, all));
  };
}

/** Sums of the same rates in another order differ by some 1e-16 of them; no counter tells a billionth of its traffic apart. */
const SAME = 1e-9;

/** All of it is 1, not a little less for the order in which rates were added up. */
const whole = (share: number | null): number | null =>
  share !== null && share > 1 - SAME ? 1 : share;

/** Requests per second by what was called. */
type Rates = ReadonlyMap<unknown, Readonly<Record<Protocol, number>>>;

function ratesOf(context: GraphContext, sent: readonly EdgeTraffic[]): Rates {
  const rates = new Map<unknown, Record<Protocol, number>>();
  for (const edge of sent) {
    const destination = destinationOf(context, edge);
    const known = rates.get(destination) ?? { http: 0, grpc: 0, tcp: 0 };
    known[edge.protocol] += totalRate(edge.responses);
    rates.set(destination, known);
  }
  return rates;
}

/** What was called, however the caller spelled it. */
function destinationOf(context: GraphContext, edge: EdgeTraffic): unknown {
  const host = serviceNamed(context, edge);
  if (host.type === "service") return host.service;
  return host.type === "service-entry" ? host.entry : edge.labels.destinationService;
}
