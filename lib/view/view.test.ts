import fc from "fast-check";
import { createLoader } from "nuqs/server";
import { describe, expect, it } from "vitest";
import { EDGE_COLUMN_IDS, NODE_COLUMN_IDS } from "./sort";
import { viewLink } from "./view-link";
import { INSPECTOR_TABS, printView, type View, viewParsers, viewUrlKeys } from "./view-params";
import { viewProblems } from "./view-problems";

const load = createLoader(viewParsers, { urlKeys: viewUrlKeys });
const read = (query: string): View => load(new URLSearchParams(query));

const DEFAULTS = read("");

describe("view in the address", () => {
  it("shows everything live through the traffic lens when nothing is said", () => {
    expect(DEFAULTS).toMatchObject({
      clusters: null,
      namespaces: null,
      at: null,
      window: "1m",
      lens: "traffic",
      selection: null,
      table: false,
      nodeSort: { column: "health", direction: "ascending" },
      edgeSort: { column: "health", direction: "ascending" },
      tab: "traffic",
      object: null,
      services: true,
      paused: false,
      spotlight: null,
      mode: "observe",
      draft: null,
      layer: "both",
      split: null,
      review: false,
      trace: null,
      pick: null,
    });
    expect(printView(DEFAULTS)).toBe("");
  });

  it.each([
    ["ns=bookinfo,boutique", { namespaces: ["bookinfo", "boutique"] }],
    ["at=2026-11-15T03:10:00Z", { at: Date.UTC(2026, 10, 15, 3, 10) }],
    ["sel=edge:a:b", { selection: { type: "edge", id: "a:b" } }],
    ["focus=2:node:a:b", { spotlight: { on: { type: "node", id: "a:b" }, hops: 2 } }],
    ["vp=-120,40,0.85", { viewport: { x: -120, y: 40, zoom: 0.85 } }],
    ["table=1&lens=security&window=15m", { table: true, lens: "security", window: "15m" }],
    ["sort=name", { nodeSort: { column: "name", direction: "ascending" } }],
    ["edgesort=-share", { edgeSort: { column: "share", direction: "descending" } }],
    ["tab=config&obj=a:b/c", { tab: "config", object: "a:b/c" }],
    ["find=err%3E%3D1%25", { find: "err>=1%" }],
    ["trace=host%3Dreviews%26port%3D80&pick=to", { trace: "host=reviews&port=80", pick: "to" }],
    ["mode=design&draft=d1&layer=draft", { mode: "design", draft: "d1", layer: "draft" }],
    ["split=c/Service/shop/reviews&review=1", { split: "c/Service/shop/reviews", review: true }],
  ])("%s", (query, expected) => {
    expect(read(query)).toMatchObject(expected);
    expect(viewProblems(new URLSearchParams(query))).toEqual([]);
  });

  it.each([
    ["lens=colour", "lens"],
    ["focus=4:node:a", "focus"],
    ["focus=node:a", "focus"],
    ["focus=2:node:", "focus"],
    ["window=7m", "window"],
    ["at=yesterday", "at"],
    ["at=2026-02-30T00:00:00Z", "at"],
    ["sel=reviews", "sel"],
    ["sel=node:", "sel"],
    ["vp=1,2", "vp"],
    ["vp=1,2,99", "vp"],
    ["vp=NaN,0,1", "vp"],
    ["table=yes", "table"],
    ["sort=colour", "sort"],
    ["sort=source", "sort"],
    ["sort=--name", "sort"],
    ["edgesort=", "edgesort"],
    ["tab=yaml", "tab"],
    ["obj=", "obj"],
    ["ns=", "ns"],
    ["ns=,", "ns"],
    ["mode=ship", "mode"],
    ["layer=ghost", "layer"],
    ["draft=", "draft"],
    ["draft=../../etc", "draft"],
    ["review=yes", "review"],
    ["trace=", "trace"],
    ["pick=both", "pick"],
  ])("%s falls back to the default and says so", (query, parameter) => {
    expect(read(query)).toEqual(DEFAULTS);
    expect(viewProblems(new URLSearchParams(query))).toEqual([
      { code: "wrong-value", parameter, value: query.slice(parameter.length + 1) },
    ]);
  });

  it("names parameters that mean nothing here", () => {
    expect(viewProblems(new URLSearchParams("lens=health&lenss=health"))).toEqual([
      { code: "unknown-parameter", parameter: "lenss" },
    ]);
  });

  const name = fc.string({ minLength: 1, maxLength: 253, unit: "grapheme" });
  const names = fc.option(fc.array(name, { minLength: 1, maxLength: 4 }));
  const sortBy = <C extends string>(columns: readonly C[]) =>
    fc.record({
      column: fc.constantFrom(...columns),
      direction: fc.constantFrom("ascending", "descending"),
    });
  const view: fc.Arbitrary<View> = fc.record({
    clusters: names,
    namespaces: names,
    at: fc.option(fc.integer({ min: 0, max: 4_102_444_800 }).map((s) => s * 1000)),
    window: fc.constantFrom("1m", "5m", "15m", "1h"),
    lens: fc.constantFrom("traffic", "health", "security", "config"),
    find: fc.string({ unit: "grapheme" }),
    hide: fc.string({ unit: "grapheme" }),
    selection: fc.option(fc.record({ type: fc.constantFrom("node", "edge", "group"), id: name })),
    table: fc.boolean(),
    nodeSort: sortBy(NODE_COLUMN_IDS),
    edgeSort: sortBy(EDGE_COLUMN_IDS),
    tab: fc.constantFrom(...INSPECTOR_TABS),
    object: fc.option(name),
    graph: fc.constantFrom("service", "app", "workload", "versioned-app"),
    services: fc.boolean(),
    idle: fc.boolean(),
    opened: names,
    viewport: fc.option(
      fc.record({
        x: fc.integer({ min: -1_000_000, max: 1_000_000 }),
        y: fc.integer({ min: -1_000_000, max: 1_000_000 }),
        zoom: fc.integer({ min: 50, max: 4000 }).map((z) => z / 1000),
      }),
    ),
    spotlight: fc.option(
      fc.record({
        on: fc.record({ type: fc.constantFrom("node", "edge", "group"), id: name }),
        hops: fc.constantFrom(1, 2, 3),
      }),
    ),
    paused: fc.boolean(),
    mode: fc.constantFrom("observe", "design"),
    draft: fc.option(fc.stringMatching(/^[\w-]{1,64}$/)),
    layer: fc.constantFrom("live", "draft", "both"),
    split: fc.option(name),
    review: fc.boolean(),
    trace: fc.option(name),
    pick: fc.option(fc.constantFrom("from", "to")),
  });

  it("carries every view through a link unchanged, whatever the names", () => {
    fc.assert(
      fc.property(view, (v) => {
        const link = printView(v);
        expect(read(link)).toEqual(v);
        expect(viewProblems(new URLSearchParams(link))).toEqual([]);
      }),
    );
  });

  it("is written after the page that shows it", () => {
    const page = { origin: "http://heddle.test", pathname: "/topology" };
    expect(viewLink(page, DEFAULTS)).toBe("http://heddle.test/topology");
    expect(viewLink(page, { ...DEFAULTS, lens: "health", tab: "flags" })).toBe(
      "http://heddle.test/topology?lens=health&tab=flags",
    );
  });
});
