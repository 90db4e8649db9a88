import { Hub } from "@/server/live/hub";
import { silentObserver } from "@/server/live/observer";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { createPastQueries } from "@/server/services/query-past";
import type { Context } from "./init";

type Parts = {
  readonly clock: Clock;
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort | null;
  readonly signal: AbortSignal;
  readonly calls?: Context["calls"];
};

/** What procedures need, over one scripted cluster. The hub is not started. */
export function contextOf({ clock, cluster, metrics, signal, calls }: Parts): Context {
  const hub = new Hub({
    clusters: [cluster],
    metrics,
    clock,
    epoch: "e1",
    settings: {
      tickSeconds: 5,
      windowSeconds: 60,
      pastSeconds: 7200,
      healthProfile: "heddle",
      healthRules: [],
      clusterIds: {},
    },
    observer: silentObserver,
  });
  const past = createPastQueries({
    metrics,
    clock,
    latencyLevel: () => "workload",
    shortestWindowSeconds: () => 0,
    signal,
  });
  return {
    hub,
    clusters: [cluster],
    past,
    requestId: "r1",
    calls: calls ?? { around: (_path, _requestId, call) => call() },
  };
}
