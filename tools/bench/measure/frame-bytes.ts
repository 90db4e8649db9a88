import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import type { LiveMessage } from "@/lib/live/message";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import type { Traffic, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { err, ok } from "@/lib/result";
import type { MetricsPort } from "@/server/ports/metrics";
import { withChanges } from "../world/changes";
import { settingsOf, wholeView } from "../world/graphs";
import { createSteppedHub, type SteppedHub } from "../world/stepped-hub";
import { openWire, type Wire } from "../world/wire";
import { reportRows } from "./report-row";

const NODES = 300;
/** Rates and buckets come with the same period then: one tick has everything that a change costs. */
const TICK_SECONDS = 15;
const WARM_UP_TICKS = 3;
const MEASURED_TICKS = 8;

/** A source that answers with the samples of the day; only their time moves. */
function sourceOf(current: () => TrafficSamples): MetricsPort {
  return {
    probe: async () =>
      ok({
        flavour: "Prometheus 2.42.0",
        scrapeIntervalSeconds: TICK_SECONDS,
        reporters: ["source", "destination"],
        missing: [],
        clusters: [],
      }),
    traffic: async ({ at, parts, windowSeconds, latencyLevel }) => {
      const samples = current();
      const asked = <T>(part: (typeof parts)[number], rows: T) =>
        parts.includes(part) ? rows : null;
      return ok({
        ...samples,
        at,
        windowSeconds,
        latencyLevel,
        requests: asked("requests", samples.requests),
        unproxied: asked("requests", samples.unproxied),
        security: asked("security", samples.security),
        tcp: asked("tcp", samples.tcp),
        messages: asked("messages", samples.messages),
        latency: asked("latency", samples.latency),
      });
    },
    range: async () => err({ code: "refused", url: "", status: 501, detail: "not asked for here" }),
    queriesSent: () => 0,
  };
}

/** What one tick put on the wire, and how many edges it changed. */
type TickCost = { readonly bytes: number; readonly messages: number; readonly changed: number };

async function oneTick({ pass }: SteppedHub, wire: Wire): Promise<TickCost> {
  wire.take();
  await pass(TICK_SECONDS);
  const events = wire.take();
  const changed = new Set(events.flatMap(({ data }) => changedIn(messageIn(data))));
  return {
    bytes: events.reduce((sum, event) => sum + event.bytes, 0),
    messages: events.length,
    changed: changed.size,
  };
}

/** A message travels as a JSON string within the event: it was serialised once for all viewers. */
const messageIn = (data: string): LiveMessage =>
  JSON.parse(JSON.parse(data) as string) as LiveMessage;

function changedIn(message: LiveMessage): readonly string[] {
  if (message.type !== "traffic") throw new Error(`a tick sent ${message.type}`);
  const { changed, full, removed, set } = message.frame;
  if (full || set.length > 0 || removed.length > 0) throw new Error("the edges themselves changed");
  return changed.map((change) => change.id);
}

async function measure() {
  const mesh = syntheticMesh({ nodes: NODES });
  let samples = mesh.samplesAt(0, 0);
  const stepped = createSteppedHub({
    resources: [...mesh.index.snapshot.resources.values()],
    metricsOf: () => sourceOf(() => samples),
    tickSeconds: TICK_SECONDS,
  });
  await stepped.pass(TICK_SECONDS);
  const wire = await openWire(stepped.hub, stepped.clock);
  await stepped.pass(TICK_SECONDS * WARM_UP_TICKS);
  const [reset] = wire.take();
  const unchanged = [];
  for (let i = 0; i < MEASURED_TICKS; i += 1) unchanged.push(await oneTick(stepped, wire));
  const changed = [];
  for (let i = 1; i <= MEASURED_TICKS; i += 1) {
    samples = withChanges(mesh.samplesAt(0, 0), 0.05, i);
    changed.push(await oneTick(stepped, wire));
    // Back again, so that the next tick changes its own edges and no others.
    samples = mesh.samplesAt(0, 0);
    await stepped.pass(TICK_SECONDS);
  }
  const traffic = stepped.hub.traffic();
  await wire.close();
  stepped.stop();
  return { unchanged, changed, traffic, mesh, reset: reset?.bytes ?? 0 };
}

const most = (costs: readonly TickCost[]) => Math.max(...costs.map((cost) => cost.bytes));

function nodesOf({
  mesh,
  traffic,
}: {
  mesh: ReturnType<typeof syntheticMesh>;
  traffic: Traffic | null;
}) {
  const settings = settingsOf(mesh.cluster);
  return buildGraph({ index: mesh.index, traffic, view: wholeView, settings }).nodes.length;
}

await reportRows(["frame.bytes.unchanged", "frame.bytes.5pct"], async () => {
  const { changed, mesh, reset, traffic, unchanged } = await measure();
  const edges = traffic?.edges.size ?? 0;
  const nodes = nodesOf({ mesh, traffic });
  if (nodes < NODES * 0.98) throw new Error(`the graph has ${nodes} nodes`);
  if (unchanged.some((cost) => cost.changed > 0))
    throw new Error("an unchanged tick changed edges");
  const share = Math.min(...changed.map((cost) => cost.changed)) / edges;
  if (share < 0.05) throw new Error(`only ${(share * 100).toFixed(1)} % of the edges changed`);
  const messages = Math.max(...changed.map((cost) => cost.messages));
  return {
    "frame.bytes.unchanged": {
      value: most(unchanged),
      note: `most of ${unchanged.length} ticks, ${unchanged[0]?.messages} messages each, as event stream; ${nodes} nodes, ${edges} edges of traffic`,
    },
    "frame.bytes.5pct": {
      value: most(changed),
      note: `most of ${changed.length} ticks, ${messages} messages each, rates and buckets; ${(share * 100).toFixed(1)} % of ${edges} edges changed; a reset has ${reset}`,
    },
  };
});
