import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { plainRequest, workloadNamed } from "../../trace/testing/plain-request";
import { traceRequest } from "../../trace/trace";
import { configuredShares } from "../shares";
import { settingsOf, settingsOfVersion } from "../spec/settings-of";
import { missingSubsets } from "../subsets";
import { routesFor } from "../virtual-services";

const pod = (name: string, labels: string, container = "app") => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-1
  namespace: shop
  labels: { app: ${name}, ${labels} }
  annotations: { ambient.istio.io/redirection: enabled }
spec: { serviceAccountName: ${name}, containers: [{ name: ${container}, args: [proxy, waypoint] }] }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;
const WORLD = [
  pod("client", "x: y"),
  pod("web", "version: v1"),
  pod("wp", "gateway.networking.k8s.io/gateway-name: wp", "istio-proxy"),
  `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, labels: { istio.io/use-waypoint: wp } }
spec: { clusterIP: 10.96.0.1, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1, namespace: shop, labels: { kubernetes.io/service-name: web } }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints: [{ addresses: [10.1.0.3], conditions: { ready: true }, targetRef: { kind: Pod, name: web-1, namespace: shop } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: shop }
spec: { host: web, trafficPolicy: { loadBalancer: { simple: RANDOM } }, subsets: [{ name: v1, labels: { version: v1 } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: shop }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 } }] }] }
`,
];
const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: wp, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
`;
const policy = (spec: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { ${spec} }
`;
const OF_SERVICE = "targetRefs: [{ kind: Service, name: web }]";
const from = (who: string) =>
  `rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/${who}"] } }] }]`;

function told(...objects: readonly string[]): string {
  const text = [...WORLD, ...objects].join("\n---\n");
  const { index } = readOfflineMesh([{ name: "mesh", text }]);
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  const request = plainRequest(workloadNamed(index, "client"), "web");
  const answer = traceRequest({ index, settings }, request);
  const [to] = answer.destinations;
  const balancer = answer.hops.find((hop) => hop.at === "load-balancer")?.code ?? "none";
  const doubts = answer.uncertain.map(({ code }) => `? ${code}`);
  return [
    answer.outcome,
    to?.subset,
    `balanced by ${balancer}`,
    answer.mtls?.mode,
    ...new Set(doubts),
  ]
    .filter(Boolean)
    .join(", ");
}

// source: https://istio.io/latest/docs/ambient/usage/l7-features/ and .../waypoint/
describe("a request of an ambient caller", () => {
  it.each([
    ["without the waypoint: no rule, no DestinationRule", [], "forward, balanced by none, mtls"],
    [
      "by the waypoint's rules and DestinationRules",
      [GATEWAY],
      "forward, v1, balanced by random, mtls",
    ],
    [
      "allowed by a policy of the service",
      [GATEWAY, policy(`${OF_SERVICE}, ${from("client")}`)],
      "forward, v1, balanced by random, mtls",
    ],
    [
      "denied by a policy of the service",
      [GATEWAY, policy(`${OF_SERVICE}, ${from("nobody")}`)],
      "denied, balanced by none",
    ],
    [
      "denied at the server, which knows the waypoint alone",
      [GATEWAY, policy(`selector: { matchLabels: { app: web } }, ${from("client")}`)],
      "denied, v1, balanced by random, mtls",
    ],
    [
      "allowed at the server, which knows the waypoint",
      [GATEWAY, policy(`selector: { matchLabels: { app: web } }, ${from("wp")}`)],
      "forward, v1, balanced by random, mtls",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(...objects)).toBe(expected);
  });
});

const second = `${pod("web2", "version: v2").replace("app: web2", "app: web")}`;
const split = (subset: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: shop }
spec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: shop }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web, subset: v1 }, weight: 90 }, { destination: { host: web, subset: ${subset} }, weight: 10 }] }] }
`;
const CANARY = `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, labels: { istio.io/use-waypoint: wp, istio.io/use-waypoint-canary: wp2 }, annotations: { istio.io/use-waypoint-canary-weight: "5" } }
spec: { clusterIP: 10.96.0.1, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const notRunning = pod("wp", "x: y", "istio-proxy");

/** The shares of an ambient caller's requests, the subsets that its waypoint lacks, and why nothing is certain. */
function shared(minor: number, ...objects: readonly string[]): string {
  const text = [...WORLD, second, ...objects].join("\n---\n");
  const { index } = readOfflineMesh([{ name: "mesh", text }]);
  const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
  const caller = index.find("Workload", OFFLINE_CLUSTER, "shop", "client-1");
  const service = index.find("Service", OFFLINE_CLUSTER, "shop", "web");
  if (!caller || !service) throw new Error("no caller, or no service");
  const shares = configuredShares(index, caller, service, 80, settings);
  const set = routesFor(index, caller, "web", 80, settings);
  const missing = missingSubsets(index, set.at ?? caller, set.routes, settings);
  return [
    ...shares.map(({ workload, share, applies }) => `${workload.meta.name} ${share} ${applies}`),
    ...missing.map(({ subset }) => `no ${subset}`),
    ...set.uncertain.map(({ code }) => `? ${code}`),
  ].join(", ");
}

describe("the shares of an ambient caller", () => {
  it.each([
    [
      "are those of the waypoint's rules",
      [GATEWAY, split("v2")],
      30,
      "web-1 0.9 all, web2-1 0.1 all",
    ],
    [
      "name the subsets that the waypoint lacks",
      [GATEWAY, split("v3")],
      30,
      "web-1 0.9 all, web2-1 0 all, no v3",
    ],
    ["are set by nobody without a waypoint", [split("v2")], 30, ""],
    [
      "are not certain while nobody runs the waypoint",
      [GATEWAY, split("v2"), notRunning],
      30,
      "? ambient",
    ],
    ["are not certain beside a second waypoint", [GATEWAY, split("v2"), CANARY], 31, "? ambient"],
    [
      "a version that knows of no second one takes the first",
      [GATEWAY, split("v2"), CANARY],
      30,
      "web-1 0.9 all, web2-1 0.1 all",
    ],
  ])("%s", (_, objects, minor, expected) => {
    expect(shared(minor, ...objects)).toBe(expected);
  });
});
