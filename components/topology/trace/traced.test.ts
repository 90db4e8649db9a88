import { describe, expect, it } from "vitest";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { edge, graph, indexOf, node, version } from "../state/graph.fixture";
import { callerAt, targetAt } from "./picked";
import { tracedRequest } from "./traced";

const INDEX = indexOf(`
kind: Service
apiVersion: v1
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80, name: http}]}
---
kind: Pod
apiVersion: v1
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c}]}
---
kind: Pod
apiVersion: v1
metadata: {name: gate, namespace: shop, labels: {istio: ingressgateway}}
spec: {containers: [{name: istio-proxy, args: [proxy, router]}]}
---
kind: Service
apiVersion: v1
metadata: {name: gate, namespace: shop}
spec: {selector: {istio: ingressgateway}, ports: [{port: 80, name: http}]}
---
kind: Gateway
apiVersion: networking.istio.io/v1
metadata: {name: public, namespace: shop}
spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example]}]}
---
kind: VirtualService
apiVersion: networking.istio.io/v1
metadata: {name: shop, namespace: shop}
spec: {hosts: [shop.example], gateways: [public], http: [{match: [{uri: {prefix: /cart}}], route: [{destination: {host: cart}}]}]}
`);

const ref = (kind: ResourceRef["kind"], name: string): ResourceRef => ({
  ...{ cluster: "c", kind, namespace: "shop", name },
});
const workload = (name: string, part: Partial<MeshNode> = {}) =>
  node(name, { kind: "workload", refs: [ref("Workload", name)], ...part });

const SHOWN = graph(
  [
    workload("web"),
    workload("gate", { gateway: "ingress" }),
    node("cart", { refs: [ref("Service", "cart")] }),
    version("cart", "v1"),
    node("elsewhere", { kind: "external", hosts: ["api.example"] }),
  ],
  [edge("gate", "cart"), edge("web", "cart"), edge("web", "elsewhere")],
);

describe("the request that a selection is about", () => {
  const of = (type: "node" | "edge", id: string) => tracedRequest(SHOWN, INDEX, { type, id });
  const fromWeb = { from: ref("Workload", "web"), host: "cart", port: 80 };
  const fromOutside = {
    from: ref("Gateway.networking.istio.io", "public"),
    host: "shop.example",
    path: "/cart",
  };

  it.each([
    ["edge", "web cart http", fromWeb],
    ["edge", "gate cart http", fromOutside],
    ["node", "cart", fromOutside],
    ["node", "cart v1", fromOutside],
    ["node", "gate", { ...fromOutside, path: "/" }],
    ["node", "web", { from: ref("Workload", "web") }],
    ["edge", "web elsewhere http", { from: ref("Workload", "web"), host: "api.example" }],
    ["node", "nobody", null],
  ] as const)("%s %s", (type, id, expected) => {
    expect(of(type, id)).toEqual(expected);
  });

  it.each([
    ["node", "web", ref("Workload", "web")],
    ["node", "gate", ref("Gateway.networking.istio.io", "public")],
    ["edge", "web cart http", ref("Workload", "web")],
    ["node", "elsewhere", null],
  ] as const)("%s %s calls as", (type, id, expected) => {
    expect(callerAt(SHOWN, INDEX, { type, id })).toEqual(expected);
  });

  it.each([
    ["node", "cart", ref("Workload", "web"), { host: "cart", port: 80 }],
    [
      "node",
      "cart v1",
      { ...ref("Workload", "web"), namespace: "b" },
      { host: "cart.shop", port: 80 },
    ],
    ["node", "cart", ref("Gateway.networking.istio.io", "public"), fromOutside],
    ["edge", "web elsewhere http", ref("Workload", "web"), { host: "api.example" }],
    ["node", "web", null, null],
  ] as const)("%s %s is called by %o as", (type, id, from, expected) => {
    expect(targetAt(SHOWN, INDEX, { selection: { type, id }, from })).toEqual(expected);
  });

  it("is none of nothing", () => {
    expect(tracedRequest(SHOWN, INDEX, null)).toBeNull();
  });
});
