import type { EdgeLabels, EdgeTraffic, FlagRate, TcpSample } from "../traffic";
import { bareEdge, groupByEdge, principalsOf, securityOf } from "./edge-rows";
import { isRate, quantise, sumExactly } from "./quantise";
import { withoutUnrecognised } from "./unrecognised";

/**
 * TCP rows as edges.
 *
 * Figures come from the source; from the destination only where the source has no proxy, that is where it reported
 * nothing anywhere, and where its unknown callers are not those that the sources name. Security comes from the destination, else from the source's ztunnel, which knows it too.
 * In ambient mode the bytes below requests that a proxy already counts are the same traffic, and are left out.
 *
 * @param requests the edges with requests of the same moment
 * @param previous security of an edge whose connections are all older than the window is what was last seen
 */
export function tcpEdges(
  samples: readonly TcpSample[],
  requests: readonly EdgeTraffic[],
  previous: ReadonlyMap<string, EdgeTraffic>,
): readonly EdgeTraffic[] {
  const usable = withoutUnrecognised(samples.filter(isUsable), isUnknown);
  const rows = withoutLayersBelow(usable, requests);
  const reporting = new Set(
    rows.filter((row) => row.reporter === "source" && !isUnknown(row)).map(callerKey),
  );
  return [...groupByEdge(rows, () => "tcp").entries()].flatMap(([id, group]) => {
    const fromSource = group.filter((row) => row.reporter === "source");
    const fromDestination = group.filter((row) => row.reporter === "destination");
    if (fromSource.length === 0 && reporting.has(callerKey(group[0]))) return [];
    const reporter = fromSource.length > 0 ? "source" : "destination";
    const counted = reporter === "source" ? fromSource : fromDestination;
    const edge = bareEdge(group[0], "tcp", reporter);
    const tcp = {
      toServer: sumOf(counted, "toServer"),
      toClient: sumOf(counted, "toClient"),
      opened: sumOf(counted, "opened"),
      flagged: flaggedOf(counted),
    };
    if (tcp.toServer + tcp.toClient + tcp.opened === 0) return [];
    const witnesses =
      fromDestination.length > 0 ? fromDestination : fromSource.filter(isFromZtunnel);
    const security =
      securityOf(witnesses, (row) => row.opened) ?? previous.get(id)?.security ?? null;
    return [{ ...edge, tcp, security, principals: principalsOf(witnesses) }];
  });
}

function isUsable({ toServer, toClient, opened }: TcpSample): boolean {
  return isRate(toServer) && isRate(toClient) && isRate(opened);
}

const isFromZtunnel = (row: TcpSample): boolean => row.reporterApp === "ztunnel";

const sumOf = (rows: readonly TcpSample[], field: "toServer" | "toClient" | "opened"): number =>
  quantise(sumExactly(rows.map((row) => row[field])));

function flaggedOf(rows: readonly TcpSample[]): readonly FlagRate[] {
  const rates = new Map<string, number[]>();
  for (const { flags, opened } of rows) {
    if (flags === "" || flags === "-" || opened === 0) continue;
    const known = rates.get(flags);
    if (known === undefined) rates.set(flags, [opened]);
    else known.push(opened);
  }
  return [...rates]
    .map(([flags, opened]) => ({ flags, rate: quantise(sumExactly(opened)) }))
    .sort((a, b) => (a.flags < b.flags ? -1 : 1));
}

const isUnknown = ({ sourceWorkload }: EdgeLabels): boolean =>
  sourceWorkload === "unknown" || sourceWorkload === "";

const callerKey = (row: EdgeLabels): string =>
  isUnknown(row)
    ? "unknown"
    : JSON.stringify([row.sourceCluster, row.sourceNamespace, row.sourceWorkload]);

const callKey = (row: EdgeLabels): string =>
  JSON.stringify([callerKey(row), row.destinationService]);

const calleeKey = (row: EdgeLabels): string =>
  JSON.stringify([row.destinationCluster, row.destinationNamespace, row.destinationWorkload]);

/**
 * Drops ztunnel's rows of traffic that requests already show: caller → callee or caller → waypoint, for a caller and
 * service with requests, and waypoint → callee.
 */
function withoutLayersBelow(
  rows: readonly TcpSample[],
  requests: readonly EdgeTraffic[],
): readonly TcpSample[] {
  if (!rows.some(isFromZtunnel)) return rows;
  const calleesByCall = new Map<string, Set<string>>();
  for (const { labels } of requests) {
    const callees = calleesByCall.get(callKey(labels)) ?? new Set();
    calleesByCall.set(callKey(labels), callees.add(calleeKey(labels)));
  }
  const behindWaypoint = new Map<string, Set<string>>();
  for (const row of rows.filter(isFromZtunnel)) {
    const callees = calleesByCall.get(callKey(row));
    if (callees === undefined || callees.has(calleeKey(row))) continue;
    const behind = behindWaypoint.get(calleeKey(row)) ?? new Set();
    for (const callee of callees) behind.add(callee);
    behindWaypoint.set(calleeKey(row), behind);
  }
  return rows.filter((row) => {
    if (!isFromZtunnel(row)) return true;
    if (calleesByCall.has(callKey(row))) return false;
    return behindWaypoint.get(callerKey(row))?.has(calleeKey(row)) !== true;
  });
}
