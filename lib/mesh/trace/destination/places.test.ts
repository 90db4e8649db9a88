import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOf } from "../../routing/spec/settings-of";
import type { TraceHop } from "../answer";
import { traceRequest } from "../trace";

const pod = (namespace: string, name: string) => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-1
  namespace: ${namespace}
  labels: { app: ${name}, version: v1, security.istio.io/tlsMode: istio }
  annotations: { sidecar.istio.io/status: "{}" }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;

const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: rev, namespace: b }
spec: { clusterIP: 10.96.0.1, selector: { app: rev }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: tcp, port: 9000, targetPort: 9000 }]${spec} }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: rev-1, namespace: b, labels: { kubernetes.io/service-name: rev } }
addressType: IPv4
ports: [{ name: http, port: 8080 }, { name: tcp, port: 9000 }]
endpoints: [{ addresses: [10.1.0.3], conditions: { ready: true }, targetRef: { kind: Pod, name: rev-1, namespace: b } }]
`;

const rule = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: dr, namespace: b }
spec: { host: rev.b.svc.cluster.local, ${spec} }
`;

const toSubset = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs, namespace: b }
spec:
  hosts: [rev.b.svc.cluster.local]
  http: [{ route: [{ destination: { host: rev.b.svc.cluster.local, subset: v1 } }] }]
  tcp: [{ route: [{ destination: { host: rev.b.svc.cluster.local, subset: v1 } }] }]
`;

const AT = new Set<TraceHop["at"]>([
  ...(["load-balancer", "locality", "outlier-detection"] as const),
  ...(["connection-pool", "tls", "tunnel"] as const),
]);

/** A hop in one line: what, where it is set, and how; without the destination, which is the same in all. */
function hopText({ at, code, by, facts }: TraceHop): string {
  const { host: _, port: __, subset: ___, ...own } = facts;
  const places = by.map(({ object, path }) => `${object.name} ${path}`).join(", ");
  const said = Object.entries(own).map(([name, value]) => `${name} ${value}`);
  return [`${at} ${code}`, places && `<- ${places}`, said.join(" ")].filter(Boolean).join(" | ");
}

type Asked = {
  readonly spec?: string;
  readonly objects?: readonly string[];
  readonly service?: string;
  readonly port?: number;
  readonly mesh?: string;
  readonly minor?: number;
};

function settingsAt({ spec, objects = [], port = 80, mesh = "{}", minor, ...asked }: Asked) {
  const own = [...objects, ...(spec === undefined ? [] : [rule(spec)])];
  const all = [pod("a", "web"), pod("b", "rev"), service(asked.service ?? ""), ...own];
  const { index } = readOfflineMesh([{ name: "mesh", text: all.join("\n---\n") }], {
    meshConfig: { name: "config", text: mesh },
  });
  const found = settingsOf(index, OFFLINE_CLUSTER);
  const settings = minor === undefined ? found : { ...found, version: { ...found.version, minor } };
  const caller = index.inNamespace("Workload", OFFLINE_CLUSTER, "a")[0];
  if (!caller) throw new Error("no caller");
  const answer = traceRequest(
    { index, settings },
    {
      from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace: "a", name: caller.meta.name },
      host: "rev.b",
      port,
      method: "GET",
      path: "/",
      headers: {},
      sni: null,
      claims: null,
      plaintext: false,
    },
  );
  return answer.hops.filter((hop) => AT.has(hop.at)).map(hopText);
}

const POOL = "connectionPool: { tcp: { maxConnections: 7, idleTimeout: 2m } }";
const OUTLIER = "outlierDetection: { consecutive5xxErrors: 3 }";
const v1 = (policy: string) => `subsets: [{ name: v1, labels: { version: v1 }, ${policy} }]`;
const onPort = (port: number, parts: string) =>
  `portLevelSettings: [{ port: { number: ${port} }, ${parts} }]`;

// source: istio/istio pilot/pkg/networking/util/util.go MergeSubsetTrafficPolicy, and what each setting names itself
describe("what sets a destination's settings", () => {
  const cases: readonly (readonly [string, Asked])[] = [
    ["nobody", {}],
    [
      "the host",
      { spec: `trafficPolicy: { loadBalancer: { simple: RANDOM }, ${POOL}, ${OUTLIER} }` },
    ],
    [
      "its entry for the port, in place of the host",
      {
        spec: `trafficPolicy: { ${POOL}, ${OUTLIER}, ${onPort(80, "loadBalancer: { simple: RANDOM }")} }`,
      },
    ],
    [
      "an entry for another port changes nothing",
      { spec: `trafficPolicy: { ${POOL}, ${onPort(9000, "loadBalancer: { simple: RANDOM }")} }` },
    ],
    [
      "the subset, part by part",
      {
        spec: `trafficPolicy: { ${POOL}, ${OUTLIER} }, ${v1("trafficPolicy: { connectionPool: { http: { maxRetries: 4 } } }")}`,
        objects: [toSubset],
      },
    ],
    [
      "the subset's entry for the port",
      {
        spec: `trafficPolicy: { ${POOL}, ${OUTLIER} }, ${v1(`trafficPolicy: { ${onPort(80, "loadBalancer: { simple: ROUND_ROBIN }")} }`)}`,
        objects: [toSubset],
      },
    ],
    [
      "a retry budget, which an entry for the port hides",
      { spec: `trafficPolicy: { retryBudget: { percent: 30 }, ${onPort(80, POOL)} }` },
    ],
    ["a retry budget", { spec: "trafficPolicy: { retryBudget: { percent: 30 } }" }],
    ["a retry budget without a share", { spec: "trafficPolicy: { retryBudget: {} }" }],
    [
      "a retry budget without a share, before 1.30",
      { spec: "trafficPolicy: { retryBudget: {} }", minor: 29 },
    ],
    ["a retry budget, before 1.27", { spec: "trafficPolicy: { retryBudget: {} }", minor: 26 }],
    [
      "a retry budget beside a subset's policy",
      {
        spec: `trafficPolicy: { retryBudget: { percent: 30 } }, ${v1("trafficPolicy: {}")}`,
        objects: [toSubset],
      },
    ],
    [
      "a retry budget beside a subset's policy, before 1.30",
      {
        spec: `trafficPolicy: { retryBudget: { percent: 30 } }, ${v1("trafficPolicy: {}")}`,
        objects: [toSubset],
        minor: 29,
      },
    ],
    [
      "a ring whose hash is looked for by the port that the route does not write",
      {
        spec: `${v1(`trafficPolicy: { ${onPort(80, "loadBalancer: { consistentHash: { httpHeaderName: x-user } }")} }`)}`,
        objects: [toSubset],
      },
    ],
    [
      "of a connection the host's own times alone count",
      {
        spec: `trafficPolicy: { ${POOL}, ${onPort(9000, "connectionPool: { tcp: { maxConnections: 3 } }")} }`,
        port: 9000,
      },
    ],
    [
      "a tunnel, for connections",
      {
        spec: "trafficPolicy: { tunnel: { targetHost: out.example, targetPort: 443 } }",
        port: 9000,
      },
    ],
    [
      "a tunnel of the host, asked for a subset",
      {
        spec: `trafficPolicy: { tunnel: { targetHost: out.example, targetPort: 443 } }, ${v1("trafficPolicy: {}")}`,
        objects: [toSubset],
        port: 9000,
      },
    ],
    [
      "a tunnel, for requests",
      {
        spec: "trafficPolicy: { tunnel: { protocol: POST, targetHost: out.example, targetPort: 443 } }",
      },
    ],
    [
      "TLS with a certificate that sidecars do not get",
      { spec: "trafficPolicy: { tls: { mode: SIMPLE, credentialName: ca } }" },
    ],
    ["TLS", { spec: "trafficPolicy: { tls: { mode: SIMPLE, sni: rev.example } }" }],
    ["the mesh's time to connect", { mesh: "connectTimeout: 4s" }],
    [
      "the mesh's own policy, beneath the rule's",
      {
        spec: `trafficPolicy: { ${OUTLIER} }`,
        mesh: `defaultTrafficPolicy: { ${POOL}, outlierDetection: { interval: 5s } }`,
        minor: 31,
      },
    ],
    [
      "the mesh's own policy, which older control planes do not know",
      { mesh: `defaultTrafficPolicy: { ${POOL} }`, minor: 30 },
    ],
    ["nearness, as the Service wishes", { service: ", trafficDistribution: PreferClose" }],
    [
      "nearness, as the rule says before the Service",
      {
        spec: "trafficPolicy: { loadBalancer: { localityLbSetting: { enabled: false } } }",
        service: ", trafficDistribution: PreferClose",
      },
    ],
    [
      "nearness of no effect for want of outlier detection",
      {
        spec: "trafficPolicy: { loadBalancer: { localityLbSetting: { failover: [{ from: eu, to: us }] } } }",
      },
    ],
    [
      "warming up",
      {
        spec: "trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN, warmup: { duration: 30s, minimumPercent: 20 } } }",
      },
    ],
  ];
  const told = cases.map(([name, asked]) => [name, ...settingsAt(asked)].join("\n  ")).join("\n");
  it("is told with its place", () =>
    expect(`${told}\n`).toMatchFileSnapshot("./testdata/places.txt"));
});
