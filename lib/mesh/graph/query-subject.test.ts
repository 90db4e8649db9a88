import { describe, expect, it } from "vitest";
import { parseQuery } from "../query/parse";
import { connected, request, secured, timed, trafficOf } from "./testing/calls";
import { graphOf } from "./testing/look";
import { config, deployment, namespace, service, weights } from "./testing/objects";

const OBJECTS = [
  namespace("edge"),
  namespace("shop"),
  namespace("istio-system"),
  namespace("legacy", false),
  service("shop/web"),
  service("shop/cart"),
  service("shop/redis"),
  service("shop/nobody", "nobody"),
  ...weights("shop/cart", { v1: 90, v2: 10 }),
  ...deployment("edge/public", { proxy: "gateway" }),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
  ...deployment("shop/redis"),
  ...deployment("istio-system/istiod", { proxy: "none" }),
  ...deployment("legacy/report", { proxy: "none" }),
  config("ServiceEntry", "shop/pay", { hosts: ["pay.example"], location: "MESH_EXTERNAL" }),
  config("AuthorizationPolicy", "shop/redis", {
    selector: { matchLabels: { app: "redis" } },
    action: "DENY",
    rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }],
  }),
];

const CART = { from: "shop/web-v1", host: "shop/cart" } as const;
const TRAFFIC = trafficOf({
  requests: [
    request({ from: "edge/public", to: "shop/web-v1", host: "shop/web", rate: 20 }),
    request({ ...CART, to: "shop/cart-v1", rate: 9 }),
    request({ ...CART, to: "shop/cart-v2", rate: 0.5 }),
    request({ ...CART, to: "shop/cart-v2", rate: 0.5, code: "503", flags: "UF,URX" }),
    request({ ...CART, to: "shop/redis", host: "shop/redis", code: "403" }),
    request({ ...CART, to: "unknown", host: "pay.example", rate: 2, code: "404" }),
    request({ from: "shop/cart-v1", to: "shop/web-v1", host: "shop/web", grpc: "14", rate: 0.2 }),
  ],
  unproxied: [request({ from: "unknown", to: "shop/cart-v1", host: "shop/cart" })],
  security: [
    secured({ ...CART, to: "shop/cart-v1", rate: 9, policy: "mutual_tls" }),
    secured({ from: "unknown", to: "shop/cart-v1", host: "shop/cart", policy: "none" }),
  ],
  latency: [timed({ ...CART, to: "shop/cart-v1", counts: [0, 9, 9] })],
  tcp: [
    connected({ from: "shop/cart-v1", to: "shop/redis", host: "shop/redis" }),
    { ...connected({ from: "shop/cart-v2", to: "unknown", host: "shop/redis" }), flags: "UH" },
  ],
});

const GRAPH = graphOf(OBJECTS, TRAFFIC, { type: "workload" });
const NAMES = new Map(GRAPH.nodes.map((n) => [n.id, n.id.replace(/^(\w:)lab(?:\/[\w-]+)?/, "$1")]));

/** What a query lights: nodes by themselves, edges as caller>callee. Nodes that only an edge lights are left out. */
function found(text: string): string {
  const query = parseQuery(text);
  if (!query.ok) throw new Error(JSON.stringify(query.error));
  const graph = graphOf(OBJECTS, TRAFFIC, { type: "workload", find: query.value });
  const edges = graph.edges.filter((e) => e.found);
  const ends = new Set(edges.flatMap((e) => [e.source, e.target]));
  const hidden = graphOf(OBJECTS, TRAFFIC, { type: "workload", hide: query.value });
  const left = new Set(hidden.nodes.map((n) => n.id));
  const nodes = graph.nodes.filter((n) => n.found && (!ends.has(n.id) || !left.has(n.id)));
  const name = (id: string) => NAMES.get(id) ?? id;
  return [
    ...nodes.map((n) => name(n.id)),
    ...edges.map((e) => `${name(e.source)}>${name(e.target)}`),
  ].join(" ");
}

describe("what a term finds in a graph", () => {
  it.each([
    ["ns:legacy", "w:/report"],
    ["version:v2 kind:deployment", "w:/cart-v2"],
    ["app:cart -kind:edge", "w:/cart-v1 w:/cart-v2"],
    ["name:nobody", "s:/nobody"],
    ["workload:cart-v2", "w:/cart-v2"],
    ["service:redis", "s:/redis"],
    ["label:app=redis kind:workload", "w:/redis"],
    ["via:public", "w:/public w:/public>s:/web"],
    ["via:edge/public kind:workload", "w:/public"],
    ["via:shop/public", ""],
    ["from:public kind:workload", "w:/web-v1"],
    ["from:public kind:service", "s:/web"],
    ["from:web-v1 kind:workload", "w:/cart-v1 w:/cart-v2 w:/redis"],
    ["to:cart-v2 kind:workload", "w:/web-v1"],
    ["to:pay.example", "w:/web-v1 w:/web-v1>x:/pay"],
    ["unknown", "u: u:>s:/cart"],
    ["gateway", "w:/public w:/public>s:/web"],
    ["external", "x:/pay w:/web-v1>x:/pay"],
    ["serviceentry", "x:/pay w:/web-v1>x:/pay"],
    ["dead", "s:/nobody"],
    ["outside", "w:/istiod w:/report"],
    ["root", "w:/istiod"],
    ["denied", "s:/redis>w:/redis w:/web-v1>s:/redis"],
    ["idle", "s:/nobody w:/istiod w:/report"],
    [
      "health:failing kind:edge",
      "s:/cart>w:/cart-v2 s:/web>w:/web-v1 w:/cart-v1>s:/web w:/web-v1>s:/redis w:/web-v1>x:/pay",
    ],
    ["protocol:grpc", "s:/web>w:/web-v1 w:/cart-v1>s:/web"],
    ["flag:UF kind:workload", "w:/cart-v2"],
    ["flag:URX kind:edge", "s:/cart>w:/cart-v2 w:/web-v1>s:/cart"],
    ["flag:UH", "s:/redis w:/cart-v2>s:/redis"],
    ["code:14 kind:edge", "s:/web>w:/web-v1 w:/cart-v1>s:/web"],
    ["code:404 kind:external", "x:/pay"],
    ["rps>15", "s:/web w:/web-v1 w:/public w:/public>s:/web s:/web>w:/web-v1"],
    ["err>=50% kind:workload", "w:/cart-v2"],
    ["4xx=100% kind:edge", "s:/redis>w:/redis w:/web-v1>s:/redis w:/web-v1>x:/pay"],
    ["p95>90ms kind:edge", "s:/cart>w:/cart-v1 w:/web-v1>s:/cart"],
    ["p50<60ms kind:workload", "w:/cart-v1"],
    ["mtls<100% kind:edge", "s:/cart>w:/cart-v1 u:>s:/cart"],
    ["bytes>1kB/s kind:edge", "s:/redis>w:/redis w:/cart-v1>s:/redis w:/cart-v2>s:/redis"],
    ["share<15%", "s:/cart>w:/cart-v2"],
    ["rank=1", "s:/web w:/web-v1"],
    ["cluster:west", ""],
  ])("%s", (text, expected) => {
    expect(found(text).split(" ").sort()).toEqual(expected.split(" ").sort());
  });
});

it("what is idle, healthy or denied of a call is the call's own, not that of its ends", () => {
  const text = "healthy kind:edge";
  expect(found(text)).not.toContain("w:/web-v1>s:/redis");
  expect(found(text)).toContain("w:/public>s:/web");
  expect(GRAPH.edges.filter((e) => e.idle)).toEqual([]);
});
