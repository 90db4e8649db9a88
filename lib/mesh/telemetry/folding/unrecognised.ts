import type { EdgeLabels, TcpSample } from "../traffic";
import { sumExactly } from "./quantise";

/** By how much the two ends of the same connections may differ: their proxies are scraped at different moments. */
const TOLERANCE = 0.1;

const MEASURES = ["toServer", "toClient", "opened"] as const;

/**
 * The rows without those of a destination that only repeat, as `unknown`, what the callers' own proxies report.
 *
 * Without mTLS a server's proxy cannot tell who opens a TCP connection: the exchange of metadata rides on the handshake. So a caller with
 * a proxy, in plain text, is there twice, once by its name and once as unknown. A server reports every connection that it gets: when the
 * callers' proxies together report as much as it does, known and unknown, nobody without a proxy is among them. Where it gets more,
 * somebody is, and its rows stay as they are.
 *
 * source: https://istio.io/latest/docs/tasks/observability/metrics/tcp-metrics/ (metadata exchange over ALPN `istio-peer-exchange`)
 */
export function withoutUnrecognised(
  rows: readonly TcpSample[],
  isUnknown: (row: EdgeLabels) => boolean,
): readonly TcpSample[] {
  const repeats = (row: TcpSample) => row.reporter === "destination" && isUnknown(row);
  if (!rows.some(repeats)) return rows;
  const byCallee = new Map<string, TcpSample[]>();
  for (const row of rows) {
    const key = JSON.stringify([
      row.destinationCluster,
      row.destinationNamespace,
      row.destinationWorkload,
    ]);
    const known = byCallee.get(key);
    if (known === undefined) byCallee.set(key, [row]);
    else known.push(row);
  }
  return [...byCallee.values()].flatMap((group) =>
    group.some(repeats) && areRecognised(group, isUnknown)
      ? group.filter((row) => !repeats(row))
      : group,
  );
}

/** Whether callers with a name report, of one callee, all that it reports itself. */
function areRecognised(
  group: readonly TcpSample[],
  isUnknown: (row: EdgeLabels) => boolean,
): boolean {
  const sent = group.filter((row) => row.reporter === "source" && !isUnknown(row));
  const received = group.filter((row) => row.reporter === "destination");
  const unknown = received.filter(isUnknown);
  return MEASURES.every((measure) => {
    const of = (some: readonly TcpSample[]) => sumExactly(some.map((row) => row[measure]));
    // What the unknown rows have nothing of, they cannot repeat: of that the ends may differ as they like.
    return of(unknown) === 0 || of(received) - of(sent) <= TOLERANCE * of(unknown);
  });
}
