import { setTimeout as sleep } from "node:timers/promises";
import type { LiveMessage } from "@/lib/live/message";
import { generateMesh } from "@/server/adapters/sim/mesh/generate-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { Hub } from "@/server/live/hub";
import { silentObserver } from "@/server/live/observer";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import { systemClock } from "@/server/system-clock";
import { percentile, seededRandom } from "../statistics.mjs";
import { connectKubernetes } from "../world/kubernetes-world";
import { reportRows } from "./report-row";

const EVENTS = 200;
const PATIENCE_MS = 5_000;

type World = {
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort | null;
  readonly put: (object: Readonly<Record<string, unknown>>) => void;
  /** Mean distance of two changes: now and then several fall into one frame. */
  readonly meanGapMs: number;
  readonly close: () => Promise<void>;
};

const changeName = (i: number) => `bench-${i}`;

const change = (i: number) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: changeName(i), namespace: "team-000" },
  spec: { hosts: [`bench-${i}.example.com`], http: [{ route: [{ destination: { host: "a" } }] }] },
});

/** Ms from just before each change until a viewer of the hub held the frame with it. */
async function delaysOf(world: World): Promise<readonly number[]> {
  const hub = new Hub({
    clusters: [world.cluster],
    metrics: world.metrics,
    clock: systemClock,
    epoch: "bench",
    settings: {
      tickSeconds: 5,
      windowSeconds: 60,
      pastSeconds: 7_200,
      healthProfile: "heddle",
      healthRules: [],
      clusterIds: {},
    },
    observer: silentObserver,
  });
  const leave = new AbortController();
  const seen = new Map<string, number>();
  const reading = watchFrames(hub, leave.signal, seen);
  hub.start();
  const next = seededRandom(7);
  const made = new Map<string, number>();
  try {
    await until(() => hub.readiness().ready, "the cluster's first list did not arrive");
    await sleep(500);
    for (let i = 0; i < EVENTS; i += 1) {
      await sleep(next() * 2 * world.meanGapMs);
      made.set(changeName(i), performance.now());
      world.put(change(i));
    }
    await until(() => seen.size === EVENTS, "not every change reached the viewer");
  } finally {
    leave.abort();
    hub.stop();
    await reading;
    await world.close();
  }
  return [...made].map(([name, at]) => (seen.get(name) ?? Number.NaN) - at);
}

/** Notes when a frame came, before it is read: reading is the browser's time. */
async function watchFrames(hub: Hub, signal: AbortSignal, seen: Map<string, number>) {
  for await (const { text } of hub.attach(null, signal)) {
    const at = performance.now();
    // Serialised by the hub as this type.
    const message = JSON.parse(text) as LiveMessage;
    if (message.type !== "mesh") continue;
    for (const event of message.frame.events) {
      const name = event.type === "put" ? event.resource.meta.name : "";
      if (name.startsWith("bench-") && !seen.has(name)) seen.set(name, at);
    }
  }
}

async function until(holds: () => boolean, otherwise: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(otherwise);
    await sleep(10);
  }
}

const mesh = () => generateMesh({ namespaces: 10, servicesPer: 15 });

function simWorld(): World {
  const sim = createSim({ mesh: mesh(), cluster: "bench", clock: systemClock });
  const { cluster, control, metrics } = sim;
  const put: World["put"] = (object) => control.put(object);
  // The embedded mesh computes its controllers and its traffic anew after every change, on this same thread.
  return { cluster, metrics, put, meanGapMs: 110, close: async () => {} };
}

async function kubernetesWorld(): Promise<World> {
  const { cluster, close, put } = await connectKubernetes(mesh().objects);
  return { cluster, metrics: null, put, meanGapMs: 60, close };
}

const p95 = (delays: readonly number[]) => percentile(delays, 0.95);

await reportRows(["event_to_frame.p95"], async () => {
  const sim = p95(await delaysOf(simWorld()));
  const kubernetes = p95(await delaysOf(await kubernetesWorld()));
  const note = `${EVENTS} changes each at random moments, 300 nodes: embedded mesh with traffic ${sim.toFixed(0)} ms, API server over HTTP ${kubernetes.toFixed(0)} ms; the slower counts`;
  return { "event_to_frame.p95": { value: Math.max(sim, kubernetes), note } };
});
