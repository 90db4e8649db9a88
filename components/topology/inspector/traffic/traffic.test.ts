import { describe, expect, it } from "vitest";
import type { ConfiguredPart } from "@/lib/mesh/graph/mesh-graph";
import type { Health } from "@/lib/mesh/telemetry/health";
import { edge, figures, graph, labels, node, version } from "../../state/graph.fixture";
import { callsOf, nodesById } from "../subject";
import { crossedLimit } from "./history-lines";
import { historyScope } from "./history-scope";
import { versionColors, versionRows, versionRowsOfNode } from "./version-rows";

const set = (share: number): ConfiguredPart => ({
  share,
  by: { cluster: "c", kind: "VirtualService.networking.istio.io", namespace: "shop", name: "cart" },
  path: "http[0].route[0]",
  applies: "all",
});

const web = node("web", { kind: "workload" });
const cart = node("cart");
const v1 = version("cart", "v1", { inbound: figures(9) });
const v2 = version("cart", "v2", { inbound: null });
const v10 = version("cart", "v10", { inbound: figures(1) });

const call = edge("web", "cart", {
  figures: figures(10),
  labels: [
    labels(),
    labels({ destinationWorkload: "cart-v10" }),
    labels({ destinationWorkload: "" }),
  ],
  split: [
    { target: null, figures: figures(0.5), share: 0.05, configured: null },
    { target: "cart v10", figures: figures(1), share: 0.1, configured: set(0.1) },
    { target: "cart v2", figures: figures(0), share: 0, configured: null },
    { target: "cart v1", figures: figures(9), share: 0.9, configured: set(0.9) },
  ],
});
const mesh = graph(
  [web, cart, v1, v2, v10],
  [call, edge("cart", "cart v1"), edge("cart v1", "db")],
);
const nodes = nodesById(mesh.nodes);

describe("versions", () => {
  it("shows set and seen side by side, what reached nobody last", () => {
    const rows = versionRows(call, nodes).map(
      (r) => `${r.label} set ${r.configured?.share ?? (r.isSplit ? 0 : null)} seen ${r.share}`,
    );
    expect(rows).toEqual([
      "v1 set 0.9 seen 0.9",
      "v2 set 0 seen 0",
      "v10 set 0.1 seen 0.1",
      "null set 0 seen 0.05",
    ]);
  });

  it("knows no set share for a service as a whole", () => {
    const rows = versionRowsOfNode(cart, nodes);
    expect(rows.map((r) => `${r.label} ${r.share} ${r.configured}`)).toEqual([
      "v1 0.9 null",
      "v2 0 null",
      "v10 0.1 null",
    ]);
  });

  it("draws the busiest as the baseline and only what is seen", () => {
    expect([...versionColors(versionRows(call, nodes))]).toEqual([
      ["v1", "var(--h-series-2)"],
      ["v10", "var(--h-series-1)"],
    ]);
  });
});

describe("calls", () => {
  it("gives a version the share of its service's callers", () => {
    const { into, outOf } = callsOf(v10, mesh.edges, nodes);
    expect(into.map(({ edge: e, figures: f }) => `${e.id} ${f.requestsPerSecond}`)).toEqual([
      "web cart http 1",
    ]);
    expect(outOf).toEqual([]);
    expect(callsOf(v2, mesh.edges, nodes).into).toEqual([]);
  });

  it("gives a service what its versions send, and no steps to itself", () => {
    const { into, outOf } = callsOf(cart, mesh.edges, nodes);
    expect(into.map(({ edge: e }) => e.id)).toEqual(["web cart http"]);
    expect(outOf.map(({ edge: e }) => e.id)).toEqual(["cart v1 db http"]);
  });
});

describe("what to ask for the history", () => {
  it("of an edge to a service: the caller and the hosts, whoever answers", () => {
    const subject = { type: "edge", edge: call, source: web, target: cart } as const;
    expect(historyScope(mesh, subject)).toEqual({
      selector: {
        reporter: "source",
        sources: [{ cluster: "", namespace: "shop", workload: "web" }],
        services: ["cart.shop.svc.cluster.local"],
      },
      measures: ["requests", "latency"],
    });
  });

  it("of a workload: what comes in to it, without the carriers of buckets", () => {
    const own = edge("cart", "cart v1", {
      labels: [labels(), labels({ destinationWorkload: "" })],
    });
    const scope = historyScope(graph([cart, v1], [own]), { type: "node", node: v1 });
    expect(scope).toMatchObject({
      selector: { destinations: [{ cluster: "", namespace: "shop", workload: "cart-v1" }] },
    });
  });

  it("of a node that nobody calls: what it sends", () => {
    const scope = historyScope(mesh, { type: "node", node: web });
    expect(scope).toMatchObject({ selector: { sources: [{ workload: "web" }] } });
  });

  it("asks the destination where only it reported, and for bytes where it is TCP", () => {
    const tcp = edge("u", "db", { protocol: "tcp", reporter: "destination", labels: [labels()] });
    const scope = historyScope(graph([node("db")], [tcp]), { type: "node", node: node("db") });
    expect(scope).toMatchObject({ selector: { reporter: "destination" }, measures: ["tcp"] });
  });

  it("asks nothing without traffic, and not for more than the source takes", () => {
    expect(historyScope(graph([web]), { type: "node", node: web })).toBe(null);
    const many = Array.from({ length: 101 }, (_, i) =>
      labels({ destinationService: `h${i}.example` }),
    );
    const wide = edge("web", "x", { labels: many });
    const x = node("x", { kind: "external" });
    expect(historyScope(graph([web, x], [wide]), { type: "node", node: x })).toBe("too-many");
  });
});

describe("the limit that a chart of errors shows", () => {
  const healthy = { level: "healthy", reasons: [] } as const;
  const crossed = (
    rule: "5xx" | "4xx",
    level: "degraded" | "failing",
    threshold: number,
  ): Health => ({
    level,
    reasons: [
      {
        code: "error-ratio",
        rule,
        level,
        threshold,
        ratio: 0.5,
        protocol: "http",
        direction: "inbound",
        ratePerSecond: 1,
        seen: ["500"],
        annotation: null,
      },
    ],
  });

  it.each([
    { of: "nothing that is wrong", healths: [healthy, healthy], limit: null },
    {
      of: "a version, where the edge as a whole is well",
      healths: [healthy, healthy, crossed("5xx", "degraded", 0.01)],
      limit: { value: 0.01, level: "degraded" },
    },
    {
      of: "the edge before that of its versions",
      healths: [crossed("5xx", "failing", 0.1), crossed("5xx", "degraded", 0.01)],
      limit: { value: 0.1, level: "failing" },
    },
    {
      of: "none for 4xx, which it does not draw",
      healths: [crossed("4xx", "degraded", 0.1)],
      limit: null,
    },
  ])("is $of", ({ healths, limit }) => {
    expect(crossedLimit(healths)).toEqual(limit);
  });
});
