import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOf } from "../../routing/spec/settings-of";
import { edgePod } from "../testing/manifests";
import { plainRequest, workloadNamed } from "../testing/plain-request";
import { traceRequest } from "../trace";

type Server = { readonly ready: boolean; readonly sidecar: boolean };

const pod = (
  namespace: string,
  app: string,
  name: string,
  n: number,
  { ready, sidecar }: Server,
) => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels: { app: ${app}${sidecar ? ", security.istio.io/tlsMode: istio" : ""} }
  annotations: ${sidecar ? '{ sidecar.istio.io/status: "{}" }' : "{}"}
status: { phase: Running, podIP: 10.1.0.${n}, conditions: [{ type: Ready, status: "${ready ? "True" : "False"}" }] }
`;

const MESHED_SERVER = "{ address: 192.0.2.2, serviceAccount: db }";

const entry = (year: string, server: string, port = "tcp-b") => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: rev, namespace: b, creationTimestamp: "${year}-06-01T00:00:00Z" }
spec:
  hosts: [rev.b.svc.cluster.local]
  ports: [{ number: 9000, name: ${port}, protocol: TCP }]
  resolution: ${server === "" ? "NONE" : "STATIC"}
  endpoints: [${server}]`;

const EDGE = `${edgePod}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: a }
spec: { selector: { app: edge }, servers: [{ hosts: [rev.test], port: { number: 80, name: http, protocol: HTTP } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: edge, namespace: a }
spec: { hosts: [rev.test], gateways: [edge], http: [{ route: [{ destination: { host: rev.b.svc.cluster.local } }] }] }`;

function modeFor(servers: readonly Server[], host = "rev.b"): string | undefined {
  return answerFor(servers, { host }).mtls?.mode;
}

type Asked = {
  readonly host?: string;
  readonly port?: string;
  readonly more?: readonly string[];
  readonly from?: string;
};

function answerFor(
  servers: readonly Server[],
  { host = "rev.b", port = "name: tcp, port: 9000", more = [], from = "web" }: Asked,
) {
  const listed = servers.map(
    ({ ready }, i) =>
      `{ addresses: [10.1.0.${i + 2}], conditions: { ready: ${ready} }, targetRef: { kind: Pod, name: rev-${i}, namespace: b } }`,
  );
  const text = [
    pod("a", "web", "web-1", 1, { ready: true, sidecar: true }),
    ...servers.map((server, i) => pod("b", "rev", `rev-${i}`, i + 2, server)),
    `
apiVersion: v1
kind: Service
metadata: { name: rev, namespace: b, creationTimestamp: "2023-01-01T00:00:00Z" }
spec: { clusterIP: None, selector: { app: rev }, ports: [{ ${port} }] }`,
    `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: rev-1, namespace: b, labels: { kubernetes.io/service-name: rev } }
addressType: IPv4
ports: [{ ${port.replace(/, targetPort.*/, "")} }]
endpoints: [${listed.join(", ")}]`,
    ...more,
  ].join("\n---\n");
  const { index } = readOfflineMesh([{ name: "mesh", text }]);
  const request = plainRequest(workloadNamed(index, from), host, {
    port: Number(/port: (\d+)/.exec(port)?.[1]),
  });
  return traceRequest({ index, settings: settingsOf(index, OFFLINE_CLUSTER) }, request);
}

// source: istiod 1.30.3 via oracle: TLS of the cluster; unready pods are in its index, `endpointslice.go` updateEndpointCacheForSlice
describe("a headless service, whose cluster has one mode for all its pods", () => {
  const MESHED = { ready: true, sidecar: true };
  const PLAIN = { ready: true, sidecar: false };
  it.each<readonly [string, readonly Server[], string]>([
    ["all in the mesh", [MESHED, MESHED], "mtls"],
    ["one outside", [MESHED, PLAIN], "plaintext"],
    ["one outside, which is not ready", [MESHED, { ...PLAIN, ready: false }], "plaintext"],
    ["one in the mesh, which is not ready", [{ ...MESHED, ready: false }], "mtls"],
    [
      "nobody ready, one outside",
      [
        { ...MESHED, ready: false },
        { ...PLAIN, ready: false },
      ],
      "plaintext",
    ],
  ])("%s", (_, servers, expected) => expect(modeFor(servers)).toBe(expected));

  it("is reached at the address of a pod that is not ready as well", () =>
    expect(modeFor([MESHED, { ...MESHED, ready: false }], "10.1.0.3")).toBe("mtls"));

  // source: istiod 1.30.3 via oracle; `endpointshards.go` CopyEndpoints, `push_context.go` initServiceRegistry
  it.each<readonly [string, readonly Server[], string, string]>([
    ["a server outside", [MESHED], entry("2024", "{ address: 192.0.2.2 }"), "plaintext"],
    ["of an elder entry", [MESHED], entry("2022", "{ address: 192.0.2.2 }"), "plaintext"],
    ["with an account", [MESHED], entry("2024", MESHED_SERVER), "mtls"],
    // It sends mTLS, which the pod does not take.
    ["the youngest entry alone", [PLAIN], entry("2024", MESHED_SERVER), "broken"],
    ["an elder one beside the pods", [PLAIN], entry("2022", MESHED_SERVER), "plaintext"],
    ["a port of the same name", [PLAIN], entry("2024", MESHED_SERVER, "tcp"), "plaintext"],
    ["no servers", [MESHED], entry("2024", ""), "mtls"],
  ])("counts the servers of a ServiceEntry of its host: %s", (_, servers, more, expected) =>
    expect(answerFor(servers, { more: [more] }).mtls?.mode).toBe(expected),
  );

  // source: istiod 1.30.3 via oracle: the pod has no port 80, and mTLS is switched off there: what comes is read as a connection
  it("is read as a connection where mTLS goes to a port that takes none", () => {
    const off = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: plain, namespace: b }
spec: { selector: { matchLabels: { app: rev } }, portLevelMtls: { "80": { mode: DISABLE } } }`;
    const paths = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: paths, namespace: b }
spec: { rules: [{ to: [{ operation: { paths: [/*] } }] }] }`;
    const port = "name: http, port: 80, targetPort: 8080";
    expect(answerFor([MESHED], { port, more: [paths] }).outcome).toBe("forward");
    expect(answerFor([MESHED], { port, more: [paths, off] }).outcome).toBe("denied");
  });

  // source: istiod 1.30.3 via oracle, case gateway-7721-169, shrunk; `push_context.go` BestEffortInferServiceMTLSMode asks nobody who calls
  it.each<readonly [string, readonly Server[], string, string]>([
    ["all in the mesh", [MESHED, MESHED], "", "mtls"],
    ["one outside, which is not ready", [MESHED, { ...PLAIN, ready: false }], "", "plaintext"],
    ["all in the mesh, where the port takes none", [MESHED], "DISABLE", "plaintext"],
  ])("has it for a gateway too: %s", (_, servers, mode, expected) => {
    const port = "name: http, port: 80, targetPort: 8080";
    const off = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: plain, namespace: b }
spec: { selector: { matchLabels: { app: rev } }, portLevelMtls: { "80": { mode: ${mode || "UNSET"} } } }`;
    const answer = answerFor(servers, { host: "rev.test", port, more: [EDGE, off], from: "edge" });
    expect(answer.mtls?.mode).toBe(expected);
  });
});
