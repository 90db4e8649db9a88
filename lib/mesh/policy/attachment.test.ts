import { describe, expect, it } from "vitest";
import type { ConfigResource, ResourceRef, WorkloadResource } from "../model/resource";
import { defaultMeshSettings } from "../routing/spec/mesh-settings";
import { attachesTo } from "./attachment";

const meta = (namespace: string, name: string) => ({
  cluster: "c",
  namespace,
  name,
  uid: "",
  resourceVersion: "1",
  createdAt: null,
  labels: {},
  annotations: {},
});

const workload = (
  proxy: WorkloadResource["proxy"],
  podLabels: Readonly<Record<string, string>>,
): WorkloadResource => ({
  kind: "Workload",
  meta: meta("shop", "w"),
  workloadKind: "Deployment",
  podLabels,
  podAnnotations: {},
  meshClusterId: null,
  serviceAccount: "w",
  canonicalService: "w",
  canonicalRevision: "latest",
  replicas: { desired: 1, current: 1, ready: 1 },
  proxy,
  pods: [],
  podsOmitted: 0,
  containerPorts: [],
});

const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";
const PLACES = {
  sidecar: workload("sidecar", { app: "web" }),
  ztunnel: workload("ambient", { app: "web" }),
  gateway: workload("gateway", { [GATEWAY_NAME]: "front", app: "web" }),
  ingress: workload("gateway", { istio: "ingressgateway", app: "web" }),
  waypoint: workload("waypoint", { [GATEWAY_NAME]: "way", app: "web" }),
};
const SERVICES: readonly ResourceRef[] = [
  { cluster: "c", kind: "Service", namespace: "shop", name: "cart" },
  { cluster: "c", kind: "ServiceEntry.networking.istio.io", namespace: "far", name: "ext" },
];

const policy = (namespace: string, spec: Readonly<Record<string, unknown>>): ConfigResource => ({
  kind: "AuthorizationPolicy.security.istio.io",
  meta: meta(namespace, "p"),
  apiVersion: "security.istio.io/v1",
  generation: 1,
  spec,
  status: null,
  managers: [],
});

/** The places where a policy acts. */
const where = (namespace: string, spec: Readonly<Record<string, unknown>>): string =>
  Object.entries(PLACES)
    .filter(([name, at]) => {
      const point = { workload: at, ...(name === "waypoint" && { services: SERVICES }) };
      return attachesTo(policy(namespace, spec), point, defaultMeshSettings);
    })
    .map(([name]) => name)
    .join(" ");

const target = (kind: string, name: string, group = "gateway.networking.k8s.io") => ({
  targetRefs: [{ group, kind, name }],
});

// source: istio/istio pilot/pkg/model/policyattachment_test.go; https://istio.io/latest/docs/reference/config/security/authorization-policy/
describe("a policy acts", () => {
  it.each([
    ["without a selector", "shop", {}, "sidecar ztunnel gateway ingress"],
    ["by an empty selector", "shop", { selector: {} }, "sidecar ztunnel gateway ingress"],
    [
      "by a selector",
      "shop",
      { selector: { matchLabels: { app: "web" } } },
      "sidecar ztunnel gateway ingress",
    ],
    ["by a selector of others", "shop", { selector: { matchLabels: { app: "x" } } }, ""],
    ["by its Gateway", "shop", target("Gateway", "front"), "gateway"],
    ["by the Gateway of a waypoint", "shop", target("Gateway", "way"), "waypoint"],
    ["not by a Gateway of another namespace", "far", target("Gateway", "front"), ""],
    [
      "by one reference",
      "shop",
      { targetRef: target("Gateway", "front").targetRefs[0] },
      "gateway",
    ],
    [
      "by the class of waypoints, from the root namespace",
      "istio-system",
      target("GatewayClass", "istio-waypoint"),
      "waypoint",
    ],
    ["not by that class from elsewhere", "shop", target("GatewayClass", "istio-waypoint"), ""],
    ["not by another class", "istio-system", target("GatewayClass", "istio"), ""],
    ["by a Service behind a waypoint", "shop", target("Service", "cart", ""), "waypoint"],
    ["not by a Service of another namespace", "far", target("Service", "cart", ""), ""],
    [
      "by a ServiceEntry behind a waypoint",
      "far",
      target("ServiceEntry", "ext", "networking.istio.io"),
      "waypoint",
    ],
    [
      "by any of several references",
      "shop",
      {
        targetRefs: [
          ...target("Service", "none", "").targetRefs,
          ...target("Service", "cart", "").targetRefs,
        ],
      },
      "waypoint",
    ],
  ])("%s", (_, namespace, spec, places) => {
    expect(where(namespace, spec)).toBe(places);
  });
});
