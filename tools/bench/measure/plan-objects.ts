import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, ObjectEdit } from "@/lib/mesh/changes/edit";
import { isJsonList, isJsonObject, type Json, type JsonPath } from "@/lib/mesh/manifest/json";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { ok } from "@/lib/result";
import { createScriptedCluster } from "@/server/live/live.fixture";
import type { Manifest } from "@/server/ports/cluster";
import type { Desk } from "@/server/services/changes/desk";
import { reviewDraft } from "@/server/services/changes/review-draft";
import { median } from "../statistics.mjs";
import { reportRows } from "./report-row";

/** Two in five nodes of the graph are services; half of those have a VirtualService and a DestinationRule. */
const NODES = 2_500;
const SPLITS = 25;
const WARM_UP = 10;
const RUNS = 30;

const { cluster, index, objects, traffic } = syntheticMesh({ nodes: NODES });
const current = basesIn(index.snapshot);

const refTo = ({ kind, meta }: ConfigResource): ConfigRef => ({
  cluster,
  kind,
  namespace: meta.namespace,
  name: meta.name,
});

function valueAt(value: Json, path: JsonPath): Json {
  let here: Json | undefined = value;
  for (const step of path) {
    if (typeof step === "number") here = isJsonList(here) ? here[step] : undefined;
    else here = isJsonObject(here) ? here[step] : undefined;
  }
  if (here === undefined) throw new Error(`nothing stands at ${path.join(".")}`);
  return here;
}

/** A subset more, and a route to it: what a canary begins with. The route needs the subset, so the order matters. */
function canary(rule: ConfigResource, route: ConfigResource): readonly ObjectEdit[] {
  const [subsets, routes] = [
    ["spec", "subsets"],
    ["spec", "http", 0, "route"],
  ] as const;
  const known = valueAt(current(refTo(route))?.value ?? null, routes);
  const host = valueAt(known, [0, "destination", "host"]);
  const weight = valueAt(known, [0, "weight"]);
  const to = { destination: { host, subset: "canary" }, weight: 5 };
  return [
    {
      type: "patch",
      ref: refTo(rule),
      changes: [
        { op: "insert", path: [...subsets, 0], to: { name: "canary", labels: { version: "v2" } } },
      ],
    },
    {
      type: "patch",
      ref: refTo(route),
      changes: [
        { op: "set", path: [...routes, 0, "weight"], was: weight, to: Number(weight) - 5 },
        { op: "insert", path: [...routes, 1], to },
      ],
    },
  ];
}

function canaries(): Draft {
  const rules = index.all("DestinationRule.networking.istio.io");
  const pairs = rules.flatMap((rule) => {
    const { namespace, name } = rule.meta;
    const route = index.find("VirtualService.networking.istio.io", cluster, namespace, name);
    return route === null ? [] : [canary(rule, route)];
  });
  return pairs.slice(0, SPLITS).reduce(
    (draft, edits, i) => {
      const [first] = edits;
      if (first === undefined) return draft;
      const intent = { type: "typed", ref: first.ref } as const;
      return addEdit(draft, { id: `e${i}`, intent, objects: edits }, current);
    },
    newDraft("bench", "bench", cluster),
  );
}

const keyOf = (kind: string, namespace: string, name: string) => `${kind} ${namespace}/${name}`;

/** The mesh as manifests, each answered at once. */
function answeringCluster() {
  const manifests = new Map<string, Manifest>();
  for (const object of objects) {
    // As the synthetic mesh writes them.
    const { name, namespace } = object["metadata"] as { name: string; namespace?: string };
    manifests.set(keyOf(String(object["kind"]), namespace ?? "", name), object);
  }
  return createScriptedCluster(() => [], {
    cluster,
    read: async ({ kind, namespace, name }) =>
      ok(manifests.get(keyOf(kind.split(".", 1)[0] ?? "", namespace, name)) ?? {}),
    write: async (request) =>
      ok({
        object: request.verb === "apply" ? request.object : null,
        uid: "",
        resourceVersion: "",
        generation: null,
        warnings: [],
      }),
  });
}

function deskWith(draft: Draft): Desk {
  const text = JSON.stringify(draft);
  const source = { state: "ready", since: 0, lastGoodAt: 0, problems: [], found: null } as const;
  const unasked = () => Promise.reject(new Error("a review asks for nothing else"));
  const stored = async () => ({ draft: JSON.parse(text), author: null, version: 1, updatedAt: 0 });
  return {
    clusters: [answeringCluster()],
    hub: {
      snapshot: () => index.snapshot,
      traffic: () => traffic,
      sources: () => [
        { ...source, id: "cluster", cluster },
        { ...source, id: "metrics", cluster },
      ],
      settings: () => ({
        clusters: [cluster],
        tickSeconds: 5,
        windowSeconds: 60,
        pastSeconds: 7_200,
        healthProfile: "heddle",
        healthRules: [],
        clusterIds: {},
      }),
    },
    store: {
      drafts: { list: unasked, get: stored, save: unasked, remove: unasked },
      changes: {
        begin: unasked,
        get: unasked,
        list: unasked,
        unfinished: unasked,
        append: unasked,
        journal: unasked,
        setOutcome: unasked,
      },
    },
    runner: { begin: unasked },
    clock: { now: () => performance.now(), elapsed: () => performance.now(), sleep: unasked },
  };
}

await reportRows(["plan.50objects"], async () => {
  const desk = deskWith(canaries());
  const { signal } = new AbortController();
  const times: number[] = [];
  let flows = 0;
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const cpu = process.cpuUsage();
    const from = performance.now();
    const request = { draft: "bench", leaveOut: [], takeOwnership: [] };
    const review = await reviewDraft(desk, request, signal);
    const wallMs = performance.now() - from;
    const { system, user } = process.cpuUsage(cpu);
    // As `busyTime`: the lesser of two times that are each no less than true.
    const took = Math.min(wallMs, (system + user) / 1_000);
    if (!review.ok) throw new Error(review.error.code);
    const { blockers, objects: reviewed, prediction } = review.value;
    if (reviewed.length !== 2 * SPLITS) throw new Error(`${reviewed.length} objects are reviewed`);
    if (blockers.length > 0) throw new Error(JSON.stringify(blockers[0]));
    flows = prediction?.flows.length ?? 0;
    if (run >= WARM_UP) times.push(took);
  }
  const value = median(times);
  const note = `${2 * SPLITS} objects, ${flows} flows predicted, ${index.all("Service").length} services; slowest ${Math.max(...times).toFixed(0)} ms of ${RUNS}; a cluster that answers at once`;
  return { "plan.50objects": { value, note } };
});
