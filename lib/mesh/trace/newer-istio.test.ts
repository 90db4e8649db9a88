import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER } from "../offline/offline-mesh";
import { settingsOfVersion } from "../routing/spec/settings-of";
import { plainRequest } from "./testing/plain-request";
import { CLIENT, smallMesh } from "./testing/small-mesh";
import { traceRequest } from "./trace";

const meshConfig = (text: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: '${text}' }
`;
const ENTRY = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: out, namespace: a }
spec: { hosts: [out.example.com], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }
`;
const AMBIENT = `
apiVersion: v1
kind: Pod
metadata: { name: walker-1, namespace: a, annotations: { ambient.istio.io/redirection: enabled }, labels: { app: walker } }
spec: { containers: [{ name: app }] }
status: { phase: Running, podIP: 10.1.0.9, conditions: [{ type: Ready, status: "True" }] }
`;
const WALKER = { ...CLIENT, name: "walker-1" };
const canary = (weight: string) => `${AMBIENT}---
apiVersion: v1
kind: Service
metadata:
  name: wide
  namespace: b
  labels: { istio.io/use-waypoint: one, istio.io/use-waypoint-canary: two }
  annotations: { ${weight} }
spec: { clusterIP: 10.96.0.7, selector: { app: api }, ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: one, namespace: b }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
apiVersion: v1
kind: Pod
metadata: { name: one-1, namespace: b, labels: { gateway.networking.k8s.io/gateway-name: one } }
spec: { containers: [{ name: istio-proxy, args: [proxy, waypoint] }] }
status: { phase: Running, podIP: 10.9.0.1, conditions: [{ type: Ready, status: "True" }] }
`;
const zoneAware = (setting: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: api, namespace: b }
spec: { host: api, trafficPolicy: { loadBalancer: { ${setting} } } }
`;
const HALF = 'istio.io/use-waypoint-canary-weight: "50"';

type Row = readonly [string, string, string, typeof CLIENT, string, string];

// source: https://istio.io/latest/news/releases/1.31.x/announcing-1.31/change-notes/
describe("what Istio 1.31 adds", () => {
  it.each<Row>([
    [
      "unknown hosts by their name",
      meshConfig("outboundTrafficPolicy: { mode: ALLOW_ANY_DYNAMIC_DNS }"),
      "nobody.example.com",
      CLIENT,
      "passthrough allow-any",
      "passthrough outbound-by-name",
    ],
    [
      "a second waypoint with a share",
      canary(HALF),
      "wide.b",
      WALKER,
      "no-endpoints waypoint",
      "no-endpoints waypoint ? ambient",
    ],
    [
      "a second waypoint without one",
      canary(""),
      "wide.b",
      WALKER,
      "no-endpoints waypoint",
      "no-endpoints waypoint",
    ],
    [
      "who sees ServiceEntries, of sidecars where it says so",
      `${ENTRY}---${meshConfig("serviceEntryVisibility: { applyToSidecars: true }")}`,
      "out.example.com",
      CLIENT,
      "forward",
      "forward ? unsupported",
    ],
    [
      "who sees ServiceEntries, which else is ambient's",
      `${ENTRY}---${meshConfig("serviceEntryVisibility: {}")}`,
      "out.example.com",
      CLIENT,
      "forward",
      "forward",
    ],
    [
      "zones by Envoy",
      zoneAware("zoneAwareLbSetting: { enabled: true }"),
      "api.b",
      CLIENT,
      "forward",
      "forward zone-aware",
    ],
    [
      "zones by Envoy, switched off",
      zoneAware("zoneAwareLbSetting: { enabled: false }"),
      "api.b",
      CLIENT,
      "forward",
      "forward",
    ],
  ])("%s", (_, objects, host, from, before, since) => {
    const { index } = smallMesh(objects);
    const told = (minor: number): string => {
      const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
      const request = plainRequest(from, host, { port: 80 });
      const answer = traceRequest({ index, settings }, request);
      const hops = answer.hops.filter(({ at }) => at === "listener" || at === "locality");
      const doubts = answer.uncertain.map(({ code }) => `? ${code}`);
      return [answer.outcome, ...hops.map(({ code }) => code), ...doubts].join(" ");
    };
    expect([told(30), told(31)]).toEqual([before, since]);
  });
});
