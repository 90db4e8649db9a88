import "server-only";
import type { MeshResource, NamespaceResource } from "@/lib/mesh/model/resource";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { RequestSample, TrafficRequest, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { ClusterEvent, ClusterPort } from "@/server/ports/cluster";
import type { MetricsError, MetricsPort, MetricsProbe } from "@/server/ports/metrics";

/** How a hub reads in tests, where nothing else is asked. */
export const HUB_SETTINGS = {
  tickSeconds: 5,
  windowSeconds: 60,
  pastSeconds: 7200,
  healthProfile: "heddle",
  healthRules: [],
  clusterIds: {},
} as const;

/** A clock that stands still until it is told to go on; every sleep that ends is let run before time goes further. */
export type SteppedClock = Clock & {
  step(ms: number): Promise<void>;
  /** Sets the time of day; who sleeps is not woken earlier or later, as with a timer of the system. */
  set(now: number): void;
};

/** Lets everything run that waits for nothing but its turn. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createSteppedClock(start = 1_000_000): SteppedClock {
  let now = start;
  /** What was set, against the time that passes for sleepers. */
  let offset = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const next = (until: number) =>
    [...sleepers].filter((s) => s.at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now + offset,
    elapsed: () => now,
    set(time) {
      offset = time - now;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener("abort", sleeper.wake, { once: true });
      }),
    async step(ms) {
      const until = now + ms;
      await settle();
      for (let due = next(until); due !== undefined; due = next(until)) {
        now = Math.max(now, due.at);
        due.wake();
        await settle();
      }
      now = until;
    },
  };
}

export const namespace = (name: string, cluster = "test", version = "1"): NamespaceResource => ({
  kind: "Namespace",
  meta: {
    cluster,
    namespace: "",
    name,
    uid: `uid-${name}`,
    resourceVersion: version,
    createdAt: null,
    labels: {},
    annotations: {},
  },
  terminating: false,
});

export const put = (resource: MeshResource): ClusterEvent => ({ type: "put", resource });
export const remove = (name: string, cluster = "test"): ClusterEvent => ({
  type: "delete",
  ref: { cluster, kind: "Namespace", namespace: "", name },
});
export const clusterStatus = (
  state: SourceStatus["state"],
  problems: SourceStatus["problems"] = [],
): ClusterEvent => ({
  type: "status",
  status: {
    id: "cluster",
    cluster: "test",
    state,
    since: 0,
    lastGoodAt: null,
    problems,
    found: null,
  },
});

/** A cluster that says what the test pushes; every watch starts with what `onWatch` gives. */
export type ScriptedCluster = ClusterPort & {
  push(...events: readonly ClusterEvent[]): void;
  /** Ends the running watch as a broken adapter would. */
  breakWatch(): void;
  watches(): number;
};

export function createScriptedCluster(
  onWatch: () => readonly ClusterEvent[] = () => [],
  over: Partial<
    Pick<
      ClusterPort,
      "read" | "user" | "can" | "rules" | "write" | "delivery" | "schema" | "cluster"
    >
  > = {},
): ScriptedCluster {
  let waiting: ClusterEvent[] = [];
  let wake = () => {};
  let broken = false;
  let watches = 0;
  return {
    cluster: "test",
    read: async (ref) => err({ code: "not-found", ref }),
    user: async () => ok("kim"),
    can: async (questions) => ok(questions.map(() => true)),
    rules: async () => ok({ rules: [], incomplete: false }),
    write: async () => err({ code: "unavailable", retryAfterMs: 1000, message: "a script" }),
    delivery: async () => ok({ canaries: [], rollouts: [], argoLabel: null, hidden: [] }),
    schema: async () => ok(null),
    ...over,
    watches: () => watches,
    push(...events) {
      waiting.push(...events);
      wake();
    },
    breakWatch() {
      broken = true;
      wake();
    },
    async *watch(signal) {
      watches += 1;
      broken = false;
      waiting = [...onWatch(), ...waiting];
      signal.addEventListener("abort", () => wake(), { once: true });
      while (!signal.aborted && !broken) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}

export const requestRow = (from: string, to: string, rate: number): RequestSample => ({
  sourceCluster: "",
  sourceNamespace: "shop",
  sourceWorkload: from,
  destinationCluster: "",
  destinationNamespace: "shop",
  destinationWorkload: to,
  destinationService: `${to}.shop.svc.cluster.local`,
  protocol: "http",
  code: "200",
  grpcStatus: "",
  flags: "-",
  rate,
});

/** The whole answer to `request`, with these rows of requests. */
export const samplesOf = (
  request: TrafficRequest,
  requests: readonly RequestSample[],
): TrafficSamples => {
  const asked = <T>(part: TrafficRequest["parts"][number], rows: readonly T[]) =>
    request.parts.includes(part) ? rows : null;
  return {
    at: request.at,
    windowSeconds: request.windowSeconds,
    requests: asked("requests", requests),
    unproxied: asked("requests", []),
    security: asked("security", []),
    tcp: asked("tcp", []),
    messages: asked("messages", []),
    latency: asked(
      "latency",
      requests.map((row) => ({
        ...row,
        bounds: [10, 100, Number.POSITIVE_INFINITY],
        counts: [row.rate / 2, row.rate, row.rate],
        sumMs: null,
        count: null,
      })),
    ),
    latencyLevel: request.latencyLevel,
    problems: [],
    warnings: [],
  };
};

export const PROBE: MetricsProbe = {
  flavour: "Prometheus 2.42.0",
  scrapeIntervalSeconds: 5,
  reporters: ["source", "destination"],
  missing: [],
  clusters: [],
};

export type ScriptedMetrics = MetricsPort & {
  /** What was asked, in order. */
  readonly asked: TrafficRequest[];
  answer: (request: TrafficRequest) => Result<TrafficSamples, MetricsError>;
  probeAnswer: Result<MetricsProbe, MetricsError>;
  /** When the source was looked at, by the clock. */
  readonly probedAt: number[];
  /** How long the buckets take; the other parts answer at once. */
  latencyMs: number;
};

export function createScriptedMetrics(
  clock: Clock,
  rows: readonly RequestSample[] = [requestRow("web", "cart", 10)],
  over: Partial<Pick<MetricsPort, "range">> = {},
): ScriptedMetrics {
  let sent = 0;
  const metrics: ScriptedMetrics = {
    asked: [],
    probedAt: [],
    answer: (request) => ok(samplesOf(request, rows)),
    probeAnswer: ok(PROBE),
    latencyMs: 0,
    async probe() {
      metrics.probedAt.push(clock.now());
      return metrics.probeAnswer;
    },
    async traffic(request, signal) {
      metrics.asked.push(request);
      sent += request.parts.length;
      const pause = request.parts.includes("latency") ? metrics.latencyMs : 0;
      if (pause > 0) await clock.sleep(pause, signal);
      return metrics.answer(request);
    },
    range: async () => err({ code: "refused", url: "", status: 500, detail: "not scripted" }),
    queriesSent: () => sent,
    ...over,
  };
  return metrics;
}
