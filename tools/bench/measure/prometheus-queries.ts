import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import type { EdgeTraffic } from "@/lib/mesh/telemetry/traffic";
import { createPrometheusMetrics } from "@/server/adapters/prometheus/prometheus-metrics";
import type { Hub } from "@/server/live/hub";
import { momentOf } from "../world/moments";
import { createSteppedHub, readAll } from "../world/stepped-hub";
import { startSyntheticPrometheus } from "../world/synthetic-prometheus";
import { reportRows } from "./report-row";

const TICK_SECONDS = 5;
const TICKS = 14;
const NODES_PER_NAMESPACE = 15;
const JOINING_PER_SECOND = 2;

type Count = {
  /** Queries that reached the server in each tick, from its start to the start of the next. */
  readonly perTick: readonly number[];
  /** Those before the first tick. */
  readonly atStart: number;
  readonly edges: number;
  readonly namespaces: number;
};

type Page = { readonly received: () => number; readonly close: () => Promise<void> };

function openPage(hub: Hub): Page {
  const leave = new AbortController();
  let received = 0;
  const reading = readAll(hub, leave.signal, () => {
    received += 1;
  });
  return {
    received: () => received,
    close() {
      leave.abort();
      return reading;
    },
  };
}

/** The hub and the Prometheus adapter against a server that counts; viewers join one by one, in the first seconds. */
async function countQueries(namespaces: number, viewers: number): Promise<Count> {
  const mesh = syntheticMesh({ nodes: namespaces * NODES_PER_NAMESPACE, namespaces });
  const moments = [1, 2, 3].map((tick) => momentOf(mesh.samplesAt(tick)));
  const server = await startSyntheticPrometheus(moments);
  const marks: number[] = [];
  const metrics: ReturnType<typeof createPrometheusMetrics>[] = [];
  const stepped = createSteppedHub({
    resources: [...mesh.index.snapshot.resources.values()],
    metricsOf(clock) {
      const made = createPrometheusMetrics({ url: server.url, clock });
      metrics.push(made);
      return made;
    },
    tickSeconds: TICK_SECONDS,
    onTick: () => marks.push(server.queries()),
  });
  const pages: Page[] = [];
  for (let second = 0; second < TICKS * TICK_SECONDS; second += 1) {
    const due = Math.min(viewers, 1 + second * JOINING_PER_SECOND);
    while (pages.length < due) pages.push(openPage(stepped.hub));
    await stepped.pass(1);
  }
  const edges = stepped.hub.traffic()?.edges ?? new Map<string, EdgeTraffic>();
  const seen = new Set([...edges.values()].map((edge) => edge.labels.sourceNamespace));
  for (const page of pages) await page.close();
  stepped.stop();
  for (const made of metrics) await made.close();
  await server.close();
  const unserved = pages.filter((page) => page.received() === 0).length;
  if (pages.length !== viewers || unserved > 0) throw new Error(`${unserved} viewers got nothing`);
  // The last mark opens a tick that is not complete.
  const perTick = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
  return { perTick, atStart: marks[0] ?? 0, edges: edges.size, namespaces: seen.size };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

async function worstTick(namespaces: number) {
  const count = await countQueries(namespaces, 1);
  if (count.namespaces !== namespaces) throw new Error(`traffic of ${count.namespaces} namespaces`);
  const worst = Math.max(...count.perTick);
  const least = Math.min(...count.perTick);
  const note = `${least} to ${worst} over ${count.perTick.length} ticks of ${TICK_SECONDS} s, ${count.edges} edges; ${count.atStart} once at the start`;
  return { value: worst, note };
}

await reportRows(["prometheus.queries_per_tick.5ns"], async () => ({
  "prometheus.queries_per_tick.5ns": await worstTick(5),
}));

await reportRows(["prometheus.queries_per_tick.50ns"], async () => ({
  "prometheus.queries_per_tick.50ns": await worstTick(50),
}));

await reportRows(["viewers.query_ratio"], async () => {
  const alone = await countQueries(5, 1);
  const crowd = await countQueries(5, 100);
  if (alone.perTick.length !== crowd.perTick.length) throw new Error("unequal numbers of ticks");
  const [one, hundred] = [sum(alone.perTick), sum(crowd.perTick)];
  const note = `${hundred} ÷ ${one} over ${alone.perTick.length} ticks`;
  return { "viewers.query_ratio": { value: hundred / one, note } };
});
