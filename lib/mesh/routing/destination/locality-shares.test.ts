import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { plainRequest } from "../../trace/testing/plain-request";
import { traceRequest } from "../../trace/trace";
import { settingsOf } from "../spec/settings-of";
import { localityShares, type PlacedServer, preferredServers, servedBy } from "./locality-shares";

const SERVERS: readonly PlacedServer[] = [
  { locality: "r1/z1/s1", weight: 1, labels: {} },
  { locality: "r1/z1/s2", weight: 1, labels: {} },
  { locality: "r1/z2/s1", weight: 3, labels: {} },
  { locality: "r2/z1/s1", weight: 1, labels: {} },
  { locality: "r2/z1/s1", weight: 1, labels: {} },
  { locality: "r3/z1", weight: 1, labels: {} },
];
const HERE = "r1/z1/s1";
const FAILOVER = "{ failover: [{ from: r1, to: r3 }] }";

const at = (locality: string | null, weight = 1, labels = {}): PlacedServer => ({
  locality,
  weight,
  labels,
});
const HOME = at(HERE);

const shares = (code: string, spec: string, from = HOME, servers = SERVERS) =>
  localityShares({ code, spec: parse(spec) }, from, servers)?.map(
    ({ locality, share }) => `${locality} ${Math.round(share * 1000) / 10}`,
  ) ?? null;

// source: istiod 1.30.3 via oracle: weights and priorities of the same servers in the endpoints of its cluster
describe("how requests divide among localities", () => {
  it.each([
    [
      "by shares, inside each by weight",
      "distribute",
      '{ distribute: [{ from: "r1/z1/*", to: { "r1/*": 70, "r2/z1/s1": 20, "r3/*": 10 } }] }',
      ["r1/z1/s1 14", "r1/z1/s2 14", "r1/z2/s1 42", "r2/z1/s1 20", "r3/z1 10"],
    ],
    [
      "shares for other callers leave all by weight",
      "distribute",
      '{ distribute: [{ from: "r2/*", to: { "r1/*": 100 } }] }',
      ["r1/z1/s1 12.5", "r1/z1/s2 12.5", "r1/z2/s1 37.5", "r2/z1/s1 25", "r3/z1 12.5"],
    ],
    [
      "patterns that take one locality twice are not told apart",
      "distribute",
      '{ distribute: [{ from: "*", to: { "r1/z1/*": 50, "r1/*": 50 } }] }',
      null,
    ],
    ["nearest first", "nearest-first", "{}", ["r1/z1/s1 100"]],
    ["nearest before the region that is named", "failover", FAILOVER, ["r1/z1/s1 100"]],
    [
      "by the label of a place",
      "failover-priority",
      "{ failoverPriority: [topology.kubernetes.io/zone] }",
      ["r1/z1/s1 20", "r1/z1/s2 20", "r2/z1/s1 40", "r3/z1 20"],
    ],
    [
      "a label that nobody has tells nobody apart",
      "failover-priority",
      "{ failoverPriority: [tier] }",
      ["r1/z1/s1 12.5", "r1/z1/s2 12.5", "r1/z2/s1 37.5", "r2/z1/s1 25", "r3/z1 12.5"],
    ],
    [
      "the node, which is not read",
      "failover-priority",
      "{ failoverPriority: [kubernetes.io/hostname] }",
      null,
    ],
    ["not looked at", "off", "{ enabled: false }", null],
  ])("%s", (_, code, spec, expected) => expect(shares(code, spec)).toEqual(expected));

  it("goes on to the region that failover names before any other", () => {
    const far = SERVERS.slice(3);
    expect(shares("failover", FAILOVER, HOME, far)).toEqual(["r3/z1 100"]);
    expect(shares("nearest-first", "{}", HOME, far)).toEqual(["r2/z1/s1 66.7", "r3/z1 33.3"]);
  });

  it("is not known where a place is not", () => {
    expect(shares("nearest-first", "{}", at(null))).toBeNull();
    expect(shares("nearest-first", "{}", HOME, [...SERVERS, at(null)])).toBeNull();
    expect(shares("nearest-first", "{}", HOME, [])).toBeNull();
  });
});

// source: istiod 1.30.3 via oracle: priorities of the endpoints
describe("who goes first by labels", () => {
  const caller = at("r1/z1", 1, { tier: "x", version: "v1" });
  const servers = [
    at("r2/z1", 1, { tier: "x", version: "v2" }),
    at("r1/z1", 1, { tier: "y", version: "v1" }),
    at(null, 1, { tier: "x", version: "v1" }),
  ];
  it.each([
    ["the caller's own value", "{ failoverPriority: [tier, version] }", [2]],
    ["a value that is named", "{ failoverPriority: [version=v2] }", [0]],
    ["the first label before the second", "{ failoverPriority: [tier, version=v3] }", [0, 2]],
    ["a place that is not known", "{ failoverPriority: [topology.kubernetes.io/region] }", null],
    [
      "a place that is asked for after a label",
      "{ failoverPriority: [version=v2, topology.kubernetes.io/zone] }",
      [0],
    ],
    [
      "of one network and cluster",
      "{ failoverPriority: [topology.istio.io/cluster, topology.istio.io/network, tier=y] }",
      [1],
    ],
  ])("%s", (_, spec, expected) => {
    const rule = { code: "failover-priority", spec: parse(spec) };
    const found = preferredServers(rule, caller, servers);
    expect(found?.map((s) => servers.indexOf(s)) ?? null).toEqual(expected);
  });
});

it("a trace says what each locality gets of the caller's requests, and by which object", () => {
  const text = `
apiVersion: v1
kind: Pod
metadata:
  name: client-1
  namespace: a
  labels: { app: client, istio-locality: r1.z1.s1, security.istio.io/tlsMode: istio }
  annotations: { sidecar.istio.io/status: "{}" }
spec: { containers: [{ name: istio-proxy, args: [proxy, sidecar] }] }
status: { phase: Running, podIP: 10.1.0.1, conditions: [{ type: Ready, status: "True" }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: far, namespace: a }
spec:
  hosts: [far.example.com]
  resolution: STATIC
  ports: [{ number: 80, name: http, protocol: HTTP }]
  endpoints: [{ address: 192.0.2.1, locality: r1/z1/s1 }, { address: 192.0.2.2, locality: r2/z1, weight: 3 }, { address: 192.0.2.3, locality: r2/z2 }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: far, namespace: a }
spec:
  host: far.example.com
  trafficPolicy: { loadBalancer: { localityLbSetting: { distribute: [{ from: r1/*, to: { r1/*: 20, r2/*: 80 } }] } } }
`;
  const { index } = readOfflineMesh([{ name: "mesh", text }]);
  const [caller] = index.inNamespace("Workload", OFFLINE_CLUSTER, "a");
  if (!caller) throw new Error("no caller");
  const from = {
    cluster: OFFLINE_CLUSTER,
    kind: "Workload",
    namespace: "a",
    name: caller.meta.name,
  } as const;
  const mesh = { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
  const { hops } = traceRequest(mesh, plainRequest(from, "far.example.com", { port: 80 }));
  expect(hops.find(({ at }) => at === "locality")).toMatchObject({
    code: "distribute",
    by: [{ object: { name: "far" }, path: "trafficPolicy.loadBalancer.localityLbSetting" }],
    facts: { localities: ["r1/z1/s1 20 %", "r2/z1 60 %", "r2/z2 20 %"] },
  });
});

// source: istiod 1.30.3 via oracle: endpoints of the cluster
describe("whom shares of localities leave a caller", () => {
  const left = (spec: string, from: string | null, servers: readonly (string | null)[]) =>
    servedBy(
      parse(`{ distribute: [${spec}] }`),
      from,
      servers.map((locality) => ({ locality, labels: {} })),
    )?.map(({ locality }) => locality) ?? null;
  const all = ["r1/z1", "r2/z1", ""];
  it.each([
    [
      "those that a share names",
      "{ from: r1/*, to: { r1/*: 60, r2/*: 40 } }",
      "r1/z1",
      all,
      ["r1/z1", "r2/z1"],
    ],
    ["nobody", '{ from: "*", to: { r9/*: 100 } }', "r1/z1", all, []],
    ["all of a caller elsewhere", "{ from: r2/*, to: { r9/*: 100 } }", "r1/z1", all, all],
    [
      "all where a share is for every place",
      '{ from: "*", to: { "*": 100 } }',
      null,
      ["r1", null],
      ["r1", null],
    ],
    ["what a caller's unknown place decides", "{ from: r2/*, to: { r9/*: 100 } }", null, all, null],
    [
      "what a server's unknown place decides",
      '{ from: "*", to: { r9/*: 100 } }',
      "r1",
      [null],
      null,
    ],
  ])("%s", (_, spec, from, servers, expected) =>
    expect(left(spec, from, servers)).toEqual(expected),
  );
});
