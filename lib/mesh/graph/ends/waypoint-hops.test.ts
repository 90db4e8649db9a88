import { describe, expect, it } from "vitest";
import { connected, request, secured, trafficOf } from "../testing/calls";
import { edge, graphOf, node, wires } from "../testing/look";
import { deployment, namespace, service } from "../testing/objects";

const MESH = [
  namespace("edge"),
  namespace("shop"),
  service("edge/gate"),
  service("shop/cart"),
  ...deployment("edge/gate", { proxy: "gateway" }),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1", { proxy: "none" }),
  ...deployment("shop/cart-v2", { proxy: "none" }),
  ...deployment("shop/waypoint", { proxy: "waypoint" }),
];
const HOP = { from: "edge/gate", to: "shop/waypoint", host: "shop/cart" } as const;
const TYPES = ["workload", "app", "versioned-app", "service"] as const;

describe("a request that goes through a waypoint", () => {
  const reported = [
    request({ ...HOP, rate: 10 }),
    request({ ...HOP, to: "shop/cart-v1", rate: 8 }),
    request({ ...HOP, to: "shop/cart-v2", rate: 1 }),
    request({ ...HOP, to: "unknown", code: "503", flags: "UH", rate: 1 }),
  ];

  it.each(TYPES)("counts once, as the waypoint saw it (%s)", (type) => {
    const graph = graphOf(MESH, trafficOf({ requests: reported }), { type });
    expect(node(graph, "s:shop/cart").inbound?.requestsPerSecond).toBe(10);
    expect(node(graph, "s:shop/cart").inbound?.errorRatio).toBe(0.1);
    expect(node(graph, "w:edge/gate").outbound?.requestsPerSecond).toBe(10);
    expect(node(graph, "w:shop/waypoint")).toMatchObject({ idle: true, inbound: null });
    expect(edge(graph, "w:edge/gate", "s:shop/cart").share).toBe(1);
  });

  it("is a hop to the waypoint where the waypoint reports nothing of it", () => {
    const failedBefore = request({ ...HOP, to: "unknown", code: "503", flags: "UF", rate: 2 });
    const traffic = trafficOf({ requests: [request({ ...HOP, rate: 10 }), failedBefore] });
    const graph = graphOf(MESH, traffic, { type: "workload" });
    expect(wires(graph)).toEqual([
      "w:edge/gate -> s:shop/cart 2",
      "w:edge/gate -> w:shop/waypoint 10",
    ]);
    expect(node(graph, "w:shop/waypoint").hosts).toEqual(["cart.shop.svc.cluster.local"]);
  });

  it("leaves alone what another caller sends, to another service, or in another protocol", () => {
    const requests = [
      request({ ...HOP, rate: 3 }),
      request({ ...HOP, from: "shop/web-v1", to: "shop/cart-v1" }),
      request({ ...HOP, to: "shop/web-v1", host: "shop/web" }),
      request({ ...HOP, to: "shop/cart-v1", grpc: "0" }),
    ];
    const graph = graphOf(MESH, trafficOf({ requests }), { type: "workload" });
    expect(edge(graph, "w:edge/gate", "w:shop/waypoint").figures.requestsPerSecond).toBe(3);
  });

  it("keeps its mTLS share: requests decide, not how many ends report", () => {
    const security = [
      secured({ ...HOP, to: "shop/cart-v1", rate: 6, policy: "mutual_tls" }),
      secured({ ...HOP, to: "shop/cart-v1", rate: 2, policy: "none" }),
    ];
    const graph = graphOf(MESH, trafficOf({ requests: reported, security }), { type: "workload" });
    expect(edge(graph, "w:edge/gate", "s:shop/cart").figures.mutualTlsShare).toBe(0.75);
  });
});

describe("a connection that goes through a waypoint", () => {
  // ztunnel of the caller's node, then ztunnel of the waypoint's node: one stream of bytes, reported twice.
  const tcp = [
    connected({ ...HOP, from: "shop/web-v1" }),
    connected({ from: "shop/waypoint", to: "shop/cart-v1", host: "shop/cart" }),
  ].map((row) => ({ ...row, reporterApp: "ztunnel" }));

  it.each(TYPES)("reaches the service once, from the waypoint (%s)", (type) => {
    const graph = graphOf(MESH, trafficOf({ tcp }), { type });
    expect(node(graph, "s:shop/cart").inbound?.tcp).toEqual({
      toServer: 100,
      toClient: 1000,
      opened: 1,
      flagged: [],
    });
    expect(edge(graph, "w:shop/waypoint", "s:shop/cart").figures.tcp?.toServer).toBe(100);
    expect(node(graph, "w:shop/waypoint").inbound?.tcp?.toServer).toBe(100);
  });
});
