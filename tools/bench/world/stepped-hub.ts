import type { LiveMessage } from "@/lib/live/message";
import type { MeshResource } from "@/lib/mesh/model/resource";
import { Hub } from "@/server/live/hub";
import {
  clusterStatus,
  createScriptedCluster,
  createSteppedClock,
  put,
  type SteppedClock,
  settle,
} from "@/server/live/live.fixture";
import { silentObserver } from "@/server/live/observer";
import type { Clock } from "@/server/ports/clock";
import type { MetricsPort } from "@/server/ports/metrics";

/** Epoch of a server is a UUID: a shorter one would make every message shorter than it is. */
const EPOCH = "00000000-0000-4000-8000-000000000000";
const SECOND = 1_000;

export type SteppedHub = {
  readonly hub: Hub;
  readonly clock: SteppedClock;
  /** Lets so many seconds pass, each only when every question to the metrics source has been answered. */
  pass(seconds: number): Promise<void>;
  stop(): void;
};

export type SteppedHubOptions = {
  readonly resources: readonly MeshResource[];
  /** Makes the metrics source on the stepped clock. */
  readonly metricsOf: (clock: Clock) => MetricsPort;
  readonly tickSeconds: number;
  /** Called before each reading of traffic. */
  readonly onTick?: () => void;
};

/** Counts the calls that are under way, so that time does not run while the real network answers. */
function watched(metrics: MetricsPort, onTick: () => void) {
  let open = 0;
  const during = async <T>(call: Promise<T>): Promise<T> => {
    open += 1;
    try {
      return await call;
    } finally {
      open -= 1;
    }
  };
  const port: MetricsPort = {
    probe: (signal) => during(metrics.probe(signal)),
    traffic(request, signal) {
      if (request.parts.includes("requests")) onTick();
      return during(metrics.traffic(request, signal));
    },
    range: (request, signal) => during(metrics.range(request, signal)),
    queriesSent: () => metrics.queriesSent(),
  };
  const idle = async () => {
    await settle();
    // An answer may lead to the next question: two quiet turns in a row are the end of it.
    for (let quiet = 0; quiet < 2; quiet = open === 0 ? quiet + 1 : 0) await settle();
  };
  return { port, idle };
}

/** The product's hub, on a clock that stands still between its seconds. */
export function createSteppedHub(options: SteppedHubOptions): SteppedHub {
  const { metricsOf, onTick = () => {}, resources, tickSeconds } = options;
  const clock = createSteppedClock(Date.UTC(2026, 0));
  const { idle, port } = watched(metricsOf(clock), onTick);
  const cluster = createScriptedCluster(() => [
    ...resources.map(put),
    clusterStatus("ready"),
    { type: "synced" },
  ]);
  const hub = new Hub({
    clusters: [cluster],
    metrics: port,
    clock,
    epoch: EPOCH,
    settings: {
      tickSeconds,
      windowSeconds: 60,
      pastSeconds: 7_200,
      healthProfile: "heddle",
      healthRules: [],
      clusterIds: {},
    },
    observer: { ...silentObserver, failed: rethrowLater },
  });
  hub.start();
  return {
    hub,
    clock,
    async pass(seconds) {
      await idle();
      for (let i = 0; i < seconds; i += 1) {
        await clock.step(SECOND);
        await idle();
      }
    },
    stop: () => hub.stop(),
  };
}

/** A hub that survives a failure would be measured without noticing it. */
function rethrowLater(what: string, error: unknown): void {
  queueMicrotask(() => {
    throw new Error(what, { cause: error });
  });
}

/** Reads all that a viewer is sent. */
export function readAll(hub: Hub, signal: AbortSignal, onMessage: (message: LiveMessage) => void) {
  const stream = hub.attach(null, signal);
  const read = async () => {
    // Serialised by the hub as this type.
    for await (const { text } of stream) onMessage(JSON.parse(text) as LiveMessage);
  };
  return read();
}
