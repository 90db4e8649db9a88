import { describe, expect, it } from "vitest";
import { buildGraph } from "../build-graph";
import { connected, requestsOf, trafficOf } from "../testing/calls";
import { BASE, CALL, failing, VIEW } from "../testing/health-world";
import { edge, graphOf, node } from "../testing/look";
import { deployment, namespace, service } from "../testing/objects";
import { contextOf, indexOf } from "../testing/recorded-mesh";

/** Levels and thresholds: the product's table of default rules, and Kiali's. */
describe("health by requests", () => {
  it.each([
    { share: 0.005, level: "healthy" },
    { share: 0.02, level: "degraded" },
    { share: 0.2, level: "failing" },
  ])("$share of 5xx is $level, on the service, the workload and both edges", ({ share, level }) => {
    const graph = graphOf(
      [...BASE, ...deployment("shop/cart-v1")],
      requestsOf(...failing(share)),
      VIEW,
    );
    const levels = [
      node(graph, "s:shop/cart"),
      node(graph, "w:shop/cart-v1"),
      edge(graph, "w:shop/web-v1", "s:shop/cart"),
      edge(graph, "s:shop/cart", "w:shop/cart-v1"),
    ].map((part) => part.health.level);
    expect(levels).toEqual([level, level, level, level]);
    expect(node(graph, "w:shop/web-v1").health.level).toBe("healthy");
  });

  it("says why: rule, ratio, threshold, codes", () => {
    const objects = [...BASE, ...deployment("shop/cart-v1")];
    const [reason] = node(graphOf(objects, requestsOf(...failing(0.2)), VIEW), "s:shop/cart").health
      .reasons;
    expect(reason).toMatchObject({
      code: "error-ratio",
      rule: "5xx",
      direction: "inbound",
      ratio: 0.2,
      threshold: 0.1,
      seen: ["500"],
    });
  });

  it("is at worst degraded of fewer than five requests in the window", () => {
    const graph = graphOf(
      [...BASE, ...deployment("shop/cart-v1")],
      requestsOf(...failing(1, 0.05)),
      VIEW,
    );
    const { level, reasons } = node(graph, "s:shop/cart").health;
    expect(level).toBe("degraded");
    expect(reasons.map((r) => r.code)).toContain("few-requests");
  });

  it("follows the profile", () => {
    const context = contextOf(
      indexOf([...BASE, ...deployment("shop/cart-v1")]),
      requestsOf(...failing(0.005)),
      VIEW,
    );
    const kiali = buildGraph({
      ...context,
      settings: { ...context.settings, healthProfile: "kiali" },
    });
    expect(node(kiali, "s:shop/cart").health.level).toBe("degraded");
    expect(node(buildGraph(context), "s:shop/cart").health.level).toBe("healthy");
  });

  it("follows the rules that were set for it, and before them its own", () => {
    const healthRules = [
      { namespace: "shop", kind: "service", name: "ca.*", rate: "5XX,30,40,http,inbound" },
    ];
    const cart = [...BASE, ...deployment("shop/cart-v1")];
    const levels = (objects: typeof cart, rules: typeof healthRules) => {
      const context = contextOf(indexOf(objects), requestsOf(...failing(0.2)), VIEW);
      const settings = { ...context.settings, healthRules: rules };
      return node(buildGraph({ ...context, settings }), "s:shop/cart").health.level;
    };
    expect(levels(cart, [])).toBe("failing");
    expect(levels(cart, healthRules)).toBe("healthy");
    const own = cart.map((object) =>
      object["kind"] === "Service"
        ? service("shop/cart", undefined, { "health.kiali.io/rate": "5XX,1,2,http,inbound" })
        : object,
    );
    expect(levels(own, healthRules)).toBe("failing");
    const nonsense = cart.map((object) =>
      object["kind"] === "Service"
        ? service("shop/cart", undefined, { "health.kiali.io/rate": "nonsense" })
        : object,
    );
    expect(levels(nonsense, healthRules)).toBe("healthy");
  });

  it("is not known without requests, and an edge without judged requests is not healthy for that", () => {
    const graph = graphOf([...BASE, ...deployment("shop/cart-v1")], null, VIEW);
    expect(node(graph, "s:shop/cart").health.level).toBe("unknown");
  });
});

// source: https://kiali.io/docs/configuration/health/ (annotation health.kiali.io/rate)
describe("the health annotation", () => {
  const RATE = { "health.kiali.io/rate": "5XX,30,40,http,inbound" };

  it.each([
    {
      on: "service",
      objects: [service("shop/cart", "cart", RATE), ...deployment("shop/cart-v1")],
      counts: "s:shop/cart",
    },
    {
      on: "workload",
      objects: deployment("shop/cart-v1", { annotations: RATE }),
      counts: "w:shop/cart-v1",
    },
    {
      on: "template",
      objects: deployment("shop/cart-v1", { podAnnotations: RATE }),
      counts: "w:shop/cart-v1",
    },
    {
      on: "namespace",
      objects: [namespace("shop", true, RATE), ...deployment("shop/cart-v1")],
      counts: "s:shop/cart",
    },
  ])("on a $on rules what it stands on", ({ objects, counts }) => {
    const graph = graphOf([...BASE, ...objects], requestsOf(...failing(0.2)), VIEW);
    expect(node(graph, counts).health.level).toBe("healthy");
  });

  it("on a service goes before the namespace's", () => {
    const strict = { "health.kiali.io/rate": "5XX,1,2,http,inbound" };
    const objects = [
      namespace("shop", true, RATE),
      service("shop/cart", "cart", strict),
      ...deployment("shop/cart-v1"),
    ];
    const { health } = node(
      graphOf([...BASE, ...objects], requestsOf(...failing(0.05)), VIEW),
      "s:shop/cart",
    );
    expect(health.level).toBe("failing");
    expect(health.reasons[0]).toMatchObject({ rule: "custom", annotation: "5XX,1,2,http,inbound" });
  });
});

describe("health by replicas and endpoints", () => {
  it.each([
    { options: { replicas: 0 }, level: "not-ready", reason: "scaled-to-zero" },
    { options: { ready: false }, level: "failing", reason: "replicas" },
    { options: {}, level: "healthy", reason: undefined },
  ])("$options is $level", ({ options, level, reason }) => {
    const { health } = node(
      graphOf([...BASE, ...deployment("shop/cart-v1", options)], null, VIEW),
      "w:shop/cart-v1",
    );
    expect(health.level).toBe(level);
    expect(health.reasons[0]?.code).toBe(reason);
  });

  it("a service without a ready endpoint is degraded, and failing when it is called", () => {
    const objects = [...BASE, ...deployment("shop/cart-v1", { ready: false })];
    const lost = { ...CALL, to: "unknown", code: "503", flags: "UH" };
    const levels = [null, requestsOf(lost)].map(
      (traffic) => node(graphOf(objects, traffic, VIEW), "s:shop/cart").health,
    );
    expect(levels.map((h) => h.level)).toEqual(["degraded", "failing"]);
    expect(levels[0]?.reasons[0]?.code).toBe("no-endpoints");
  });

  it("a service without a ready endpoint fails when connections are all that calls it", () => {
    const objects = [...BASE, ...deployment("shop/cart-v1", { ready: false })];
    const tcp = [{ ...connected({ ...CALL, to: "unknown" }), toClient: 0, flags: "UH" }];
    const { health } = node(graphOf(objects, trafficOf({ tcp }), VIEW), "s:shop/cart");
    expect(health).toMatchObject({ level: "failing", reasons: [{ code: "no-endpoints" }] });
  });
});

describe("gateways", () => {
  it("are judged by what they pass on where nobody reports what they get", () => {
    const objects = [
      ...BASE,
      ...deployment("shop/cart-v1"),
      namespace("edge"),
      ...deployment("edge/gate", { proxy: "gateway" }),
    ];
    const calls = failing(0.5).map((call) => ({ ...call, from: "edge/gate" }));
    const graph = graphOf(objects, requestsOf(...calls), VIEW);
    expect(node(graph, "w:edge/gate")).toMatchObject({
      inbound: null,
      health: { level: "failing" },
    });
  });
});
