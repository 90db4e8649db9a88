import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { parseQuery } from "../query/parse";
import { buildGraph } from "./build-graph";
import type { MeshGraph } from "./mesh-graph";
import { request, requestsOf, timed, trafficOf } from "./testing/calls";
import { edge, graphOf, ids, node, p95, round, wires } from "./testing/look";
import { deployment, namespace, service } from "./testing/objects";
import { contextOf } from "./testing/recorded-mesh";
import type { GraphView } from "./view";

const team = (ns: string, size: number) => [
  namespace(ns),
  ...Array.from({ length: size }, (_, i) => [
    service(`${ns}/svc-${i}`),
    ...deployment(`${ns}/svc-${i}`, { app: `svc-${i}` }),
  ]).flat(),
];

const FLAT = { type: "workload", services: false, idle: true } as const;
const call = (from: string, to: string, rate = 1, code = "200") => {
  const [ns = "", name = ""] = to.split("/");
  return { from, to, host: `${ns}/${name}`, rate, code };
};

describe("a graph larger than the view allows", () => {
  const objects = [...team("big", 6), ...team("small", 2)];
  const traffic = requestsOf(
    call("small/svc-0", "big/svc-0", 3),
    call("small/svc-0", "big/svc-1", 4),
    call("big/svc-0", "big/svc-2", 5),
    call("big/svc-3", "small/svc-1", 6),
  );

  // 16 nodes: 8 services and 8 workloads.
  it("folds the largest namespace first, and no more than it must", () => {
    const graph = graphOf(objects, traffic, { ...FLAT, maxNodes: 5 });
    expect(ids(graph)).toEqual([
      "g:big/*",
      "s:small/svc-0",
      "s:small/svc-1",
      "w:small/svc-0",
      "w:small/svc-1",
    ]);
    expect(wires(graph)).toEqual(["g:big/* -> w:small/svc-1 6", "w:small/svc-0 -> g:big/* 7"]);
    expect(node(graph, "g:big/*")).toMatchObject({
      kind: "aggregate",
      name: "big",
      count: 12,
      idle: false,
    });
    expect(node(graph, "g:big/*").inbound?.requestsPerSecond).toBe(7);
    expect(graph.hidden.aggregated).toBe(12);
    expect(graph.groups).toMatchObject([
      { id: "g:lab/big", nodes: 12, services: 6, requestsPerSecond: 7, open: false },
      { id: "g:lab/small", nodes: 4, services: 2, requestsPerSecond: 6, open: true },
    ]);
  });

  it("folds whole clusters when namespaces are not enough, with what stands outside them", () => {
    const lonely = Array.from({ length: 9 }, (_, i) => [
      namespace(`ns-${i}`),
      service(`ns-${i}/one`),
    ]).flat();
    const gates = Array.from({ length: 9 }, (_, i) =>
      deployment(`ns-${i}/gate`, { proxy: "gateway" }),
    ).flat();
    const unproxied = Array.from({ length: 9 }, (_, i) => request(call("unknown", `ns-${i}/gate`)));
    const all = [...objects, ...lonely, ...gates];
    const graph = graphOf(all, trafficOf({ unproxied }), { ...FLAT, maxNodes: 5 });
    expect(ids(graph)).toEqual(["c:lab"]);
    expect(node(graph, "c:lab")).toMatchObject({
      name: "lab",
      namespace: null,
      group: null,
      idle: false,
    });
  });

  it.each(["g:lab/big", "g:lab/big/*"])("opens %s on demand", (id) => {
    const graph = graphOf(objects, traffic, { ...FLAT, maxNodes: 5, opened: [id] });
    expect(graph.nodes.filter((n) => n.namespace === "big")).toHaveLength(12);
    expect(graph.nodes.filter((n) => n.namespace === "small").map((n) => n.count)).toEqual([4]);
  });

  it("opens a cluster into its namespaces", () => {
    const view = { ...FLAT, maxNodes: 1, opened: ["c:lab"] };
    expect(ids(graphOf(objects, traffic, view))).toEqual(["g:big/*", "g:small/*"]);
  });

  it("never folds what is selected, pinned, searched for, or wrong, nor the ends of a call that goes wrong", () => {
    const bad = requestsOf(
      call("big/svc-1", "big/svc-4", 1, "500"),
      call("big/svc-1", "big/svc-1", 99),
    );
    const find = parseQuery("name:svc-5");
    const graph = graphOf(objects, bad, {
      ...FLAT,
      maxNodes: 7,
      keep: ["w:lab/big/svc-0"],
      find: find.ok ? find.value : null,
    });
    expect(ids(graph)).toEqual([
      "g:big/*",
      "g:small/*",
      "s:big/svc-5",
      "w:big/svc-0",
      "w:big/svc-1",
      "w:big/svc-4",
      "w:big/svc-5",
    ]);
  });

  it("keeps the card of a version that is kept", () => {
    const graph = graphOf(objects, traffic, { maxNodes: 2, keep: ["v:lab/big/svc-0/v1"] });
    expect(node(graph, "v:big/svc-0/v1").parent).toBe("s:lab/big/svc-0");
    expect(ids(graph)).toContain("s:big/svc-0");
  });

  it("merges the buckets of what it folds", () => {
    const [fast, slow] = [
      call("small/svc-0", "big/svc-0", 90),
      call("small/svc-0", "big/svc-1", 10),
    ];
    const timings = trafficOf({
      requests: [fast, slow].map(request),
      latency: [timed({ ...fast, counts: [90, 90, 90] }), timed({ ...slow, counts: [0, 10, 10] })],
    });
    const graph = graphOf(objects, timings, { ...FLAT, maxNodes: 5 });
    expect(p95(edge(graph, "w:small/svc-0", "g:big/*"))).toBe(55);
  });

  it("is as bad as the worst of its members", () => {
    const asleep = [
      ...team("big", 6),
      ...deployment("big/asleep", { replicas: 0 }),
      ...team("small", 2),
    ];
    const graph = graphOf(asleep, null, { ...FLAT, maxNodes: 5 });
    expect(node(graph, "g:big/*").health.level).toBe("not-ready");
  });
});

describe("laws of folding", () => {
  const mesh = syntheticMesh({ nodes: 60, namespaces: 7 });
  const whole = build({ maxNodes: 10_000 });
  const view = fc.record({
    maxNodes: fc.integer({ min: 1, max: 70 }),
    type: fc.constantFrom("workload", "app", "versioned-app", "service"),
    services: fc.boolean(),
    keep: fc.subarray(
      whole.nodes.map((n) => n.id),
      { maxLength: 5 },
    ),
    opened: fc.subarray(
      whole.groups.map((g) => g.id),
      { maxLength: 2 },
    ),
  });

  function build(part: Partial<GraphView>): MeshGraph {
    const context = contextOf(mesh.index, mesh.traffic, part);
    return buildGraph({ ...context, settings: { ...context.settings, cluster: mesh.cluster } });
  }

  it("nothing dangles, nothing is lost, and the budget holds but for what is kept or opened", () => {
    fc.assert(
      fc.property(view, (part) => {
        const [folded, open] = [build(part), build({ ...part, maxNodes: 10_000 })];
        const known = new Set(folded.nodes.map((n) => n.id));
        expect(folded.edges.every((e) => known.has(e.source) && known.has(e.target))).toBe(true);
        expect(folded.nodes.every((n) => n.parent === null || known.has(n.parent))).toBe(true);
        expect(
          folded.edges
            .flatMap((e) => e.split)
            .every((p) => p.target === null || known.has(p.target)),
        ).toBe(true);
        expect(folded.nodes.reduce((sum, n) => sum + n.count, 0)).toBe(open.nodes.length);
        const wrong = open.edges.filter((e) => isWrong(e.health.level));
        const exempt = open.nodes.filter(
          (n) =>
            isWrong(n.health.level) ||
            part.keep.includes(n.id) ||
            part.opened.includes(n.group ?? "") ||
            wrong.some((e) => e.source === n.id || e.target === n.id),
        );
        for (const { id } of exempt) expect(known.has(id)).toBe(true);
        const parents = new Set(exempt.map((n) => n.parent));
        expect(folded.nodes.length).toBeLessThanOrEqual(
          Math.max(part.maxNodes, exempt.length + parents.size + part.opened.length + 1),
        );
      }),
      { numRuns: 25 },
    );
  });

  it("rates between what stays apart are the sums of what was folded", () => {
    const folded = build({ maxNodes: 32 });
    const placeOf = new Map(folded.nodes.map((n) => [n.id, n.id]));
    const groupOf = new Map(
      whole.nodes.map((n) => [n.id, n.group === null ? n.id : `${n.group}/*`]),
    );
    const place = (id: string) => placeOf.get(id) ?? groupOf.get(id) ?? id;
    const sums = new Map<string, number>();
    for (const { source, target, protocol, figures } of whole.edges) {
      if (place(source) === place(target)) continue;
      const id = `${place(source)} ${place(target)} ${protocol}`;
      sums.set(id, (sums.get(id) ?? 0) + figures.requestsPerSecond);
    }
    const seen = folded.edges.map((e) => [e.id, round(e.figures.requestsPerSecond)]);
    expect(new Map(seen as [string, number][])).toEqual(
      new Map([...sums].map(([id, rate]) => [id, round(rate)])),
    );
  });
});

const isWrong = (level: string): boolean => level === "failing" || level === "degraded";
