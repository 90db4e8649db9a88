import { describe, expect, it } from "vitest";
import type { LiveSettings } from "@/lib/live/message";
import type { SourceState, SourceStatus } from "@/lib/mesh/model/source";
import { compileQuery } from "@/lib/mesh/query/match";
import { freshnessOf, isFirstComing, isGrey } from "./freshness";
import { edge, graph, node } from "./graph.fixture";
import { type GraphParams, graphViewOf, groundOf, keptBy, momentOf } from "./graph-inputs";
import { withPlainNames } from "./plain-names";
import { selectedIn, whyAbsent } from "./selected";

const params: GraphParams = {
  clusters: null,
  namespaces: null,
  find: "",
  hide: "",
  graph: "versioned-app",
  services: true,
  idle: true,
  opened: null,
};

const settings: LiveSettings = {
  clusters: ["c"],
  tickSeconds: 5,
  windowSeconds: 60,
  pastSeconds: 7200,
  healthRules: [],
  clusterIds: {},
  healthProfile: "heddle",
};

const inCluster = (cluster: string) => ({
  text: [],
  strings: { cluster: [cluster] },
  labels: [],
  numbers: {},
  flags: new Set<never>(),
});

describe("what the graph is built from", () => {
  it("finds and hides nothing by a text that is no query", () => {
    const view = graphViewOf({ ...params, find: "vesion:v2", hide: "(" });
    expect(view.find).toBe(null);
    expect(view.hide).toBe(null);
  });

  it("hides clusters out of scope, names taken literally", () => {
    const { hide } = graphViewOf({ ...params, clusters: ["eu*"] });
    if (hide === null) throw new Error("nothing is hidden");
    const hides = compileQuery(hide);
    expect(hides(inCluster("eu*"))).toBe(false);
    expect(hides(inCluster("eu1"))).toBe(true);
  });

  it.each([
    ["hidden", { hide: "ns:shop" }],
    ["without the idle", { idle: false }],
    ["unfolded", { opened: ["g:c/shop"] }],
  ] satisfies [string, Partial<GraphParams>][])(
    "places come from before anything was %s",
    (_, part) => {
      expect(groundOf({ ...params, namespaces: ["shop"], ...part })).toEqual({
        ...params,
        namespaces: ["shop"],
      });
      expect(groundOf(params)).toBe(null);
    },
  );

  it("keeps both ends of a selected edge unfolded", () => {
    expect(keptBy({ type: "edge", id: "s:a s:b http" })).toEqual(["s:a", "s:b"]);
    expect(keptBy({ type: "node", id: "s:a" })).toEqual(["s:a"]);
    expect(keptBy({ type: "group", id: "g:a" })).toEqual([]);
    expect(keptBy(null)).toEqual([]);
  });

  it.each([
    ["live over the live window needs nothing", { at: null, window: "1m" }, 1_000_000, null],
    [
      "another window is asked for in steps of the tick",
      { at: null, window: "5m" },
      1_003_999,
      1_000_000,
    ],
    [
      "a window shorter than the live one has no figures that hold",
      { at: null, window: "1m" },
      1_003_999,
      null,
      { ...settings, windowSeconds: 240 },
    ],
    ["the past is asked for as it is", { at: 500_123, window: "1m" }, 1_000_000, 500_123],
    ["nothing is asked before the clock is known", { at: null, window: "5m" }, 0, null],
  ] as const)("%s", (_, view, now, at, live: LiveSettings = settings) => {
    expect(momentOf(view, live, now)?.at ?? null).toBe(at);
  });
});

const source = (id: "cluster" | "metrics", state: SourceState): SourceStatus => ({
  id,
  cluster: "c",
  state,
  since: 0,
  lastGoodAt: 1,
  problems: [],
  found: "Prometheus 2.42.0, scrape interval 15 s",
});

const facts = {
  sources: [source("cluster", "ready"), source("metrics", "ready")],
  traffic: { at: 9, windowSeconds: 60 },
  past: false,
  pending: false,
  failed: false,
};

describe("freshness", () => {
  it.each([
    ["live", {}],
    ["live", { sources: [source("cluster", "ready"), source("metrics", "partial")] }],
    ["stale", { sources: [source("cluster", "ready"), source("metrics", "stale")] }],
    ["stale", { sources: [source("cluster", "ready"), source("metrics", "down")] }],
    ["missing", { traffic: null }],
    ["pending", { traffic: null, pending: true }],
    ["missing", { traffic: null, pending: true, sources: [source("metrics", "down")] }],
    ["pending", { traffic: null, pending: true, past: true, sources: [source("metrics", "down")] }],
    ["past", { past: true }],
    ["pending", { past: true, pending: true }],
    ["stale", { past: true, failed: true }],
  ] as const)("figures are %s with %j", (figures, change) => {
    const found = freshnessOf({ ...facts, ...change });
    expect(found.figures).toBe(figures);
    expect(isGrey(found)).toBe(figures === "stale" || figures === "pending");
  });

  it.each([
    [true, [source("metrics", "connecting")]],
    [false, [source("metrics", "partial")]],
    [false, [source("metrics", "down")]],
    [false, [source("cluster", "connecting")]],
    [false, null],
  ] as const)("first figures are on their way: %s with %j", (coming, sources) => {
    expect(isFirstComing(sources)).toBe(coming);
  });

  it("names the source without its details", () => {
    expect(freshnessOf(facts).sourceName).toBe("Prometheus 2.42.0");
    expect(freshnessOf({ ...facts, sources: null }).objects).toBe("missing");
  });
});

describe("selection", () => {
  const shown = graph([node("web"), node("cart")], [edge("web", "cart")]);

  it("finds nodes and edges, and says when it does not", () => {
    expect(selectedIn(shown, { type: "node", id: "web" }).type).toBe("node");
    expect(selectedIn(shown, { type: "edge", id: "web cart http" }).type).toBe("edge");
    expect(selectedIn(shown, { type: "group", id: "g:c/shop" }).type).toBe("absent");
    expect(selectedIn(shown, { type: "node", id: "__proto__" }).type).toBe("absent");
  });

  const wanted = { type: "node", id: "cart" } as const;
  const visible = (when: (p: GraphParams) => boolean) => (p: GraphParams) =>
    graph(when(p) ? [node("cart")] : []);

  it.each([
    ["folded", visible(() => true)],
    ["scope", visible((p) => p.namespaces === null)],
    ["hidden", visible((p) => p.hide === "")],
    ["idle", visible((p) => p.idle)],
    ["services", visible((p) => p.services)],
    ["nowhere", visible(() => false)],
  ] as const)("is absent because of %s", (code, build) => {
    const narrow: GraphParams = {
      ...params,
      namespaces: code === "scope" ? ["shop"] : null,
      hide: code === "hidden" ? "cart" : "",
      idle: code !== "idle",
      services: code !== "services",
    };
    expect(whyAbsent(wanted, narrow, build)).toEqual({ code });
  });

  it("names the type of graph that has it", () => {
    const build = visible((p) => p.graph === "app");
    expect(whyAbsent(wanted, params, build)).toEqual({ code: "graph-type", type: "app" });
  });
});

describe("names that metrics carry", () => {
  it("cannot turn the direction of what is read", () => {
    const evil = node("w:evil", { name: "web-\u202etxt.exe", version: "\u2067v1" });
    const { nodes } = withPlainNames(graph([node("cart"), evil]));
    expect(nodes.map(({ id, name, version }) => [id, name, version])).toEqual([
      ["cart", "cart", null],
      ["w:evil", "web-\\u202etxt.exe", "\\u2067v1"],
    ]);
  });

  it("are the same graph where there is nothing to write out, also in other scripts", () => {
    const plain = graph([node("отзывы-評論-🚀"), node("<b>")]);
    expect(withPlainNames(plain)).toBe(plain);
  });
});
