import { describe, expect, it } from "vitest";
import type { UnreadResource } from "../model/reading";
import { parseQuery } from "../query/parse";
import type { Query } from "../query/query";
import { connected, request, requestsOf, trafficOf } from "./testing/calls";
import { graphOf, ids, node, wires } from "./testing/look";
import { deployment, namespace, service } from "./testing/objects";

const OBJECTS = ["shop", "pay", "ops"].flatMap((ns) => [
  namespace(ns),
  service(`${ns}/api`),
  ...deployment(`${ns}/api-v1`),
]);

const TRAFFIC = requestsOf(
  { from: "shop/api-v1", to: "pay/api-v1", host: "pay/api", rate: 10 },
  { from: "pay/api-v1", to: "ops/api-v1", host: "ops/api", rate: 2, code: "500" },
);

const FLAT = { type: "workload" } as const;

function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.value === null) throw new Error(text);
  return parsed.value;
}

describe("scope", () => {
  it("keeps an edge when either of its ends is in it", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, namespaces: ["shop"] });
    expect(wires(graph)).toEqual(["w:shop/api-v1 -> s:pay/api 10"]);
    expect(ids(graph)).toEqual(["s:pay/api", "s:shop/api", "w:shop/api-v1"]);
  });

  it("does not change the figures of what it shows", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, namespaces: ["shop"] });
    expect(node(graph, "s:pay/api").inbound?.requestsPerSecond).toBe(10);
  });

  it("is empty for no namespace", () => {
    expect(ids(graphOf(OBJECTS, TRAFFIC, { ...FLAT, namespaces: [] }))).toEqual([]);
  });
});

describe("hide", () => {
  it("takes nodes with their edges, and says how many", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, hide: query("ns:ops") });
    expect(wires(graph)).toEqual(["s:pay/api -> w:pay/api-v1 10", "w:shop/api-v1 -> s:pay/api 10"]);
    expect(graph.hidden).toEqual({ nodes: 2, edges: 2, aggregated: 0 });
  });

  it("takes edges alone", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, hide: query("kind:edge err>0") });
    expect(graph.hidden).toMatchObject({ nodes: 0, edges: 2 });
  });

  it("leaves what another card holds", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { hide: query("kind:service ns:pay") });
    expect(ids(graph)).toEqual(["s:ops/api", "s:shop/api", "v:ops/api/v1", "v:shop/api/v1"]);
  });

  it("takes what a hidden card holds, so that no parent is missing", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { hide: query("kind:service ns:pay") });
    expect(ids(graph).filter((id) => id.includes("pay"))).toEqual([]);
    const known = new Set(graph.nodes.map((n) => n.id));
    expect(graph.nodes.every((n) => n.parent === null || known.has(n.parent))).toBe(true);
  });
});

describe("find", () => {
  it("marks what matches and lights the ends of edges that match", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, find: query("err>=50%") });
    const found = graph.nodes.filter((n) => n.found).map((n) => n.id);
    expect(found).toEqual(["s:lab/ops/api", "w:lab/ops/api-v1", "w:lab/pay/api-v1"]);
    expect(graph.edges.filter((e) => e.found)).toHaveLength(2);
    expect(graph.nodes).toHaveLength(6);
  });

  it.each([
    { text: "rps>5 kind:service", expected: ["s:pay/api"] },
    { text: "idle kind:service", expected: ["s:shop/api"] },
    { text: "health:failing kind:workload", expected: ["w:ops/api-v1"] },
  ])("$text", ({ text, expected }) => {
    const graph = graphOf(OBJECTS, TRAFFIC, { ...FLAT, services: true, find: query(text) });
    expect(graph.nodes.filter((n) => n.found).map((n) => n.id.replace("lab/", ""))).toEqual(
      expected,
    );
  });
});

describe("groups", () => {
  it("count the requests that enter, each once", () => {
    const graph = graphOf(OBJECTS, TRAFFIC, FLAT);
    expect(graph.groups.map((g) => [g.id, g.requestsPerSecond])).toEqual([
      ["g:lab/ops", 2],
      ["g:lab/pay", 10],
      ["g:lab/shop", 0],
    ]);
  });

  it("count the services in them, also those of a namespace that is folded", () => {
    const counts = (maxNodes: number) =>
      graphOf(OBJECTS, TRAFFIC, { ...FLAT, maxNodes }).groups.map((g) => [
        g.namespace,
        g.services,
        g.nodes,
      ]);
    expect(counts(100)).toEqual([
      ["ops", 1, 2],
      ["pay", 1, 2],
      ["shop", 1, 2],
    ]);
    expect(counts(5)).toEqual(counts(100));
  });

  it("of a gateway count what it passes on where nobody reports what it gets, and only then", () => {
    const objects = [
      ...OBJECTS,
      namespace("edge"),
      service("edge/gate"),
      ...deployment("edge/gate", { proxy: "gateway" }),
    ];
    const out = { from: "edge/gate", to: "shop/api-v1", host: "shop/api", rate: 7 };
    const reported = { from: "unknown", to: "edge/gate", host: "edge/gate", rate: 8 };
    const entering = [[], [request(reported)]].map((unproxied) => {
      const graph = graphOf(objects, trafficOf({ requests: [request(out)], unproxied }), FLAT);
      return graph.groups.find((g) => g.id === "g:lab/edge")?.requestsPerSecond;
    });
    expect(entering).toEqual([7, 8]);
  });

  it("of which nobody can tell a gateway from a caller have no rate, rather than none", () => {
    const out = { from: "edge/gate", to: "shop/api-v1", host: "shop/api", rate: 7 };
    const rateOf = (unread: readonly UnreadResource[]) => {
      const reading = [{ cluster: "lab", current: true, unread }];
      const objects = [...OBJECTS, namespace("edge")];
      const graph = graphOf(objects, requestsOf(out), FLAT, { reading });
      return graph.groups.find((g) => g.id === "g:lab/edge")?.requestsPerSecond;
    };
    const pods = { kind: "Workload", resource: "pods", namespace: "", readIn: [] } as const;
    expect(rateOf([])).toBe(0);
    expect(rateOf([pods])).toBeNull();
    expect(rateOf([{ ...pods, readIn: ["edge"] }])).toBe(0);
  });

  it.each(["workload", "app", "versioned-app", "service"] as const)(
    "that nothing enters count their own calls, each once (%s)",
    (type) => {
      const inside = requestsOf(
        { from: "shop/web-v1", to: "shop/api-v1", host: "shop/api", rate: 3 },
        { from: "shop/web-v1", to: "unknown", host: "shop/api", rate: 1, code: "503", flags: "UH" },
      );
      const graph = graphOf([...OBJECTS, ...deployment("shop/web-v1")], inside, { type });
      expect(graph.groups.find((g) => g.id === "g:lab/shop")?.requestsPerSecond).toBe(4);
    },
  );

  it("have the worst health of their nodes, and say how the namespace takes part", () => {
    const graph = graphOf([...OBJECTS, namespace("legacy", false), service("legacy/x")], TRAFFIC, {
      ...FLAT,
      namespaces: ["ops", "legacy"],
    });
    expect(graph.groups.map((g) => [g.namespace, g.health.level, g.mesh])).toEqual([
      ["legacy", "unknown", "none"],
      ["ops", "failing", "sidecar"],
      ["pay", "healthy", "sidecar"],
    ]);
  });

  it("count no requests for tcp", () => {
    const tcp = [connected({ from: "shop/api-v1", to: "pay/api-v1", host: "pay/api" })];
    const graph = graphOf(OBJECTS, trafficOf({ tcp }), FLAT);
    expect(graph.groups.every((g) => g.requestsPerSecond === 0)).toBe(true);
  });
});
