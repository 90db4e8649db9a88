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
import { deployment, namespace, service } from "../testing/objects";
import { FLAT, SHOP, TO_V1, TO_V2 } from "../testing/shop";

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
