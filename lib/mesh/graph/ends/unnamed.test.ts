import { describe, expect, it } from "vitest";
import { connected, request, requestsOf, trafficOf } from "../testing/calls";
import { edge, graphOf, node, wires } from "../testing/look";
import { config, deployment, namespace, service } from "../testing/objects";

const SHOP = [
  namespace("shop"),
  service("shop/web"),
  service("shop/cart"),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
];

const WEB_TO_CART = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;

describe("hosts outside", () => {
  const entry = (name: string, hosts: readonly string[]) =>
    config("ServiceEntry", `shop/${name}`, { hosts, location: "MESH_EXTERNAL" });
  const call = (host: string, code = "200", flags = "-") => ({
    from: "shop/web-v1",
    to: "unknown",
    host,
    code,
    flags,
  });

  it("gathers the hosts of a ServiceEntry in one node, wildcards by host label and not by raw suffix", () => {
    const objects = [...SHOP, entry("pay", ["*.pay.example", "pay.example"])];
    const calls = ["api.pay.example", "pay.example", "notpay.example"].map((h) => call(h));
    const graph = graphOf(objects, requestsOf(...calls), { type: "workload", idle: false });
    expect(wires(graph)).toEqual(["w:shop/web-v1 -> p:lab 1", "w:shop/web-v1 -> x:shop/pay 2"]);
    // One that has several hosts is called as the object is, one that has one as the host is.
    expect(node(graph, "x:shop/pay")).toMatchObject({
      name: "pay",
      hosts: ["api.pay.example", "pay.example"],
    });
    const single = graphOf(
      [...SHOP, entry("one", ["one.example"])],
      requestsOf(call("one.example")),
    );
    expect(node(single, "x:shop/one").name).toBe("one.example");
  });

  // source: istio/istio pilot/pkg/networking/core/httproute.go, buildCatchAllVirtualHost
  it.each([
    { host: "example.com", code: "200", flags: "-", id: "p:lab", why: "passthrough" },
    { host: "example.com", code: "503", flags: "UF", id: "p:lab", why: "passthrough" },
    { host: "PassthroughCluster", code: "502", flags: "-", id: "p:lab", why: "passthrough" },
    { host: "example.com", code: "502", flags: "-", id: "b:lab", why: "blackhole" },
    { host: "BlackHoleCluster", code: "0", flags: "-", id: "b:lab", why: "blackhole" },
    {
      host: "example.com",
      code: "404",
      flags: "NR",
      id: "n:lab/example.com",
      why: "host-unresolved",
    },
    { host: "unknown", code: "404", flags: "NR", id: "n:lab/unknown", why: "host-unresolved" },
  ])("$host answering $code $flags is $why", ({ host, code, flags, id, why }) => {
    const graph = graphOf(SHOP, requestsOf(call(host, code, flags)));
    expect(graph.nodes.find((n) => n.id === id)?.why?.code).toBe(why);
  });
});

describe("connections to no known host", () => {
  const to = (flags: string, bytes = 0) => ({
    ...connected({ from: "shop/web-v1", to: "unknown", host: "unknown" }),
    flags,
    toServer: bytes,
    toClient: bytes,
  });

  it.each([
    { rows: [to("-", 10)], id: "p:lab" },
    { rows: [to("UF")], id: "p:lab" },
    { rows: [to("UH")], id: "b:lab" },
    { rows: [to("UF,UH")], id: "b:lab" },
    { rows: [to("UH"), to("-", 10)], id: "p:lab" },
    { rows: [to("UH"), to("UF")], id: "p:lab" },
  ])("$rows.0.flags ends at $id", ({ rows, id }) => {
    const graph = graphOf(SHOP, trafficOf({ tcp: rows }), { type: "workload" });
    expect(edge(graph, "w:shop/web-v1", id).figures.tcp?.opened).toBe(rows.length);
  });
});

describe("who cannot be named", () => {
  it("lists the workloads without a proxy that an unknown caller can be", () => {
    const objects = [
      ...SHOP,
      namespace("legacy", false),
      ...deployment("legacy/report", { proxy: "none" }),
      ...deployment("legacy/asleep", { proxy: "none", replicas: 0 }),
    ];
    const unproxied = [request({ ...WEB_TO_CART, from: "unknown" })];
    const graph = graphOf(objects, trafficOf({ unproxied }));
    expect(node(graph, "u:lab").why).toMatchObject({
      code: "no-proxy-caller",
      candidates: [{ cluster: "lab", namespace: "legacy", name: "report" }],
    });
    expect(node(graph, "v:legacy/report/v1")).toMatchObject({ idle: true, outOfMesh: true });
  });

  it("calls whoever stands before a gateway the outside", () => {
    const objects = [
      namespace("edge"),
      service("edge/gate"),
      ...deployment("edge/gate", { proxy: "gateway" }),
    ];
    const unproxied = [request({ from: "unknown", to: "edge/gate", host: "edge/gate" })];
    const graph = graphOf(objects, trafficOf({ unproxied }));
    expect(node(graph, "o:edge/gate").why).toEqual({ code: "outside-caller", gateway: "gate" });
    // The gateway's node stands for its service too.
    expect(wires(graph)).toEqual(["o:edge/gate -> w:edge/gate 1"]);
  });

  it("draws what is not in the cluster any more as a ghost with its reason", () => {
    const traffic = requestsOf(
      { from: "shop/gone", to: "shop/cart-v1", host: "shop/cart" },
      { from: "shop/web-v1", to: "shop/old", host: "shop/old" },
    );
    const graph = graphOf(SHOP, traffic, { type: "workload" });
    for (const id of ["w:shop/gone", "w:shop/old", "s:shop/old"]) {
      expect(node(graph, id).why).toEqual({ code: "not-in-cluster" });
    }
  });

  it("does not call absent what nobody may read, nor what is in a cluster that nobody watches", () => {
    const traffic = requestsOf(
      { from: "shop/gone", to: "shop/cart-v1", host: "shop/cart" },
      { from: "shop/web-v1", to: "shop/old", host: "shop/old" },
    );
    const unread = [
      { kind: "Workload", resource: "pods", namespace: "", readIn: [] },
      { kind: "Service", resource: "services", namespace: "", readIn: ["shop"] },
    ] as const;
    const reading = [{ cluster: "lab", current: true, unread }];
    const view = { type: "workload" } as const;
    const graph = graphOf(SHOP, traffic, view, { reading });
    const why = { code: "not-readable", kind: "Workload", resources: ["pods"] };
    expect(node(graph, "w:shop/gone").why).toEqual(why);
    expect(node(graph, "w:shop/old").why).toEqual(why);
    expect(node(graph, "s:shop/old").why).toEqual({ code: "not-in-cluster" });
    const unwatched = graphOf(SHOP, traffic, view, { reading: [] });
    expect(node(unwatched, "w:shop/gone").why).toEqual({ code: "not-watched", cluster: "lab" });
  });

  it("says nothing of a host's registration while ServiceEntries cannot be read", () => {
    const traffic = requestsOf({ from: "shop/web-v1", to: "unknown", host: "api.stripe.com" });
    const kind = "ServiceEntry.networking.istio.io";
    const unread = [{ kind, resource: "serviceentries", namespace: "", readIn: ["shop"] }] as const;
    const reading = [{ cluster: "lab", current: true, unread }];
    expect(node(graphOf(SHOP, traffic), "p:lab").why).toEqual({ code: "passthrough" });
    expect(node(graphOf(SHOP, traffic, {}, { reading }), "n:lab/api.stripe.com").why).toEqual({
      code: "not-readable",
      kind,
      resources: ["serviceentries"],
    });
  });

  it("calls no service dead whose pods cannot be read", () => {
    const objects = [namespace("shop"), service("shop/cart")];
    const unread = [{ kind: "Workload", resource: "pods", namespace: "", readIn: [] }] as const;
    const reading = [{ cluster: "lab", current: true, unread }];
    expect(node(graphOf(objects, null), "s:shop/cart").dead).toBe(true);
    expect(node(graphOf(objects, null, {}, { reading }), "s:shop/cart").dead).toBe(false);
  });

  it("leaves a caller whose namespace is unknown outside of every namespace", () => {
    const graph = graphOf(SHOP, requestsOf({ ...WEB_TO_CART, from: "unknown/web" }));
    expect(node(graph, "w:/web")).toMatchObject({ namespace: null, group: null });
  });
});
