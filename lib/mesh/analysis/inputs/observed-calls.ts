import { type ClusterIds, clusterOfId } from "../../model/mesh-clusters";
import type { MeshIndex } from "../../model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "../../model/resource";
import { type ResolvedHost, resolveHost } from "../../routing/hosts";
import type { EdgeLabels, EdgeTraffic, ResponseRate, Traffic } from "../../telemetry/traffic";
import type { ObservedCall } from "./analysis-inputs";

/** A call as the metrics name it, before anybody looks who that is. */
export type SeenCall = {
  /** That of the edge: it stands for its labels. */
  readonly id: string;
  readonly labels: EdgeLabels;
  /** `null` where it is not said. */
  readonly perSecond: number | null;
  readonly mutualTls: boolean | null;
};

/** The calls of one moment, with what names the clusters of their labels. */
export type SeenCalls = {
  readonly calls: readonly SeenCall[];
  readonly clusterIds: ClusterIds;
  /** The cluster of metrics without cluster labels. */
  readonly unlabelled: string;
};

/** What the metrics of one moment call a call. Requests that a policy has turned away are none that it would turn away. */
export function seenCalls({ edges }: Traffic): readonly SeenCall[] {
  const calls: SeenCall[] = [];
  for (const edge of edges.values()) {
    const perSecond = rateOf(edge);
    if (perSecond === null) continue;
    calls.push({ id: edge.id, labels: edge.labels, perSecond, mutualTls: securityOf(edge) });
  }
  return calls;
}

/** Without rates, which change with every tick: findings that name callers then stay as they are. */
export const withoutRates = (calls: readonly SeenCall[]): readonly SeenCall[] =>
  calls.map((call) => ({ ...call, perSecond: null }));

/** Whether two lists without rates say the same. */
export const sameCalls = (a: readonly SeenCall[], b: readonly SeenCall[]): boolean =>
  a.length === b.length &&
  a.every((call, i) => call.id === b[i]?.id && call.mutualTls === b[i]?.mutualTls);

/**
 * Who calls whom, in an order that does not depend on that of the metrics.
 *
 * A call that reached no workload counts as one to each workload behind the service that it names, at a rate and with a security that
 * nobody knows. Who is named and not there is left out.
 */
export function observedCalls(
  index: MeshIndex,
  { calls, clusterIds, unlabelled }: SeenCalls,
): readonly ObservedCall[] {
  const clusterOf = (label: string): string =>
    isNamed(label) ? clusterOfId(index, clusterIds, label) : unlabelled;
  const between = new Map<string, ObservedCall>();
  const hostAt = hostsOf(index);
  for (const seen of calls) {
    for (const call of callsOf(index, seen, clusterOf, hostAt)) {
      const key = `${call.from}\n${call.to}\n${call.host}`;
      const known = between.get(key);
      between.set(key, known === undefined ? call : together(known, call));
    }
  }
  return [...between].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call);
}

/** Requests and connections of the same two. One without mTLS is enough to be without. */
const together = (a: ObservedCall, b: ObservedCall): ObservedCall => ({
  ...a,
  perSecond: a.perSecond === null || b.perSecond === null ? null : a.perSecond + b.perSecond,
  mutualTls: a.mutualTls === false || b.mutualTls === false ? false : (a.mutualTls ?? b.mutualTls),
});

const isNamed = (label: string): boolean => label !== "" && label !== "unknown";

type HostAt = (cluster: string, name: string, home: string) => ResolvedHost;

/** Callers of a namespace mean the same by a name: it is looked up once. */
function hostsOf(index: MeshIndex): HostAt {
  const known = new Map<string, ResolvedHost>();
  return (cluster, name, home) => {
    const key = `${cluster}\n${name}\n${home}`;
    const host = known.get(key) ?? resolveHost(index, cluster, name, home);
    known.set(key, host);
    return host;
  };
}

function callsOf(
  index: MeshIndex,
  { labels, perSecond, mutualTls }: SeenCall,
  clusterOf: (label: string) => string,
  hostAt: HostAt,
): readonly ObservedCall[] {
  const caller = workloadAt(
    index,
    clusterOf(labels.sourceCluster),
    labels.sourceNamespace,
    labels.sourceWorkload,
  );
  if (caller === null && isNamed(labels.sourceWorkload)) return [];
  const from = caller && refKey(refOf(caller));
  const cluster = clusterOf(
    isNamed(labels.destinationCluster) ? labels.destinationCluster : labels.sourceCluster,
  );
  const home = isNamed(labels.sourceNamespace)
    ? labels.sourceNamespace
    : labels.destinationNamespace;
  const named = hostAt(cluster, labels.destinationService, home);
  const { hostname: host } = named;
  if (isNamed(labels.destinationWorkload)) {
    const callee = workloadAt(
      index,
      cluster,
      labels.destinationNamespace,
      labels.destinationWorkload,
    );
    if (callee === null) return [];
    return [{ from, to: refKey(refOf(callee)), host, perSecond, mutualTls }];
  }
  const behind = named.type === "service" ? index.workloadsBehind(named.service) : [];
  return behind.map((workload) => ({
    ...{ from, to: refKey(refOf(workload)), host },
    perSecond: null,
    mutualTls: null,
  }));
}

const workloadAt = (
  index: MeshIndex,
  cluster: string,
  namespace: string,
  name: string,
): WorkloadResource | null =>
  isNamed(name) ? index.find("Workload", cluster, namespace, name) : null;

/** Requests, else connections opened; `null` where nothing was called, or all was turned away. */
function rateOf({ responses, tcp, protocol }: EdgeTraffic): number | null {
  if (protocol !== "tcp") {
    const passed = responses.filter((response) => !isRefusal(response));
    const rate = passed.reduce((sum, response) => sum + response.rate, 0);
    return rate > 0 ? rate : null;
  }
  if (tcp === null) return null;
  const refused = tcp.flagged.reduce((sum, flagged) => sum + flagged.rate, 0);
  const opened = tcp.opened - refused;
  if (opened > 0) return opened;
  // Connections that stay open carry bytes and are opened once.
  return tcp.opened === 0 && tcp.toServer + tcp.toClient > 0 ? 0 : null;
}

/** A policy's refusal carries no flag: 403, or for gRPC status 7. Source: Envoy's RBAC filter. */
const isRefusal = ({ code, grpcStatus, flags }: ResponseRate): boolean =>
  (flags === "-" || flags === "") && (grpcStatus === "7" || (code === "403" && grpcStatus === ""));

function securityOf({ security }: EdgeTraffic): boolean | null {
  if (security === null) return null;
  if (security.plaintext > 0) return false;
  return security.mutualTls > 0 ? true : null;
}
