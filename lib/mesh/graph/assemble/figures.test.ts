import { describe, expect, it } from "vitest";
import {
  connected,
  request,
  requestsOf,
  secured,
  streamed,
  timed,
  trafficOf,
} from "../testing/calls";
import { edge, graphOf, ids, node, p95, wires } from "../testing/look";
import { config, deployment, namespace, service, weights } from "../testing/objects";

const SHOP = [
  namespace("shop"),
  service("shop/cart"),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
];

const TO_V1 = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;
const TO_V2 = { ...TO_V1, to: "shop/cart-v2" } as const;
const FLAT = { type: "workload" } as const;

describe("mTLS", () => {
  // One series with 90 requests and three with 10 in all: by series the share would be 1/4.
  it("of a mixed edge is the share of requests, not of series", () => {
    const calls = [
      { ...TO_V1, rate: 90, policy: "mutual_tls" },
      { ...TO_V1, rate: 5, policy: "none", code: "200" },
      { ...TO_V1, rate: 3, policy: "none", code: "404" },
      { ...TO_V1, rate: 2, policy: "none", code: "500" },
    ];
    const graph = graphOf(
      SHOP,
      trafficOf({ requests: calls.map(request), security: calls.map(secured) }),
    );
    expect(edge(graph, "v:shop/web/v1", "s:shop/cart").figures.mutualTlsShare).toBe(0.9);
    expect(node(graph, "s:shop/cart").inbound?.mutualTlsShare).toBe(0.9);
  });

  it("that nobody reports is not known, which is not plaintext", () => {
    const graph = graphOf(SHOP, requestsOf(TO_V1), FLAT);
    expect(edge(graph, "w:shop/web-v1", "s:shop/cart").figures.mutualTlsShare).toBeNull();
  });
});

describe("quantiles", () => {
  const requests = [
    { ...TO_V1, rate: 90 },
    { ...TO_V2, rate: 10 },
  ].map(request);
  const fast = { ...TO_V1, counts: [90, 90, 90] };
  const slow = { ...TO_V2, counts: [0, 10, 10] };

  // Prometheus: histogram_quantile(0.95, {10: 90, 100: 100, +Inf: 100}) = 10 + 90 * (95 - 90) / 10 = 55
  it("of an edge to a service come from the merged buckets of all workloads behind it", () => {
    const traffic = trafficOf({ requests, latency: [timed(fast), timed(slow)] });
    const graph = graphOf(SHOP, traffic, FLAT);
    expect(p95(edge(graph, "w:shop/web-v1", "s:shop/cart"))).toBe(55);
    expect(p95(edge(graph, "s:shop/cart", "w:shop/cart-v1"))).toBe(9.5);
    expect(p95(edge(graph, "s:shop/cart", "w:shop/cart-v2"))).toBe(95.5);
  });

  it("read per service reach the edge to the service, and draw nothing by themselves", () => {
    const latency = [timed({ ...TO_V1, counts: [90, 100, 100] })];
    const traffic = trafficOf({ requests, latency, latencyLevel: "service" });
    const graph = graphOf(SHOP, traffic, { ...FLAT, idle: false });
    expect(wires(graph)).toEqual([
      "s:shop/cart -> w:shop/cart-v1 90",
      "s:shop/cart -> w:shop/cart-v2 10",
      "w:shop/web-v1 -> s:shop/cart 100",
    ]);
    expect(ids(graph)).toEqual([
      "s:shop/cart",
      "w:shop/cart-v1",
      "w:shop/cart-v2",
      "w:shop/web-v1",
    ]);
    const call = edge(graph, "w:shop/web-v1", "s:shop/cart");
    expect(p95(call)).toBe(55);
    expect(call.labels.map((l) => l.destinationWorkload)).toEqual(["cart-v1", "cart-v2"]);
    expect(call.split.map((part) => part.target)).not.toContain(null);
    // The buckets are of both versions together: of one alone nothing is known.
    expect(p95(edge(graph, "s:shop/cart", "w:shop/cart-v1"))).toBeNull();
  });

  it("read per service reach the workload too when all of the caller's requests went there", () => {
    const traffic = trafficOf({
      requests: [request(TO_V1)],
      latency: [timed({ ...TO_V1, counts: [1, 1, 1] })],
      latencyLevel: "service",
    });
    const between = graphOf(SHOP, traffic, FLAT);
    expect(p95(edge(between, "s:shop/cart", "w:shop/cart-v1"))).toBe(9.5);
    const without = graphOf(SHOP, traffic, { ...FLAT, services: false, idle: false });
    expect(wires(without)).toEqual(["w:shop/web-v1 -> w:shop/cart-v1 1"]);
    expect(p95(edge(without, "w:shop/web-v1", "w:shop/cart-v1"))).toBe(9.5);
  });

  it("read per service of hosts outside, of failed calls and of unknown callers stay with those", () => {
    const calls = [
      { from: "shop/web-v1", to: "unknown", host: "db.example" },
      { from: "shop/web-v1", to: "unknown", host: "shop/cart", code: "503", flags: "UH" },
    ];
    const unproxied = { from: "unknown", to: "shop/cart-v1", host: "shop/cart" };
    const traffic = trafficOf({
      requests: calls.map(request),
      unproxied: [request(unproxied)],
      latency: [...calls, unproxied].map((call) => timed({ ...call, counts: [1, 1, 1] })),
      latencyLevel: "service",
    });
    const graph = graphOf(SHOP, traffic, { ...FLAT, idle: false });
    expect(graph.edges.map((e) => [e.id, p95(e)])).toEqual(graph.edges.map((e) => [e.id, 9.5]));
    expect(ids(graph)).toEqual([
      "p:lab",
      "s:shop/cart",
      "u:lab",
      "w:shop/cart-v1",
      "w:shop/web-v1",
    ]);
  });
});

describe("one request counts once", () => {
  it("where both sides report it, as its source saw it", () => {
    const traffic = trafficOf({
      requests: [request({ ...TO_V1, rate: 5 })],
      unproxied: [request({ ...TO_V1, rate: 6 })],
    });
    expect(wires(graphOf(SHOP, traffic, FLAT))[1]).toBe("w:shop/web-v1 -> s:shop/cart 5");
  });
});

describe("protocols", () => {
  it("have an edge each", () => {
    const traffic = trafficOf({
      requests: [request(TO_V1), request({ ...TO_V1, grpc: "0", rate: 2 })],
      tcp: [connected(TO_V1)],
    });
    const graph = graphOf(SHOP, traffic, { ...FLAT, services: false });
    expect(graph.edges.map((e) => e.protocol)).toEqual(["grpc", "http", "tcp"]);
    expect(graph.edges.map((e) => e.id)).toEqual(
      ["grpc", "http", "tcp"].map((p) => `w:lab/shop/web-v1 w:lab/shop/cart-v1 ${p}`),
    );
  });

  it("tcp counts bytes and connections and is not idle; its health is not known from requests", () => {
    const graph = graphOf(SHOP, trafficOf({ tcp: [connected(TO_V1)] }), FLAT);
    const found = edge(graph, "w:shop/web-v1", "s:shop/cart");
    expect(found.figures.tcp).toEqual({ toServer: 100, toClient: 1000, opened: 1, flagged: [] });
    expect(found).toMatchObject({ idle: false, share: null });
    expect(found.health.level).toBe("unknown");
  });

  // source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html (14 UNAVAILABLE, 5 NOT_FOUND); the HTTP code is 200
  it("a gRPC call fails by its status", () => {
    const calls = [
      { ...TO_V1, grpc: "0", rate: 6 },
      { ...TO_V1, grpc: "14", rate: 3 },
      { ...TO_V1, grpc: "5", rate: 1 },
    ];
    const { figures } = edge(
      graphOf(SHOP, requestsOf(...calls), FLAT),
      "w:shop/web-v1",
      "s:shop/cart",
    );
    expect(figures).toMatchObject({ errorRatio: 0.3, clientErrorRatio: 0.1 });
  });

  it("a gRPC stream that has not ended is traffic, without a request", () => {
    const graph = graphOf(SHOP, trafficOf({ messages: [streamed({ ...TO_V1, rate: 7 })] }), FLAT);
    const found = edge(graph, "w:shop/web-v1", "s:shop/cart");
    expect(found).toMatchObject({ idle: false, protocol: "grpc" });
    expect(found.figures.messages).toEqual({ toServer: 7, toClient: 7 });
    expect(node(graph, "w:shop/cart-v1").idle).toBe(false);
  });
});

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

describe("what is idle, dead, out of the mesh", () => {
  const objects = [
    ...SHOP,
    service("shop/nobody", "no-such-app"),
    namespace("legacy", false),
    service("legacy/report"),
    ...deployment("legacy/report", { proxy: "none" }),
  ];

  it("a service without selector, and a name for another host, select nothing and are not dead for it", () => {
    const spec = { ports: [{ port: 80 }] };
    const bare = (name: string, more: Record<string, unknown>) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "shop", name },
      spec: { ...spec, ...more },
    });
    const graph = graphOf(
      [
        ...SHOP,
        bare("manual", {}),
        bare("alias", { type: "ExternalName", externalName: "x.example", selector: { app: "x" } }),
        bare("headless", { clusterIP: "None", selector: { app: "no-such-app" } }),
      ],
      null,
      FLAT,
    );
    const dead = graph.nodes.filter((n) => n.dead).map((n) => n.name);
    expect(dead).toEqual(["headless"]);
  });

  it("an app has the replicas of its versions together, not known when one is not", () => {
    const statusless = {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { namespace: "shop", name: "cart-agent", labels: { app: "cart" } },
      spec: { template: { metadata: { labels: { app: "cart" } }, spec: {} } },
    };
    const counted = graphOf([...SHOP, ...deployment("shop/cart-v3", { ready: false })], null, {
      type: "app",
    });
    expect(node(counted, "a:shop/cart").replicas).toEqual({ desired: 3, ready: 2 });
    const unknown = graphOf([...SHOP, statusless], null, { type: "app" });
    expect(node(unknown, "a:shop/cart").replicas).toEqual({ desired: null, ready: 2 });
  });

  it("is marked", () => {
    const graph = graphOf(objects, requestsOf(TO_V1), { ...FLAT, namespaces: ["shop", "legacy"] });
    expect(node(graph, "s:shop/nobody")).toMatchObject({ dead: true, idle: true });
    expect(node(graph, "w:legacy/report")).toMatchObject({ outOfMesh: true, idle: true });
    expect(node(graph, "w:shop/cart-v1")).toMatchObject({
      dead: false,
      idle: false,
      outOfMesh: false,
    });
  });

  it("is counted where the view leaves it out, as the nodes that it would be", () => {
    const all = { ...FLAT, namespaces: ["shop", "legacy"] };
    for (const type of ["workload", "app", "service"] as const) {
      const shown = graphOf(objects, requestsOf(TO_V1), { ...all, type });
      const busy = graphOf(objects, requestsOf(TO_V1), { ...all, type, idle: false });
      expect(shown.idleOmitted).toBe(0);
      expect(busy.idleOmitted).toBe(shown.nodes.length - busy.nodes.length);
    }
    const unscoped = graphOf(objects, requestsOf(TO_V1), FLAT);
    expect(unscoped.idleOmitted).toBe(2);
    const scoped = graphOf(objects, requestsOf(TO_V1), { ...FLAT, namespaces: ["shop"] });
    expect(scoped.idleOmitted).toBe(0);
  });
});
