import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { destinationsOf } from "../select-route";
import { defaultMeshSettings } from "../spec/mesh-settings";
import { waypointFor } from "./waypoint-of";
import { waypointRoutes } from "./waypoint-routes";

const service = (labels: string) => `
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, labels: { ${labels} } }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }, { name: tcp, port: 9000 }] }
`;
const namespace = (name: string, labels: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
`;
const gateway = (home: string, labels = "", allowedRoutes = "", className = "istio-waypoint") => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: wp, namespace: ${home}, labels: { ${labels} } }
spec: { gatewayClassName: ${className}, listeners: [{ name: mesh, port: 15008, protocol: HBONE${allowedRoutes} }] }
`;
const meshOf = (...objects: readonly string[]) =>
  readOfflineMesh([{ name: "mesh", text: objects.join("\n---\n") }]).index;

const USE = "istio.io/use-waypoint: wp";

// source: https://istio.io/latest/docs/ambient/usage/waypoint/
describe("the waypoint of a service", () => {
  const of = (...objects: readonly string[]): string => {
    const index = meshOf(...objects);
    const web = index.find("Service", OFFLINE_CLUSTER, "shop", "web");
    const found = web && waypointFor(index, web);
    return found ? `${found.gateway.meta.namespace}, by ${found.by.kind} ${found.by.name}` : "none";
  };
  const elsewhere = `${USE}, istio.io/use-waypoint-namespace: edge`;
  const all = ", allowedRoutes: { namespaces: { from: All } }";
  it.each([
    ["its own label", [service(USE), gateway("shop")], "shop, by Service web"],
    [
      "its namespace's label",
      [service(""), namespace("shop", USE), gateway("shop")],
      "shop, by Namespace shop",
    ],
    [
      "opted out",
      [service("istio.io/use-waypoint: none"), namespace("shop", USE), gateway("shop")],
      "none",
    ],
    ["no label", [service(""), namespace("shop", ""), gateway("shop")], "none"],
    ["no such Gateway", [service(USE)], "none"],
    ["a Gateway of another class", [service(USE), gateway("shop", "", "", "istio")], "none"],
    [
      "for workloads alone",
      [service(USE), gateway("shop", "istio.io/waypoint-for: workload")],
      "none",
    ],
    [
      "for all",
      [service(USE), gateway("shop", "istio.io/waypoint-for: all")],
      "shop, by Service web",
    ],
    ["elsewhere, not let in", [service(elsewhere), gateway("edge")], "none"],
    ["elsewhere, let in", [service(elsewhere), gateway("edge", "", all)], "edge, by Service web"],
  ])("%s", (_, objects, expected) => {
    expect(of(...objects)).toBe(expected);
  });
});

const virtualService = (name: string, home: string, http: string, created = "2024-01-01") => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${home}, creationTimestamp: "${created}T00:00:00Z" }
spec: { hosts: [web.shop.svc.cluster.local], ${http} }
`;
const http = (match: string, subset: string) =>
  `{ ${match === "" ? "" : `match: [${match}], `}route: [{ destination: { host: web.shop.svc.cluster.local, subset: ${subset} } }] }`;
const rules = (...all: readonly string[]) => `http: [${all.join(", ")}]`;

// source: istio/istio `pilot/pkg/networking/core/listener_waypoint.go`
describe("rules at a waypoint", () => {
  const all = ", allowedRoutes: { namespaces: { from: All } }";
  const base = [service(`${USE}, istio.io/use-waypoint-namespace: edge`), gateway("edge", "", all)];
  const at = (minor: number, port: number, ...objects: readonly string[]): readonly string[] => {
    const index = meshOf(...base, ...objects);
    const web = index.find("Service", OFFLINE_CLUSTER, "shop", "web");
    const waypoint = web && waypointFor(index, web);
    if (!waypoint) throw new Error("no waypoint");
    const protocol = port === 80 ? ("http" as const) : ("tcp" as const);
    const target = { hostname: "web.shop.svc.cluster.local", namespace: "shop", port, protocol };
    const settings = { ...defaultMeshSettings, version: { minor } };
    return waypointRoutes(index, waypoint, target, settings).routes.map(
      (r) =>
        `${r.by.name} ${r.path} ${destinationsOf(r)
          .map((d) => d.subset ?? "-")
          .join()}`,
    );
  };
  const one = virtualService("one", "shop", rules(http("{ uri: { prefix: /a } }", "v1")));
  const two = virtualService("two", "shop", rules(http("", "v2")), "2024-02-01");
  it.each([
    ["of the service's namespace", 30, 80, [one], ["one http[0] v1"]],
    [
      "of the waypoint's namespace",
      30,
      80,
      [virtualService("own", "edge", rules(http("", "v1")))],
      ["own http[0] v1"],
    ],
    ["of a third namespace", 30, 80, [virtualService("third", "a", rules(http("", "v1")))], []],
    ["the first object alone", 29, 80, [two, one], ["one http[0] v1"]],
    ["later all in turn", 30, 80, [two, one], ["one http[0] v1", "two http[0] v2"]],
    [
      "matches on labels are left out",
      30,
      80,
      [
        virtualService(
          "src",
          "shop",
          rules(
            http("{ sourceLabels: { app: x } }, { uri: { prefix: /b } }", "v1"),
            http("{ sourceLabels: { app: x } }", "v2"),
          ),
        ),
      ],
      ["src http[0] v1"],
    ],
    [
      "another gateway's",
      30,
      80,
      [virtualService("gw", "shop", `gateways: [edge/g], ${rules(http("", "v1"))}`)],
      [],
    ],
    [
      "connections: the first rule for the port",
      30,
      9000,
      [
        virtualService(
          "tcp",
          "shop",
          "tcp: [{ match: [{ port: 9001 }], route: [{ destination: { host: a } }] }, { match: [{ destinationSubnets: [10.0.0.0/8] }], route: [{ destination: { host: web.shop.svc.cluster.local, subset: v3 } }] }]",
        ),
      ],
      ["tcp tcp[1] v3"],
    ],
  ])("%s", (_, minor, port, objects, expected) => {
    expect(at(minor, port, ...objects)).toEqual(expected);
  });
});
