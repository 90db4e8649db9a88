import { Hub } from "@/server/live/hub";
import { HUB_SETTINGS } from "@/server/live/live.fixture";
import { silentObserver } from "@/server/live/observer";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { namingOf } from "@/server/services/naming-of";
import { createPastQueries } from "@/server/services/query-past";
import type { Context } from "./init";

type Parts = {
  readonly clock: Clock;
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort | null;
  readonly signal: AbortSignal;
  readonly calls?: Context["calls"];
  readonly store?: Context["store"];
  readonly runner?: Context["runner"];
};

/** Stands for what a test does not give, and says so when it is asked. */
const notGiven = <T extends object>(what: string): T =>
  // Nothing is read of it: whoever does is told.
  new Proxy({} as T, {
    get() {
      throw new Error(`this test has no ${what}`);
    },
  });

/** What procedures need, over one scripted cluster. The hub is not started. */
export function contextOf(parts: Parts): Context {
  const { clock, cluster, metrics, signal, calls, store, runner } = parts;
  const hub = new Hub({
    clusters: [cluster],
    metrics,
    clock,
    epoch: "e1",
    settings: HUB_SETTINGS,
    observer: silentObserver,
  });
  const past = createPastQueries({
    metrics,
    clock,
    latencyLevel: () => "workload",
    mesh: () => namingOf(hub),
    shortestWindowSeconds: () => 0,
    signal,
  });
  return {
    hub,
    clusters: [cluster],
    past,
    store: store ?? notGiven("store"),
    runner: runner ?? notGiven("runner"),
    clock,
    notify: (notice) => hub.notice(notice),
    requestId: "r1",
    calls: calls ?? { around: (_path, _requestId, call) => call() },
  };
}
