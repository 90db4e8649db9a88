import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordedSamples } from "@/server/adapters/prometheus/recorded.contract";
import { createInventory, type RawObject } from "../model/inventory";
import { indexSnapshot } from "../model/mesh-index";
import { advance, emptySnapshot } from "../model/snapshot";
import { foldSamples } from "../telemetry/fold";
import type { RequestSample, Traffic } from "../telemetry/traffic";
import { applyTrafficFrame, trafficFrame } from "../telemetry/traffic-frame";
import { buildGraph } from "./build-graph";
import type { MeshGraph } from "./mesh-graph";
import { type Call, request, timed, trafficOf } from "./testing/calls";
import { config, deployment, namespace, service, weights } from "./testing/objects";
import { contextOf, indexOf, recordedIndex } from "./testing/recorded-mesh";
import type { GraphView } from "./view";

/** Two services, one of them with versions, a second service before one workload, a gateway, a host outside, a caller without proxy. */
const OBJECTS: readonly RawObject[] = [
  namespace("shop"),
  namespace("legacy", false),
  service("shop/web"),
  service("shop/cart"),
  service("shop/basket", "cart"),
  ...weights("shop/cart", { v1: 80, v2: 20 }),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
  ...deployment("shop/gate", { proxy: "gateway" }),
  service("shop/gate"),
  ...deployment("legacy/report", { proxy: "none" }),
  config("ServiceEntry", "shop/pay", { hosts: ["*.pay.example"] }),
];
const INDEX = indexOf(OBJECTS);

const WORKLOADS = [
  "shop/web-v1",
  "shop/cart-v1",
  "shop/cart-v2",
  "shop/gate",
  "shop/gone",
  "west|shop/web-v1",
  "shop/a b/c",
];
const HOSTS = [
  "shop/web",
  "shop/cart",
  "shop/basket",
  "shop/gate",
  "shop/gone",
  "cart:8080",
  "api.pay.example",
  "else.example",
  "10.0.0.9:80",
  "unknown",
];
const ANSWERS = [
  { code: "200", flags: "-" },
  { code: "403", flags: "-" },
  { code: "503", flags: "NC" },
  { code: "404", flags: "NR" },
  { code: "0", flags: "DC" },
];

const call: fc.Arbitrary<Call> = fc
  .record({
    from: fc.constantFrom(...WORKLOADS, "unknown"),
    to: fc.constantFrom(...WORKLOADS, "unknown"),
    host: fc.constantFrom(...HOSTS),
    rate: fc.integer({ min: 1, max: 1000 }),
    grpc: fc.constantFrom(undefined, undefined, "0", "14"),
    answer: fc.constantFrom(...ANSWERS),
  })
  .map(({ answer, grpc, ...rest }) => ({
    ...rest,
    ...answer,
    ...(grpc === undefined ? {} : { grpc }),
  }));

const calls = fc.array(call, { maxLength: 30 });

const view: fc.Arbitrary<Partial<GraphView>> = fc.record({
  type: fc.constantFrom("workload", "app", "versioned-app", "service"),
  services: fc.boolean(),
  idle: fc.boolean(),
});

/** Rows of callers without a proxy come from the destination, the others from the source; buckets per service. */
function trafficFrom(from: readonly Call[]): Traffic {
  const rows = from.map(request);
  const unproxied = (row: RequestSample) => row.sourceWorkload === "unknown";
  return trafficOf({
    requests: rows.filter((row) => !unproxied(row)),
    unproxied: rows.filter(unproxied),
    latency: from.map((one) => timed({ ...one, counts: [1, 2, one.rate ?? 2] })),
    latencyLevel: "service",
  });
}

const build = (traffic: Traffic, part: Partial<GraphView>) =>
  buildGraph(contextOf(INDEX, traffic, part));

describe("laws of the graph", () => {
  it("no edge, parent, split or group names what is not there, and every id stands once", () => {
    fc.assert(
      fc.property(calls, view, (some, part) => {
        const graph = build(trafficFrom(some), part);
        const nodes = new Set(graph.nodes.map((n) => n.id));
        const groups = new Set(graph.groups.map((g) => g.id));
        expect(nodes.size).toBe(graph.nodes.length);
        expect(new Set(graph.edges.map((e) => e.id)).size).toBe(graph.edges.length);
        const named = [
          ...graph.edges.flatMap((e) => [e.source, e.target, ...e.split.map((p) => p.target)]),
          ...graph.nodes.map((n) => n.parent),
        ].filter((id) => id !== null);
        expect(named.filter((id) => !nodes.has(id))).toEqual([]);
        expect(graph.nodes.every((n) => n.group === null || groups.has(n.group))).toBe(true);
        for (const { id, source, target, protocol } of graph.edges) {
          expect(id.split(" ")).toEqual([source, target, protocol]);
        }
      }),
    );
  });

  it("every request is counted once as a call: what leaves all callers is what the samples say", () => {
    fc.assert(
      fc.property(calls, view, (some, part) => {
        const traffic = trafficFrom(some);
        const graph = build(traffic, part);
        const sent = sum(
          graph.nodes.map((n) =>
            n.kind === "app" && isBox(graph, n.id) ? 0 : (n.outbound?.requestsPerSecond ?? 0),
          ),
        );
        expect(sent).toBeCloseTo(sampled(traffic), 6);
        // Where services stand for workloads they call too, so an edge alone does not tell a call from a step.
        if (part.type !== "service") {
          expect(sum(callEdges(graph))).toBeCloseTo(sampled(traffic), 6);
        }
      }),
    );
  });

  it("the order in which samples and objects come does not matter", () => {
    const shuffled = fc.tuple(
      calls,
      view,
      fc.shuffledSubarray([...OBJECTS], { minLength: OBJECTS.length }),
    );
    fc.assert(
      fc.property(shuffled, ([some, part, objects]) => {
        const inventory = createInventory("lab");
        const snapshot = advance(
          emptySnapshot,
          objects.flatMap((o) => inventory.put(o)),
        );
        const back = trafficFrom(some.toReversed());
        const reversed = { ...back, edges: new Map([...back.edges].toReversed()) };
        const other = buildGraph(contextOf(indexSnapshot(snapshot), reversed, part));
        expect(other).toEqual(build(trafficFrom(some), part));
      }),
      { numRuns: 50 },
    );
  });

  it("a tick that changes numbers alone changes no id", () => {
    fc.assert(
      fc.property(calls, view, fc.integer({ min: 2, max: 9 }), (some, part, factor) => {
        const next = some.map((one) => ({ ...one, rate: (one.rate ?? 1) * factor }));
        const [before, after] = [some, next].map((tick) => build(trafficFrom(tick), part));
        expect(after?.nodes.map((n) => n.id)).toEqual(before?.nodes.map((n) => n.id));
        expect(after?.edges.map((e) => e.id)).toEqual(before?.edges.map((e) => e.id));
      }),
    );
  });

  it("a graph of ticks that follow each other is the one of the last tick alone", () => {
    const changed = fc.record({
      rate: fc.integer({ min: 1, max: 1000 }),
      answer: fc.constantFrom(undefined, ...ANSWERS),
      gone: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    });
    const ticks = fc.tuple(calls, fc.array(changed, { minLength: 30, maxLength: 30 }), calls, view);
    fc.assert(
      fc.property(ticks, ([some, changes, more, part]) => {
        const kept = some.flatMap((one, i) => {
          const { answer, gone, rate } = changes[i] ?? { rate: 1 };
          return gone ? [] : [{ ...one, ...answer, rate }];
        });
        const first = trafficFrom(some);
        const context = contextOf(INDEX, first, part);
        buildGraph(context);
        let last = first;
        for (const next of [kept, [...kept, ...more]]) {
          const target = { ...trafficFrom(next), tick: last.tick + 1 };
          last = applyTrafficFrame(last, trafficFrame(last, target)) ?? target;
          const alone = contextOf(indexSnapshot(INDEX.snapshot), trafficFrom(next), part);
          expect(buildGraph({ ...context, traffic: last })).toEqual(buildGraph(alone));
        }
      }),
    );
  });

  it("a part of a request's figures is never more than the whole", () => {
    fc.assert(
      fc.property(calls, view, (some, part) => {
        for (const edge of build(trafficFrom(some), part).edges) {
          expect(edge.share === null || (edge.share > 0 && edge.share <= 1)).toBe(true);
          const seen = edge.split.map((p) => p.share ?? 0);
          if (seen.length > 0) expect(sum(seen)).toBeCloseTo(1, 6);
        }
      }),
    );
  });

  it.each(["bookinfo", "boutique", "troubles"] as const)(
    "%s: with buckets per service every call has its quantiles, and the picture is the same",
    (world) => {
      const index = recordedIndex([world, "bookinfo"]);
      const [fine, coarse] = (["workload", "service"] as const).map((level) =>
        buildGraph(contextOf(index, foldSamples(recordedSamples(world, level), null, 1))),
      );
      expect(coarse?.nodes.map((n) => n.id)).toEqual(fine?.nodes.map((n) => n.id));
      expect(coarse?.edges.map((e) => e.id)).toEqual(fine?.edges.map((e) => e.id));
      const calls = coarse?.edges.filter(
        (e) => e.protocol !== "tcp" && !isStep(coarse, e.source, e.target),
      );
      expect(calls?.filter((e) => e.figures.latency === null).map((e) => e.id)).toEqual([]);
    },
  );
});

const sum = (rates: readonly number[]): number => rates.reduce((a, b) => a + b, 0);

const sampled = (traffic: Traffic): number =>
  sum([...traffic.edges.values()].flatMap((e) => e.responses.map((r) => r.rate)));

/** Boxes repeat what their versions have. */
const isBox = (graph: MeshGraph, id: string): boolean => graph.nodes.some((n) => n.parent === id);

/** In graphs with services, what leaves a service node is the way of a call to its workload. */
function isStep(graph: MeshGraph, source: string, target: string): boolean {
  const from = graph.nodes.find((n) => n.id === source);
  const to = graph.nodes.find((n) => n.id === target);
  if (!from || !to) throw new Error("an edge without ends");
  return (
    (from.kind === "service" || from.kind === "external") &&
    from.outbound === null &&
    to.kind !== "service"
  );
}

const callEdges = (graph: MeshGraph): readonly number[] =>
  graph.edges
    .filter((e) => !isStep(graph, e.source, e.target))
    .map((e) => e.figures.requestsPerSecond);
