import { describe, expect, it } from "vitest";
import { buildGraph } from "../build-graph";
import { type Call, connected, request, requestsOf, secured, trafficOf } from "../testing/calls";
import { edge, graphOf, node } from "../testing/look";
import { config, deployment, namespace, service } from "../testing/objects";
import { contextOf, indexOf } from "../testing/recorded-mesh";

const BASE = [namespace("shop"), service("shop/cart"), ...deployment("shop/web-v1")];
const CALL = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;
const VIEW = { type: "workload" } as const;

const failing = (share: number, rate = 10): readonly Call[] => [
  { ...CALL, rate: rate * (1 - share) },
  { ...CALL, rate: rate * share, code: "500" },
];

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

// Seen with Istio 1.30.3: a 403 of an AuthorizationPolicy carries the flag `-` on both sides.
describe("refused requests", () => {
  const refused = { ...CALL, code: "403" } as const;
  const policy = config("AuthorizationPolicy", "shop/no-web", {
    action: "DENY",
    rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }],
  });
  const objects = [...BASE, ...deployment("shop/cart-v1")];
  const denied = (more: readonly Record<string, unknown>[], calls: readonly Call[]) =>
    edge(graphOf([...objects, ...more], requestsOf(...calls), VIEW), "w:shop/web-v1", "s:shop/cart")
      .denied;

  it("are certain when the policies refuse this caller, and name them", () => {
    expect(denied([policy], [{ ...CALL, rate: 3 }, refused])).toMatchObject({
      ratio: 0.25,
      certain: true,
      by: [{ name: "no-web" }],
    });
  });

  it("make the caller's edge fail, and not the server that turns away whom it must", () => {
    const graph = graphOf([...objects, policy], requestsOf(refused), VIEW);
    expect(edge(graph, "w:shop/web-v1", "s:shop/cart").health.level).toBe("failing");
    expect(node(graph, "s:shop/cart").health.level).not.toBe("failing");
    expect(node(graph, "w:shop/cart-v1").health.level).not.toBe("failing");
  });

  it("are the application's own answer when the policies let the caller in", () => {
    expect(denied([], [refused])).toBeNull();
  });

  const unreadIn = (places: readonly string[]) => {
    const kind = "AuthorizationPolicy.security.istio.io" as const;
    const resource = "authorizationpolicies.security.istio.io";
    const unread = places.map((at) => ({ kind, resource, namespace: at, readIn: [] }));
    return { reading: [{ cluster: "lab", current: true, unread }] };
  };
  const graphUnread = (places: readonly string[], more: readonly Record<string, unknown>[]) =>
    graphOf([...objects, ...more], requestsOf(refused), VIEW, unreadIn(places));
  const verdictUnread = (...[places, more]: Parameters<typeof graphUnread>) =>
    edge(graphUnread(places, more), "w:shop/web-v1", "s:shop/cart").denied?.certain;

  it.each([[[""]], [["shop"]], [["istio-system"]]])(
    "may be a policy's while those of %j are not read",
    (places) => {
      expect(verdictUnread(places, [])).toBe(false);
    },
  );

  it("stay the application's own where policies of other namespaces are not read", () => {
    expect(verdictUnread(["elsewhere"], [])).toBeUndefined();
  });

  it("stay certain by a DENY policy whatever else is not read, by want of an ALLOW they do not", () => {
    const allowsNobody = config("AuthorizationPolicy", "shop/none", {});
    expect(verdictUnread([""], [policy])).toBe(true);
    expect(verdictUnread(["istio-system"], [allowsNobody])).toBe(false);
    expect(verdictUnread([], [allowsNobody])).toBe(true);
  });

  it("count gRPC status 7, and neither other codes nor flagged answers", () => {
    const grpc = { ...CALL, grpc: "7", code: "200" };
    const call = graphOf([...objects, policy], requestsOf(grpc), VIEW).edges[1];
    expect(call?.denied?.ratio).toBe(1);
    expect(denied([policy], [{ ...CALL, code: "403", flags: "UAEX" }])).toBeNull();
  });

  it("are certain only when they are of every caller of the edge, and count only callers that can be refused", () => {
    const other = { ...refused, from: "shop/web-v2", to: "shop/cart-v2" };
    const forV1 = config("AuthorizationPolicy", "shop/no-web", {
      selector: { matchLabels: { version: "v1" } },
      action: "DENY",
      rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }],
    });
    // Only some paths are refused, and metrics do not say which path was called.
    const forV2 = config("AuthorizationPolicy", "shop/no-admin", {
      selector: { matchLabels: { version: "v2" } },
      action: "DENY",
      rules: [{ to: [{ operation: { paths: ["/admin"] } }] }],
    });
    const all = [...objects, ...deployment("shop/web-v2"), ...deployment("shop/cart-v2")];
    const app = (more: readonly Record<string, unknown>[]) =>
      edge(
        graphOf([...all, ...more], requestsOf(refused, other), { type: "app" }),
        "a:shop/web",
        "s:shop/cart",
      ).denied;
    expect(app([forV1])).toMatchObject({ ratePerSecond: 1, ratio: 0.5, certain: true });
    expect(app([forV1, forV2])).toMatchObject({ ratePerSecond: 2, ratio: 1, certain: false });
  });

  it("leave the callee's other answers to it: what it failed itself still counts", () => {
    const failed = { ...CALL, code: "500" };
    const graph = graphOf(
      [...objects, policy],
      requestsOf({ ...CALL, rate: 8 }, { ...refused, rate: 10 }, { ...failed, rate: 2 }),
      VIEW,
    );
    const { health } = node(graph, "w:shop/cart-v1");
    // 2 of the 10 requests that were let in.
    expect(health).toMatchObject({ level: "failing", reasons: [{ rule: "5xx", ratio: 0.2 }] });
  });

  it("of a caller that is gone are judged by the certificate it showed", () => {
    const gone = { ...refused, from: "shop/gone" };
    const security = {
      ...secured({ ...gone, policy: "mutual_tls" }),
      sourcePrincipal: "spiffe://cluster.local/ns/shop/sa/web",
    };
    const traffic = trafficOf({ requests: [request(gone)], security: [security] });
    const graph = graphOf([...objects, policy], traffic, VIEW);
    expect(edge(graph, "w:shop/gone", "s:shop/cart").denied?.certain).toBe(true);
  });
});
