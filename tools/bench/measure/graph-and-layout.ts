import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { layoutGraph } from "@/lib/layout/layout-graph";
import type { LayoutStructure } from "@/lib/layout/structure";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import type { Traffic, TrafficFrame } from "@/lib/mesh/telemetry/traffic";
import { applyTrafficFrame, trafficFrame } from "@/lib/mesh/telemetry/traffic-frame";
import { median } from "../statistics.mjs";
import { settingsOf, wholeView } from "../world/graphs";
import { busyTime } from "./busy-time";
import { reportRows } from "./report-row";

const NODES = 1_000;
const BATCHES = 5;
const RUNS = 9;
/** A machine that is busy with other things must not hold the rest up. */
const LIMIT_MS = 8_000;
/** Some rates are so small that rounding leaves them as they were. */
const MOST = 0.95;

/**
 * Time of one call in ms: the lowest median of several batches, the first of which is for the compiler. A median speaks of the usual
 * call, garbage collection included; the lowest of them of the batch that other work on the machine disturbed least.
 *
 * @param prepare makes the argument of each call; not measured
 */
function timeOf<T>(prepare: () => T, call: (prepared: T) => void): number {
  const startedAt = performance.now();
  const medians: number[] = [];
  for (let batch = 0; batch <= BATCHES; batch += 1) {
    const times = Array.from({ length: RUNS }, () => {
      const prepared = prepare();
      return busyTime(() => call(prepared));
    });
    if (batch > 0) medians.push(median(times));
    if (batch > 0 && performance.now() - startedAt > LIMIT_MS) break;
  }
  return Math.min(...medians);
}

const mesh = syntheticMesh({ nodes: NODES });

/**
 * Traffic as a browser holds it, tick by tick: by frames that came as JSON. All edges have other figures each time, so that of the
 * tick before nothing helps but which record belongs where.
 */
function followTicks(): () => Traffic {
  let server = mesh.traffic;
  let browser = server;
  return () => {
    const next = foldSamples(mesh.samplesAt(server.tick + 1, 1), server, server.tick + 1);
    // Written by the line above in this form.
    const frame = JSON.parse(JSON.stringify(trafficFrame(server, next))) as TrafficFrame;
    const applied = applyTrafficFrame(browser, frame);
    if (applied === null || frame.changed.length < next.edges.size * MOST) {
      throw new Error(`a tick changed ${frame.changed.length} of ${next.edges.size} edges`);
    }
    server = next;
    browser = applied;
    return browser;
  };
}

// One object, as in the page: what the graph remembers of names is kept under it.
const settings = settingsOf(mesh.cluster);

const graphOf = (traffic: Traffic, index = mesh.index): MeshGraph =>
  buildGraph({
    index,
    traffic,
    view: wholeView,
    settings,
  });

const sizeOf = ({ edges, nodes }: MeshGraph) => `${nodes.length} nodes, ${edges.length} edges`;

function expectNodes({ nodes }: MeshGraph): void {
  if (nodes.length < NODES * 0.99) throw new Error(`the graph has ${nodes.length} nodes`);
}

await reportRows(["graph.build.1000"], async () => {
  const value = timeOf(followTicks(), (traffic) => graphOf(traffic));
  const anew = timeOf(
    () => mesh.index.snapshot,
    (snapshot) => graphOf(mesh.traffic, indexSnapshot(snapshot)),
  );
  const graph = graphOf(mesh.traffic);
  expectNodes(graph);
  const note = `${sizeOf(graph)}, ${mesh.traffic.edges.size} of traffic; per tick; ${anew.toFixed(1)} ms after a change in the cluster, its index included`;
  return { "graph.build.1000": { value, note } };
});

/** Every node of the graph as a card of its own. */
function structureOf({ edges, nodes }: MeshGraph): LayoutStructure {
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      group: node.group,
      width: 128,
      height: 38,
      side: node.callers > 0 ? "right" : "left",
      entry: node.gateway === "ingress",
    })),
    edges: edges.map(({ source, target }) => ({ source, target })),
  };
}

function withOneMore(structure: LayoutStructure): LayoutStructure {
  const [first] = structure.nodes;
  if (first === undefined) throw new Error("no node to lay out");
  const added = { ...first, id: "added" };
  return {
    nodes: [...structure.nodes, added],
    edges: [...structure.edges, { source: first.id, target: added.id }],
  };
}

await reportRows(["layout.1000"], async () => {
  const graph = graphOf(mesh.traffic);
  expectNodes(graph);
  const structure = structureOf(graph);
  const more = withOneMore(structure);
  const options = { previous: null, pinned: new Map(), aspect: 1.6 };
  const { positions } = layoutGraph(structure, options);
  const anew = timeOf(
    () => structure,
    (s) => layoutGraph(s, options),
  );
  const after = timeOf(
    () => more,
    (s) => layoutGraph(s, { ...options, previous: positions }),
  );
  const note = `${sizeOf(graph)}: anew ${anew.toFixed(1)} ms, after an addition ${after.toFixed(1)} ms`;
  return { "layout.1000": { value: Math.max(anew, after), note } };
});
