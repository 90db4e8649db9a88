import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { edgeGateway } from "../../trace/testing/manifests";
import { plainRequest, workloadNamed } from "../../trace/testing/plain-request";
import { traceRequest } from "../../trace/trace";
import { settingsOfVersion } from "../spec/settings-of";

const pod = (name: string) => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-1
  namespace: a
  labels: { app: ${name}, security.istio.io/tlsMode: istio }
  annotations: { sidecar.istio.io/status: "{}" }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;
const WORLD = `${pod("web")}---${pod("rev")}---
apiVersion: v1
kind: Service
metadata: { name: rev, namespace: a }
spec: { clusterIP: 10.96.0.1, selector: { app: rev }, ports: [{ name: tcp, port: 80, targetPort: 8080 }, { name: other, port: 81 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: rev-1, namespace: a, labels: { kubernetes.io/service-name: rev } }
addressType: IPv4
ports: [{ name: tcp, port: 8080 }]
endpoints: [{ addresses: [10.1.0.3], conditions: { ready: true }, targetRef: { kind: Pod, name: rev-1, namespace: a } }]
`;
const SYSTEM = "wellKnownCACertificates: System";
const CONFIG_MAP = "caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }]";
const resolved = (status: string, generation = 1) => `
status: { ancestors: [{ controllerName: istio.io/mesh-controller, conditions: [{ type: ResolvedRefs, status: "${status}", observedGeneration: ${generation} }] }] }
`;
const policy = (name: string, ref = "", ca = SYSTEM, meta = "") => `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: ${name}, namespace: a${meta} }
spec: { targetRefs: [{ group: "", kind: Service, name: rev${ref} }], validation: { hostname: ${name}.example, ${ca} } }
`;
const configMap = (name: string, data: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: a }
data: ${data}
`;
const rule = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: rev, namespace: a, creationTimestamp: "2020-01-01T00:00:00Z" }
spec: { host: rev, ${spec} }
`;
const at = (time: string) => `, creationTimestamp: "${time}T00:00:00Z"`;

function traced(objects: readonly string[], minor: number, from: string, host: string) {
  const text = [WORLD, ...objects].join("\n---\n");
  const { index } = readOfflineMesh([{ name: "mesh", text }]);
  const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
  return traceRequest({ index, settings }, plainRequest(workloadNamed(index, from), host));
}

/** What decides the caller's TLS, how the bytes travel, and the load balancer beside it. */
function told(objects: readonly string[], minor: number): string {
  const answer = traced(objects, minor, "web", "rev");
  const tls = answer.hops.find((hop) => hop.at === "tls");
  const balancer = answer.hops.find((hop) => hop.at === "load-balancer");
  const by = tls?.by[0];
  const decided = by ? `${by.object.name} ${by.path} ${tls.facts["sni"] ?? ""}`.trim() : "auto";
  const doubts = answer.uncertain.map(({ code, path }) => ` ? ${code} ${path}`);
  return `${decided}: ${answer.mtls?.mode}, ${balancer?.code}${doubts.join("")}`;
}

// source: clusters of istiod 1.30.3 as it sends them to a sidecar; what differs in 1.31: its change notes
describe("a BackendTLSPolicy", () => {
  const both = rule("trafficPolicy: { loadBalancer: { simple: RANDOM }, tls: { mode: DISABLE } }");
  it.each([
    ["of the service", [policy("p")], 30, "p validation p.example: tls, least-request"],
    [
      "of the port",
      [policy("p", ", sectionName: tcp")],
      30,
      "p validation p.example: tls, least-request",
    ],
    ["of another port", [policy("p", ", sectionName: other")], 30, "auto: mtls, least-request"],
    [
      "of a port that is not there",
      [policy("p", ", sectionName: nope")],
      30,
      "auto: mtls, least-request",
    ],
    [
      "the older of two",
      [policy("young", "", SYSTEM, at("2024-02-01")), policy("old", "", SYSTEM, at("2024-01-01"))],
      30,
      "old validation old.example: tls, least-request",
    ],
    [
      "the port's before the service's",
      [
        policy("whole", "", SYSTEM, at("2024-01-01")),
        policy("port", ", sectionName: tcp", SYSTEM, at("2024-02-01")),
      ],
      30,
      "port validation port.example: tls, least-request",
    ],
    [
      "in place of a rule's traffic policy",
      [policy("p"), both],
      30,
      "p validation p.example: tls, least-request",
    ],
    [
      "beside a private rule, which counts here",
      [policy("p"), both.replace("host: rev", 'exportTo: ["."], host: rev')],
      30,
      "rev trafficPolicy.tls: plaintext, random",
    ],
    ["beneath a rule", [policy("p"), both], 31, "rev trafficPolicy.tls: plaintext, random"],
    [
      "beneath a rule without TLS",
      [policy("p"), rule("trafficPolicy: { loadBalancer: { simple: RANDOM } }")],
      31,
      "p validation p.example: tls, random",
    ],
    [
      "for another controller",
      [policy("p", "", SYSTEM, ', annotations: { istio.io/ignore-policy-attachment: "true" }')],
      31,
      "auto: mtls, least-request",
    ],
    [
      "for another controller, to which no heed is paid yet",
      [policy("p", "", SYSTEM, ', annotations: { istio.io/ignore-policy-attachment: "true" }')],
      30,
      "p validation p.example: tls, least-request",
    ],
    ["before it was stable", [policy("p")], 27, "auto: mtls, least-request"],
    [
      "with an authority in a ConfigMap, which is not read",
      [policy("p", "", "caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }]")],
      30,
      "p validation p.example: tls, least-request ? unread validation.caCertificateRefs",
    ],
    [
      "with an authority in a ConfigMap of the files",
      [policy("p", "", CONFIG_MAP), configMap("ca", "{ ca.crt: PEM }")],
      30,
      "p validation p.example: tls, least-request",
    ],
    [
      "with one under the other key",
      [policy("p", "", CONFIG_MAP), configMap("ca", "{ cacert: PEM }")],
      30,
      "p validation p.example: tls, least-request",
    ],
    [
      "with one under a key that istiod does not read",
      [policy("p", "", CONFIG_MAP), configMap("ca", "{ root.pem: PEM }")],
      30,
      "p validation p.example: plaintext, least-request",
    ],
    [
      "with one that is empty",
      [policy("p", "", CONFIG_MAP), configMap("ca", '{ ca.crt: "" }')],
      30,
      "p validation p.example: plaintext, least-request",
    ],
    [
      "with one that is not among the files' ConfigMaps of the namespace",
      [policy("p", "", CONFIG_MAP), configMap("other", "{ ca.crt: PEM }")],
      30,
      "p validation p.example: plaintext, least-request",
    ],
    [
      "with one of a namespace of which the files have no ConfigMaps",
      [
        policy("p", "", CONFIG_MAP),
        configMap("ca", "{ ca.crt: PEM }").replace("namespace: a", "namespace: b"),
      ],
      30,
      "p validation p.example: tls, least-request ? unread validation.caCertificateRefs",
    ],
    [
      "with one that Kubernetes puts into every namespace",
      [policy("p", "", CONFIG_MAP.replace("name: ca", "name: kube-root-ca.crt"))],
      30,
      "p validation p.example: tls, least-request",
    ],
    [
      "with one that istiod puts there, under a key that it does not read",
      [policy("p", "", CONFIG_MAP.replace("name: ca", "name: istio-ca-root-cert"))],
      30,
      "p validation p.example: plaintext, least-request",
    ],
    [
      "with an authority in a ConfigMap that istiod has found",
      [policy("p", "", CONFIG_MAP, ", generation: 1") + resolved("True")],
      30,
      "p validation p.example: tls, least-request",
    ],
    [
      "with one that istiod has not found: sidecars leave TLS out",
      [policy("p", "", CONFIG_MAP, ", generation: 1") + resolved("False")],
      30,
      "p validation p.example: plaintext, least-request",
    ],
    [
      "with one of which istiod spoke before the policy was changed",
      [policy("p", "", CONFIG_MAP, ", generation: 2") + resolved("False")],
      30,
      "p validation p.example: tls, least-request ? unread validation.caCertificateRefs",
    ],
    [
      "with one that istiod does not take: sidecars leave TLS out",
      [policy("p", "", "caCertificateRefs: [{ group: '', kind: Secret, name: ca }]")],
      30,
      "p validation p.example: plaintext, least-request",
    ],
  ] as const)("%s", (_, objects, minor, expected) => {
    expect(told(objects, minor)).toBe(expected);
  });
});

const EDGE = `${edgeGateway("name: http, port: 80, targetPort: 8080")}apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: a }
spec: { selector: { app: edge }, servers: [{ hosts: [rev.test], port: { name: http, number: 80, protocol: HTTP } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge, namespace: a }
spec: { hosts: [rev.test], gateways: [edge], http: [{ route: [{ destination: { host: rev, port: { number: 80 } } }] }] }
`;

// source: the access log of a real gateway, Envoy 1.38.3 under istiod 1.30.3: 503 `UF`, "TLS error: Secret is not supplied by SDS", fifteen
// seconds after the policy was made; with `ca.crt` the connection is made.
describe("a BackendTLSPolicy at a gateway", () => {
  it.each([
    ["with a certificate authority", configMap("ca", "{ ca.crt: PEM }"), "forward tls tls"],
    ["without ca.crt", configMap("ca", "{ other: PEM }"), "tls-error broken no-authority"],
    [
      "without the ConfigMap",
      configMap("other", "{ ca.crt: PEM }"),
      "tls-error broken no-authority",
    ],
  ])("%s", (_, objects, expected) => {
    const edge = [EDGE, policy("p", "", CONFIG_MAP), objects];
    const { outcome, mtls, hops } = traced(edge, 30, "edge", "rev.test");
    const met = hops.find((hop) => hop.at === "mtls");
    expect(`${outcome} ${mtls?.mode} ${met?.code}`).toBe(expected);
  });
});
