import type { EdgeTraffic } from "../../telemetry/traffic";
import type { RecordAt } from "../node-draft";
import { calleeOf, type GraphContext, isNamed } from "./graph-context";

/**
 * Whether a record is a caller's hop to a waypoint. What the waypoint does with it is reported apart, so the service that it names
 * has not been reached yet.
 */
export const entersWaypoint = (context: GraphContext, edge: EdgeTraffic): boolean =>
  calleeOf(context, edge)?.proxy === "waypoint";

/**
 * The records without requests that are there twice. A gateway or sidecar in front of a waypoint reports a request to the waypoint, and
 * the waypoint reports the same one as that caller's request to the workload: the second says more, and stays. Where the waypoint
 * reports nothing the hop is all there is.
 *
 * Connections are not left out: ztunnel sees the hop to the waypoint and the one behind it as two, each with its own ends.
 *
 * source: https://istio.io/latest/docs/reference/config/metrics/#labels (`reporter`: source, destination, waypoint)
 */
export function withoutRepeatedHops(
  context: GraphContext,
  records: readonly RecordAt[],
): readonly RecordAt[] {
  const requests = records.filter(({ edge }) => edge.protocol !== "tcp");
  const hops = new Set(requests.filter(({ edge }) => entersWaypoint(context, edge)));
  if (hops.size === 0) return records;
  const passedOn = new Set(
    requests
      .filter((one) => !hops.has(one) && isNamed(one.edge.labels.destinationWorkload))
      .map(({ edge }) => callKey(edge)),
  );
  return records.filter((one) => !hops.has(one) || !passedOn.has(callKey(one.edge)));
}

const callKey = ({ labels, protocol }: EdgeTraffic): string =>
  JSON.stringify([
    protocol,
    labels.sourceCluster,
    labels.sourceNamespace,
    labels.sourceWorkload,
    labels.destinationService,
  ]);
