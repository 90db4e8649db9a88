import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../offline/offline-mesh";
import { settingsOf } from "../routing/spec/settings-of";
import type { TraceRequest } from "./request";
import { applicationManifest, podManifest } from "./testing/manifests";
import { plainRequest } from "./testing/plain-request";
import { traceRequest } from "./trace";

// source: seen in the access logs of Envoy 1.38.3 under istiod 1.30.3 (the lab's real mode): cluster and response flag of each request.

const INGRESS = `
${podManifest({
  ...{ namespace: "istio-system", app: "istio-ingressgateway", ip: "10.244.0.11" },
  more: "labels: { istio: ingressgateway, app: istio-ingressgateway }",
  container: "name: istio-proxy, args: [proxy, router]",
})}
---
apiVersion: v1
kind: Service
metadata: { name: istio-ingressgateway, namespace: istio-system }
spec: { clusterIP: 10.96.0.11, selector: { istio: ingressgateway }, ports: [{ name: http2, port: 80, targetPort: 8080 }] }
`;

const WORLD = [
  INGRESS,
  ...["productpage", "details", "ratings", "reviews"].map((app, i) =>
    applicationManifest({
      ...{ namespace: "bookinfo", app, port: 9080 },
      ...{ ip: `10.96.0.${12 + i}`, podIp: `10.244.0.${12 + i}` },
    }),
  ),
].join("---\n");

type Call = {
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `details`: its cluster was taken; else the response flag. */
  readonly seen: string;
};

function answerOf(objects: string, from: TraceRequest["from"], call: Call, port: number): string {
  const { index } = readOfflineMesh([{ name: "lab", text: `${WORLD}---\n${objects}` }]);
  const answer = traceRequest(
    { index, settings: settingsOf(index, OFFLINE_CLUSTER) },
    plainRequest(from, call.host, {
      ...{ port, method: "POST", path: call.path, headers: call.headers ?? {} },
    }),
  );
  expect(answer.uncertain).toEqual([]);
  if (answer.outcome === "no-route") return "NR";
  if (answer.outcome === "no-endpoints") return `UH ${answer.status}`;
  return answer.destinations.map((d) => d.host.split(".")[0]).join();
}

const EDGE = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: istio-system }
spec:
  gatewayClassName: istio
  addresses: [{ type: Hostname, value: istio-ingressgateway.istio-system.svc.cluster.local }]
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.grpc.test", allowedRoutes: { namespaces: { from: All } } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: methods, namespace: bookinfo }
spec:
  parentRefs: [{ name: edge, namespace: istio-system }]
  hostnames: [methods.grpc.test]
  rules:
  - matches: [{ method: { service: shop.Cart, method: Add } }]
    backendRefs: [{ name: details, port: 9080 }]
  - matches: [{ method: { service: shop.Cart } }]
    backendRefs: [{ name: ratings, port: 9080 }]
  - matches: [{ method: { type: RegularExpression, service: "shop\\\\.(Order|Invoice)", method: "Get.*" } }]
    backendRefs: [{ name: reviews, port: 9080 }]
  - matches: [{ method: { method: List } }]
    backendRefs: [{ name: details, port: 9080 }]
  - matches: [{ headers: [{ name: x-team, value: red }] }]
    backendRefs: [{ name: ratings, port: 9080 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: joined-grpc, namespace: bookinfo, creationTimestamp: "2026-11-21T23:42:20Z" }
spec:
  parentRefs: [{ name: edge, namespace: istio-system }]
  hostnames: [joined.grpc.test]
  rules:
  - matches: [{ method: { service: shop.Cart, method: Add } }]
    backendRefs: [{ name: details, port: 9080 }]
  - backendRefs: [{ name: ratings, port: 9080 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: joined-http, namespace: bookinfo, creationTimestamp: "2026-11-21T23:42:20Z" }
spec:
  parentRefs: [{ name: edge, namespace: istio-system }]
  hostnames: [joined.grpc.test]
  rules:
  - matches: [{ path: { type: PathPrefix, value: /shop.Cart } }]
    backendRefs: [{ name: reviews, port: 9080 }]
`;

const edge = {
  cluster: OFFLINE_CLUSTER,
  kind: "Gateway.gateway.networking.k8s.io",
  namespace: "istio-system",
  name: "edge",
} as const;

describe("GRPCRoutes at a gateway", () => {
  const [methods, joined] = ["methods.grpc.test", "joined.grpc.test"];
  it.each<Call>([
    { host: methods, path: "/shop.Cart/Add", seen: "details" },
    { host: methods, path: "/shop.Cart/Del", seen: "ratings" },
    { host: methods, path: "/shop.Cart/AddMore", seen: "ratings" },
    { host: methods, path: "/shop.Order/GetOne", seen: "reviews" },
    { host: methods, path: "/shop.Order/Put", seen: "NR" },
    { host: methods, path: "/any.Thing/List", seen: "details" },
    { host: methods, path: "/none.X/Y", seen: "NR" },
    { host: methods, path: "/shop.CartX/Y", seen: "NR" },
    { host: methods, path: "/none.X/Y", headers: { "x-team": "red" }, seen: "ratings" },
    { host: joined, path: "/shop.Cart/Add", seen: "details" },
    { host: joined, path: "/shop.Cart/Del", seen: "reviews" },
    { host: joined, path: "/shop.Cart/AddMore", seen: "reviews" },
    { host: joined, path: "/shop.Order/GetOne", seen: "ratings" },
    { host: joined, path: "/shop.CartX/Y", seen: "ratings" },
  ])("$host $path $headers: $seen", (call) => {
    expect(answerOf(EDGE, edge, call, 80)).toBe(call.seen);
  });
});

describe("a GRPCRoute of a Service", () => {
  const objects = `
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: mesh, namespace: bookinfo }
spec:
  parentRefs: [{ group: "", kind: Service, name: ratings, port: 9080 }]
  rules:
  - matches: [{ method: { service: shop.Cart, method: Add } }]
    backendRefs: [{ name: details, port: 9080 }]
  - matches: [{ method: { service: shop.Cart }, headers: [{ name: x-team, value: red }] }]
    backendRefs: [{ name: reviews, port: 9080 }]
`;
  const caller = {
    cluster: OFFLINE_CLUSTER,
    kind: "Workload",
    namespace: "bookinfo",
    name: "productpage-1",
  } as const;
  const host = "ratings";
  it.each<Call>([
    { host, path: "/shop.Cart/Add", seen: "details" },
    { host, path: "/shop.Cart/Del", seen: "NR" },
    { host, path: "/x.Y/Z", seen: "NR" },
    { host, path: "/shop.Cart/Del", headers: { "x-team": "red" }, seen: "reviews" },
  ])("$path $headers: $seen", (call) => {
    expect(answerOf(objects, caller, call, 9080)).toBe(call.seen);
  });
});

describe("a load balancer that passes through", () => {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: pt, namespace: istio-system }
spec:
  selector: { istio: ingressgateway }
  servers: [{ hosts: [pt.test], port: { name: http, number: 8080, protocol: HTTP } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: pt, namespace: istio-system }
spec:
  hosts: [pt.test]
  gateways: [pt]
  http: [{ route: [{ destination: { host: details.bookinfo.svc.cluster.local, port: { number: 9080 } } }] }]
`;
  const passing = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: pt, namespace: istio-system }
spec:
  host: details.bookinfo.svc.cluster.local
  exportTo: ["."]
  trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } }
`;
  const from = {
    cluster: OFFLINE_CLUSTER,
    kind: "Gateway.networking.istio.io",
    namespace: "istio-system",
    name: "pt",
  } as const;
  it.each([
    { name: "without it", objects: gateway, seen: "details" },
    { name: "with it", objects: `${gateway}---\n${passing}`, seen: "UH 503" },
  ])("leaves a gateway nobody to send to: $name, $seen", ({ objects, seen }) => {
    expect(answerOf(objects, from, { host: "pt.test", path: "/details/0", seen }, 80)).toBe(seen);
  });
});
