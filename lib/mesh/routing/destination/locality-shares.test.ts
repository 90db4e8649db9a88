import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { plainRequest } from "../../trace/testing/plain-request";
import { traceRequest } from "../../trace/trace";
import { settingsOf } from "../spec/settings-of";
import { localityShares } from "./locality-shares";

const SERVERS = [
  { locality: "r1/z1/s1", weight: 1 },
  { locality: "r1/z1/s2", weight: 1 },
  { locality: "r1/z2/s1", weight: 3 },
  { locality: "r2/z1/s1", weight: 1 },
  { locality: "r2/z1/s1", weight: 1 },
  { locality: "r3/z1", weight: 1 },
];
const HERE = "r1/z1/s1";
const FAILOVER = "{ failover: [{ from: r1, to: r3 }] }";

const shares = (code: string, spec: string, from: string | null = HERE, servers = SERVERS) =>
  localityShares(code, parse(spec), from, servers)?.map(
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
    ["by labels", "failover-priority", "{ failoverPriority: [zone] }", null],
    ["not looked at", "off", "{ enabled: false }", null],
  ])("%s", (_, code, spec, expected) => expect(shares(code, spec)).toEqual(expected));

  it("goes on to the region that failover names before any other", () => {
    const far = SERVERS.slice(3);
    expect(shares("failover", FAILOVER, HERE, far)).toEqual(["r3/z1 100"]);
    expect(shares("nearest-first", "{}", HERE, far)).toEqual(["r2/z1/s1 66.7", "r3/z1 33.3"]);
  });

  it("is not known where a place is not", () => {
    expect(shares("nearest-first", "{}", null)).toBeNull();
    const unplaced = [...SERVERS.map((s) => ({ ...s })), { locality: null, weight: 1 }];
    expect(localityShares("nearest-first", {}, HERE, unplaced)).toBeNull();
    expect(shares("nearest-first", "{}", HERE, [])).toBeNull();
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
