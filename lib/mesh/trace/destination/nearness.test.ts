import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOfVersion } from "../../routing/spec/settings-of";
import { plainRequest, workloadNamed } from "../testing/plain-request";
import { traceRequest } from "../trace";

const pod = (name: string, place: string) => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-1
  namespace: a
  labels: { app: ${name.slice(0, 3)}, version: ${name}, istio-locality: ${place}, security.istio.io/tlsMode: istio }
  annotations: { sidecar.istio.io/status: "{}" }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;
const endpoint = (name: string, ready: boolean) =>
  `{ addresses: [10.1.0.${name.length}], conditions: { ready: ${ready} }, targetRef: { kind: Pod, name: ${name}-1, namespace: a } }`;
const PLACES = {
  rev4: "r1.z1.s1",
  "rev-5": "r1.z1.s2",
  "rev--6": "r1.z2.s1",
  "rev---7": "r2.z1.s1",
};
const NAMES = Object.keys(PLACES);
const rule = (host: string, policy: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: dr, namespace: a }
spec: { host: ${host}, trafficPolicy: { ${policy} } }
`;
const entry = (annotation: string, resolution: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: far, namespace: a, annotations: { ${annotation} } }
spec:
  hosts: [far.example.com]
  resolution: ${resolution}
  ports: [{ number: 80, name: http, protocol: HTTP }]
  endpoints: [{ address: one.example, locality: r1/z1, labels: { v: "1" } }, { address: two.example, locality: r2/z1, labels: { v: "2" } }, { address: three.example }]
`;

type Asked = {
  readonly service?: string;
  readonly annotation?: string;
  readonly namespace?: string;
  readonly more?: readonly string[];
  readonly host?: string;
  readonly mesh?: string;
  readonly minor?: number;
  /** The last server is not ready. */
  readonly unready?: boolean;
};

/** What becomes of a request from r1/z1/s1: the setting of the locality with its object, who gets it, and how many servers are left. */
function told(asked: Asked): string {
  const {
    service = "",
    annotation = "",
    namespace = "",
    more = [],
    host = "rev",
    minor = 30,
  } = asked;
  const text = [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, annotations: { ${namespace} } }`,
    pod("web", "r1.z1.s1"),
    ...Object.entries(PLACES).map(([name, place]) => pod(name, place)),
    `apiVersion: v1
kind: Service
metadata: { name: rev, namespace: a, annotations: { ${annotation} } }
spec: { clusterIP: 10.96.0.1, selector: { app: rev }, ports: [{ name: http, port: 80, targetPort: 8080 }]${service} }`,
    `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: rev-1, namespace: a, labels: { kubernetes.io/service-name: rev } }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints: [${NAMES.map((name, i) => endpoint(name, !asked.unready || i < 3)).join(", ")}]`,
    ...more,
  ].join("\n---\n");
  const meshConfig = { name: "mesh", text: asked.mesh ?? "{}" };
  const { index } = readOfflineMesh([{ name: "all", text }], { meshConfig });
  const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
  const request = plainRequest(workloadNamed(index, "web"), host, { port: 80 });
  const { outcome, destinations, hops } = traceRequest({ index, settings }, request);
  const found = hops.find((hop) => hop.at === "locality");
  const { localities } = found?.facts ?? {};
  const [by] = found?.by ?? [];
  return [
    found ? `${found.code} by ${by?.object.kind.split(".")[0] ?? "default"}` : "none",
    Array.isArray(localities) ? localities.join(", ") : "not told",
    `${outcome} to ${destinations[0]?.endpoints}`,
  ].join("; ");
}

const WISH = (value: string) => `networking.istio.io/traffic-distribution: ${value}`;
const DETECTS = "outlierDetection: { consecutive5xxErrors: 3 }";
const locality = (spec: string) => `loadBalancer: { localityLbSetting: { ${spec} } }`;
const SAME_ZONE = "r1/z1/s1 50 %, r1/z1/s2 50 %";

// source: istiod 1.30.3 via oracle: priorities and number of the endpoints; other versions by their change notes
describe("nearness", () => {
  it.each<readonly [string, Asked, string]>([
    [
      "a Service's field",
      { service: ", trafficDistribution: PreferClose" },
      `prefer-close by Service; ${SAME_ZONE}; forward to 4`,
    ],
    [
      "beside a server that is not ready",
      { service: ", trafficDistribution: PreferClose", unready: true },
      `prefer-close by Service; ${SAME_ZONE}; forward to 3`,
    ],
    [
      "beside one that proxies know of, from 1.31 on",
      { service: ", trafficDistribution: PreferClose", unready: true, minor: 31 },
      "prefer-close by Service; not told; forward to 3",
    ],
    [
      "its subzone, before 1.27",
      { service: ", trafficDistribution: PreferClose", minor: 26 },
      "prefer-close by Service; r1/z1/s1 100 %; forward to 4",
    ],
    [
      "a field that is not known before 1.27",
      { service: ", trafficDistribution: PreferSameZone", minor: 26 },
      "none; not told; forward to 4",
    ],
    [
      "the node, which is not read",
      { service: ", trafficDistribution: PreferSameNode" },
      "prefer-close by Service; not told; forward to 4",
    ],
    [
      "an annotation, in any case",
      { annotation: WISH("prefersamezone") },
      `prefer-close by Service; ${SAME_ZONE}; forward to 4`,
    ],
    [
      "the field before the annotation",
      { service: ", trafficDistribution: PreferSameNode", annotation: WISH("PreferClose") },
      "prefer-close by Service; not told; forward to 4",
    ],
    [
      "the namespace's annotation",
      { namespace: WISH("PreferClose") },
      `prefer-close by Namespace; ${SAME_ZONE}; forward to 4`,
    ],
    [
      "the namespace's annotation, before 1.30",
      { namespace: WISH("PreferClose"), minor: 29 },
      "none; not told; forward to 4",
    ],
    [
      "an annotation that is empty",
      { annotation: WISH('""'), namespace: WISH("PreferClose") },
      `prefer-close by Namespace; ${SAME_ZONE}; forward to 4`,
    ],
    [
      "an annotation that wishes nothing",
      { annotation: WISH("Any"), namespace: WISH("PreferClose") },
      "none; not told; forward to 4",
    ],
    [
      "a rule before the Service",
      {
        service: ", trafficDistribution: PreferClose",
        more: [rule("rev", locality("enabled: false"))],
      },
      "off by DestinationRule; not told; forward to 4",
    ],
    [
      "a ServiceEntry's annotation",
      { more: [entry(WISH("PreferClose"), "STATIC")], host: "far.example.com" },
      "prefer-close by ServiceEntry; r1/z1 100 %; forward to 3",
    ],
    [
      "of a ServiceEntry the namespace's is nothing",
      { more: [entry("", "STATIC")], namespace: WISH("PreferClose"), host: "far.example.com" },
      "none; not told; forward to 3",
    ],
    [
      "of names, before 1.30",
      { more: [entry(WISH("PreferClose"), "DNS")], host: "far.example.com", minor: 29 },
      "labels-of-names by ServiceEntry; not told; forward to 3",
    ],
    [
      "labels of names, before 1.30",
      {
        more: [
          entry("", "DNS"),
          rule("far.example.com", `${DETECTS}, ${locality("failoverPriority: [v=2]")}`),
        ],
        host: "far.example.com",
        minor: 29,
      },
      "labels-of-names by DestinationRule; not told; forward to 3",
    ],
    [
      "labels",
      { more: [rule("rev", `${DETECTS}, ${locality("failoverPriority: [version=rev-5]")}`)] },
      "failover-priority by DestinationRule; r1/z1/s2 100 %; forward to 4",
    ],
    [
      "labels without outlier detection",
      { more: [rule("rev", locality("failoverPriority: [version=rev-5]"))] },
      "failover-without-detection by DestinationRule; not told; forward to 4",
    ],
    [
      "shares take out who is named by none",
      {
        more: [
          rule("rev", locality('distribute: [{ from: r1/*, to: { "r1/z1/*": 60, r2/*: 40 } }]')),
        ],
      },
      "distribute by DestinationRule; r1/z1/s1 30 %, r1/z1/s2 30 %, r2/z1/s1 40 %; forward to 3",
    ],
    [
      "shares that nobody serves",
      { more: [rule("rev", locality('distribute: [{ from: "*", to: { "r9/*": 100 } }]'))] },
      "distribute by DestinationRule; not told; no-endpoints to 0",
    ],
    [
      "shares of a port's entry",
      {
        more: [
          rule(
            "rev",
            `portLevelSettings: [{ port: { number: 80 }, ${locality('distribute: [{ from: "*", to: { "r9/*": 100 } }]')} }]`,
          ),
        ],
      },
      "distribute by DestinationRule; not told; no-endpoints to 0",
    ],
    [
      "shares of another port's entry",
      {
        more: [
          rule(
            "rev",
            `portLevelSettings: [{ port: { number: 81 }, ${locality('distribute: [{ from: "*", to: { "r9/*": 100 } }]')} }]`,
          ),
        ],
      },
      "none; not told; forward to 4",
    ],
    [
      "shares of the mesh",
      { mesh: 'localityLbSetting: { distribute: [{ from: "*", to: { "r9/*": 100 } }] }' },
      "distribute by MeshConfig; not told; no-endpoints to 0",
    ],
    [
      "a Service before the mesh",
      {
        service: ", trafficDistribution: PreferClose",
        mesh: 'localityLbSetting: { distribute: [{ from: "*", to: { "r9/*": 100 } }] }',
      },
      `prefer-close by Service; ${SAME_ZONE}; forward to 4`,
    ],
    [
      "shares of names",
      {
        more: [
          entry("", "DNS"),
          rule("far.example.com", locality('distribute: [{ from: "*", to: { "r2/*": 100 } }]')),
        ],
        host: "far.example.com",
      },
      "distribute by DestinationRule; r2/z1 100 %; forward to 1",
    ],
  ])("%s", (_, asked, expected) => expect(told(asked)).toBe(expected));
});
