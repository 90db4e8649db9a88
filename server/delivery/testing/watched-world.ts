import { request, trafficOf } from "@/lib/mesh/graph/testing/calls";
import { deployment, namespace, service, weights } from "@/lib/mesh/graph/testing/objects";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import { readConfig } from "@/lib/mesh/model/raw/config";
import { readMeta } from "@/lib/mesh/model/raw/meta";
import { refKey } from "@/lib/mesh/model/resource";
import type { MeshSnapshot } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { predict } from "@/lib/mesh/prediction/predict";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { ObservedMesh } from "../watch/observed-mesh";
import { CLUSTER, changeTo, handsOn, recordOf, refTo, rule, startRunner } from "./delivery-world";
import { memoryStore } from "./memory-store";

export const START = Date.parse("2026-03-02T16:42:00Z");
export const MINUTE = 60_000;

const source = (id: "cluster" | "metrics", state: SourceStatus["state"]): SourceStatus => ({
  ...{ id, state, cluster: CLUSTER },
  ...{ since: START, lastGoodAt: START, problems: [], found: null },
});

const isController = ({ kind }: RawObject): boolean => kind === "Deployment";

const objects: readonly RawObject[] = [
  namespace("shop"),
  service("shop/web"),
  service("shop/a"),
  ...["web", "a-v1", "a-v2"].flatMap((name) => deployment(`shop/${name}`)).filter(isController),
  ...weights("shop/a", { v1: 90, v2: 10 }).slice(0, 1),
];

/** Requests per second of `web` to both versions of `a`, in the minute that ended `at`. */
export const trafficAt = (at: number, v1: number, v2: number) =>
  trafficOf({
    requests: Object.entries({ v1, v2 }).map(([version, rate]) =>
      request({ from: "shop/web", to: `shop/a-${version}`, host: "shop/a", rate }),
    ),
    ...{ at, windowSeconds: 60 },
  });

/** What half and half would do to forty requests per second. */
function predictionOn(snapshot: MeshSnapshot): Prediction {
  const ref = refTo("a");
  const manifest = rule("a", 50);
  const after = readConfig(ref.kind, readMeta(CLUSTER, ref, manifest), manifest);
  return predict({
    base: indexSnapshot(snapshot),
    overlay: new Map([[refKey(ref), after]]),
    traffic: trafficAt(START, 36, 4),
    clusterOf: () => CLUSTER,
  });
}

type Setting = {
  readonly metrics?: SourceStatus["state"];
  readonly keepWithinMs?: number | null;
  readonly predicted?: boolean;
  /** Annotations of the rule before the change, which has none. */
  readonly before?: Readonly<Record<string, string>>;
  /** The window that ended then, as the source remembers it; nothing by default. */
  readonly past?: (at: number) => Traffic | null;
};

const RULE = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  namespace: "shop",
  name: "a",
};

/** A change of one rule that stands, and the mesh around it. */
export async function applied(setting: Setting = {}) {
  const { metrics = "down", keepWithinMs = null, predicted = false, before, past } = setting;
  const asked: { readonly at: number; readonly windowSeconds: number }[] = [];
  const clock = createSteppedClock(START);
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(quiet.error.detail);
  const sim = createSim({
    mesh: { objects, traffic: quiet.value },
    cluster: CLUSTER,
    clock,
  });
  const old = rule("a", 10);
  const metadata = { name: "a", namespace: "shop", ...(before && { annotations: before }) };
  sim.control.apply({ ...old, metadata }, "heddle");
  let snapshot = sim.world.snapshot;
  let traffic: Traffic | null = null;
  let metricsState = metrics;
  const observed: ObservedMesh = {
    snapshot: () => snapshot(),
    traffic: () => traffic,
    async trafficAt(at, windowSeconds) {
      asked.push({ at, windowSeconds });
      return past?.(at) ?? null;
    },
    sources: () => [source("cluster", "ready"), source("metrics", metricsState)],
    settings: () => ({ clusters: [CLUSTER], clusterIds: {} }),
  };
  const store = memoryStore();
  const port = sim.cluster;
  const runner = startRunner({ store, port, clock, mesh: observed });
  const changes = [await changeTo(port, "a", 50)];
  const stood = sim.world.snapshot();
  const prediction = predicted ? predictionOn(stood) : null;
  await runner.begin(recordOf(changes, { createdAt: START, keepWithinMs }), prediction);
  const hands = handsOn(clock, store, runner, port);
  await hands.until(({ phase }) => phase === "applied" || phase === "confirming");
  return {
    ...{ clock, sim, store, runner, observed, port, asked, ...hands },
    /** As if the watch had not brought the write yet. */
    lag(lags: boolean) {
      snapshot = lags ? () => stood : sim.world.snapshot;
    },
    /** A tick of the metrics now. */
    tick(v1: number, v2: number) {
      metricsState = "ready";
      traffic = trafficAt(clock.now(), v1, v2);
    },
    /** As a process that has just begun: no tick yet. */
    forget() {
      traffic = null;
    },
    metricsAre(state: SourceStatus["state"]) {
      metricsState = state;
    },
    /** Somebody annotates the rule. */
    async mark(annotations: Readonly<Record<string, string>>) {
      const found = sim.world.find(RULE);
      if (found === null) throw new Error("no rule");
      const { metadata: stands } = { metadata: {}, ...found };
      sim.control.put({ ...found, metadata: { ...stands, annotations } }, "policy-bot");
    },
    found: async () => sim.world.find(RULE),
    watched: async () => (await hands.lines()).filter((line) => line.startsWith("watched")),
  };
}
