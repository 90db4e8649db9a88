import { describe, expect, it } from "vitest";
import { requestsOf } from "../testing/calls";
import { edge, graphOf } from "../testing/look";
import { config, deployment, namespace, weights } from "../testing/objects";
import { FLAT, SHOP, TO_V1, TO_V2 } from "../testing/shop";

describe("shares", () => {
  it("are of all that the caller sends to the host; behind the service of all that it was sent", () => {
    const other = { from: "shop/other", to: "shop/cart-v1", host: "shop/cart", rate: 10 };
    const traffic = requestsOf({ ...TO_V1, rate: 6 }, { ...TO_V2, rate: 4 }, other);
    const direct = graphOf(SHOP, traffic, { ...FLAT, services: false });
    expect(edge(direct, "w:shop/web-v1", "w:shop/cart-v2").share).toBe(0.4);
    const between = graphOf(SHOP, traffic, FLAT);
    expect(edge(between, "w:shop/web-v1", "s:shop/cart").share).toBe(1);
    expect(edge(between, "s:shop/cart", "w:shop/cart-v2").share).toBe(0.2);
  });

  // (0.1 + 0.1) + (0.7 + 2.3) is 3.2, and 0.1 + 0.1 + 0.7 + 2.3 is 3.1999999999999997: "> 99 %" of what is all.
  it("of all that there is are 1, in whatever order the rates are added", () => {
    const traffic = requestsOf(
      { ...TO_V1, rate: 0.1 },
      { ...TO_V1, rate: 0.1, code: "503" },
      { ...TO_V2, rate: 0.7 },
      { ...TO_V2, rate: 2.3, code: "503" },
    );
    const graph = graphOf(SHOP, traffic, FLAT);
    expect(edge(graph, "w:shop/web-v1", "s:shop/cart").share).toBe(1);
    const apart = graphOf(SHOP, traffic, { ...FLAT, services: false });
    expect(edge(apart, "w:shop/web-v1", "w:shop/cart-v1").share).toBe(0.0625);
  });

  it("set by a route stand beside those seen; a version that got nothing is listed", () => {
    const objects = [...SHOP, ...weights("shop/cart", { v1: 90, v2: 10 })];
    for (const type of ["workload", "versioned-app"] as const) {
      const graph = graphOf(objects, requestsOf(TO_V1), { type });
      const [call] = graph.edges.filter((e) => e.target === "s:lab/shop/cart");
      expect(call?.split).toMatchObject([
        { share: 1, configured: { share: 0.9, path: "http[0].route[0].weight", applies: "all" } },
        { share: null, configured: { share: 0.1, path: "http[0].route[1].weight" } },
      ]);
    }
  });

  it("are of one protocol: what goes by another is not part of the whole", () => {
    const grpc = { ...TO_V1, grpc: "0", rate: 30 };
    const graph = graphOf(SHOP, requestsOf({ ...TO_V1, rate: 6 }, { ...TO_V2, rate: 2 }, grpc), {
      ...FLAT,
      services: false,
    });
    const shares = graph.edges.map((e) => `${e.protocol} ${e.target} ${e.share}`);
    expect(shares.sort()).toEqual([
      "grpc w:lab/shop/cart-v1 1",
      "http w:lab/shop/cart-v1 0.75",
      "http w:lab/shop/cart-v2 0.25",
    ]);
  });

  describe("set by a route", () => {
    const to = (subset: string, weight: number) => ({
      destination: { host: "cart", subset },
      weight,
    });
    /** Callers in ops of version v2 are sent to v1 with one weight, all others with another. */
    const routed = (ofV2: number, ofOthers: number) => [
      ...SHOP,
      namespace("ops"),
      ...deployment("ops/job-v1"),
      ...deployment("ops/job-v2"),
      config("DestinationRule", "shop/cart", {
        host: "cart",
        subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version } })),
      }),
      config("VirtualService", "shop/cart", {
        hosts: ["cart"],
        http: [
          {
            match: [{ sourceLabels: { version: "v2" } }],
            route: [to("v1", ofV2), to("v2", 100 - ofV2)],
          },
          { route: [to("v1", ofOthers), to("v2", 100 - ofOthers)] },
        ],
      }),
    ];
    const traffic = requestsOf(
      { ...TO_V1, from: "ops/job-v1" },
      { ...TO_V2, from: "ops/job-v1" },
      { ...TO_V1, from: "ops/job-v2" },
      { ...TO_V2, from: "ops/job-v2" },
    );
    const setFor = (
      caller: string,
      weightsOf: readonly [number, number],
      view: Parameters<typeof graphOf>[2],
    ) => {
      const graph = graphOf(routed(...weightsOf), traffic, { idle: false, ...view });
      return edge(graph, caller, "s:shop/cart").split.map((p) => p.configured?.share ?? null);
    };

    it("is each caller's own", () => {
      expect(setFor("w:ops/job-v1", [20, 90], FLAT)).toEqual([0.9, 0.1]);
      expect(setFor("w:ops/job-v2", [20, 90], FLAT)).toEqual([0.2, 0.8]);
    });

    it("counts on an edge of several callers where they agree, and is not known where they do not", () => {
      const folded = { ...FLAT, maxNodes: 4, opened: ["g:lab/shop"] };
      expect(setFor("g:ops/*", [90, 90], folded)).toEqual([0.9, 0.1]);
      expect(setFor("g:ops/*", [20, 90], folded)).toEqual([null, null]);
    });

    it("is of one workload: a node that stands for several has none", () => {
      expect(setFor("a:ops/job", [90, 90], { type: "app" })).toEqual([null]);
    });
  });

  it("of a rule after one with a match are of the rest", () => {
    const subset = (name: string) => ({ destination: { host: "cart", subset: name } });
    const objects = [
      ...SHOP,
      config("DestinationRule", "shop/cart", {
        host: "cart",
        subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version } })),
      }),
      config("VirtualService", "shop/cart", {
        hosts: ["cart"],
        http: [
          { match: [{ uri: { prefix: "/beta" } }], route: [subset("v2")] },
          { route: [subset("v1")] },
        ],
      }),
    ];
    const graph = graphOf(objects, requestsOf(TO_V1, TO_V2), FLAT);
    const { split } = edge(graph, "w:shop/web-v1", "s:shop/cart");
    expect(split.map((p) => p.configured?.applies)).toEqual(["rest", "rest"]);
    expect(split.map((p) => p.configured?.share)).toEqual([1, 0]);
  });

  it("are not divided where the service stands for its workloads", () => {
    const graph = graphOf(SHOP, requestsOf(TO_V1, TO_V2), { type: "service" });
    expect(graph.edges.map((e) => e.split)).toEqual([[]]);
  });
});
