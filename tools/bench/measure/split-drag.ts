import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { basesIn } from "@/lib/mesh/changes/base";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { splitChoices, splitTable, writeSplit } from "@/lib/mesh/changes/split/split";
import { moveWeight } from "@/lib/mesh/changes/split/weights";
import type { ServiceResource } from "@/lib/mesh/model/resource";
import { median, percentile } from "../statistics.mjs";
import { busyTime } from "./busy-time";
import { reportRows } from "./report-row";

/** Two in five nodes of the graph are services. */
const NODES = 2_500;
const SERVICES = 1_000;
const WARM_UP = 60;
/** The lowest of several drags is the one that other work on the machine disturbed least. */
const DRAGS = 4;
const STEPS = 100;

const { cluster, index, traffic } = syntheticMesh({ nodes: NODES });
const bases = basesIn(index.snapshot);

/** How many workloads call each service; the busiest costs a prediction most. */
function callersByService(): ReadonlyMap<ServiceResource, number> {
  const callers = new Map<string, Set<string>>();
  for (const { labels } of traffic.edges.values()) {
    const host = labels.destinationService;
    callers.set(host, (callers.get(host) ?? new Set()).add(labels.sourceWorkload));
  }
  return new Map(
    index.all("Service").map((service) => {
      const { name, namespace } = service.meta;
      return [service, callers.get(`${name}.${namespace}.svc.cluster.local`)?.size ?? 0];
    }),
  );
}

/** Ms of each step of some drags of one gesture: the edit, the draft with it, its prediction and its findings. */
function drag(service: ServiceResource): readonly (readonly number[])[] {
  const [choice] = splitChoices(index, service);
  const table = choice && splitTable(index, service, choice);
  if (choice === undefined || table?.ok !== true) throw new Error("the service has no split");
  const [row] = table.value.rows;
  let draft = newDraft("bench", "bench", cluster);
  let weights = table.value.start;
  const step = (to: number) => {
    weights = moveWeight(weights, row?.key ?? "", to);
    const edit = writeSplit(index, service, choice, table.value, weights);
    draft = addEdit(draft, { id: "drag", ...edit }, bases);
    const folded = foldDraft(draft);
    const outcome = draftOutcome({ folded, index, traffic, clusterOf: () => cluster });
    const isBack = to === table.value.start[row?.key ?? ""];
    if (outcome.prediction?.flows.length === 0 && !isBack) throw new Error("no requests change");
  };
  // Back and forth through all percents, as a hand does.
  const times = Array.from({ length: WARM_UP + DRAGS * STEPS }, (_, i) =>
    busyTime(() => step((i * 7) % 101)),
  );
  return Array.from({ length: DRAGS }, (_, i) =>
    times.slice(WARM_UP + i * STEPS, WARM_UP + (i + 1) * STEPS),
  );
}

await reportRows(["drag.step.1000"], async () => {
  const services = index.all("Service").length;
  if (services < SERVICES) throw new Error(`the mesh has ${services} services`);
  const split = [...callersByService()].filter(
    ([service]) => index.workloadsBehind(service).length > 1,
  );
  const [busiest] = split.toSorted((a, b) => b[1] - a[1]);
  if (busiest === undefined) throw new Error("no service has two versions");
  const drags = drag(busiest[0]);
  const value = Math.min(...drags.map((times) => percentile(times, 0.95)));
  const usual = Math.min(...drags.map((times) => median(times)));
  const note = `${services} services, ${traffic.edges.size} edges, ${busiest[1]} callers; median ${usual.toFixed(1)} ms`;
  return { "drag.step.1000": { value, note } };
});
