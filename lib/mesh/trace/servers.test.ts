import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../offline/offline-mesh";
import { settingsOf } from "../routing/spec/settings-of";
import type { TraceAnswer } from "./answer";
import { traceRequest } from "./trace";

// source: istiod 1.30.3 via oracle, random cases that were shrunk; the file that decides is named at each.

const pod = (namespace: string, app: string, ip: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${app}-1, namespace: ${namespace}, annotations: { sidecar.istio.io/status: "{}" }, labels: { app: ${app}, security.istio.io/tlsMode: istio } }
spec: { serviceAccountName: ${app}, containers: [{ name: app }] }
status: { phase: Running, podIP: ${ip}, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "True" }] }
`;

const service = (namespace: string, app: string, ip: string, podIp: string): string => `
${pod(namespace, app, podIp)}
---
apiVersion: v1
kind: Service
metadata: { name: ${app}, namespace: ${namespace} }
spec: { clusterIP: ${ip}, selector: { app: ${app} }, ports: [{ name: http, port: 80, targetPort: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${app}-1, namespace: ${namespace}, labels: { kubernetes.io/service-name: ${app} } }
addressType: IPv4
ports: [{ name: http, port: 80, protocol: TCP }]
endpoints: [{ addresses: [${podIp}], conditions: { ready: true }, targetRef: { kind: Pod, name: ${app}-1, namespace: ${namespace} } }]
`;

const WORLD = [
  pod("a", "client", "10.1.0.1"),
  service("b", "api", "10.96.0.1", "10.2.0.1"),
  service("b", "db", "None", "10.2.0.2"),
  service("b", "store", "None", "10.2.0.3"),
].join("---\n");

type Asked = {
  readonly host: string;
  readonly authority?: string;
  readonly port?: number;
  readonly sni?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
};

function trace(
  objects: string,
  { host, authority = host, port = 80, sni, claims = {} }: Asked,
): TraceAnswer {
  const { index } = readOfflineMesh([{ name: "case", text: `${WORLD}---\n${objects}` }]);
  return traceRequest(
    { index, settings: settingsOf(index, OFFLINE_CLUSTER) },
    {
      from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace: "a", name: "client-1" },
      ...{
        host,
        port,
        method: "GET",
        path: "/",
        headers: { host: authority },
        sni: sni ?? null,
        claims,
      },
      plaintext: false,
    },
  );
}

const sentTo = (to: string, rule: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: b }
spec: { hosts: [${rule}], http: [{ route: [{ destination: { host: ${to}.b.svc.cluster.local } }] }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: none, namespace: b }
spec: { selector: { matchLabels: { app: db } } }
`;

// pilot/pkg/networking/core/cluster_builder.go: a headless service is an ORIGINAL_DST cluster, which goes to the address that was called.
describe("a rule that sends on to a headless service", () => {
  it.each([
    {
      name: "from a service with an address: nobody is known there",
      rule: "api",
      to: "db",
      judged: 0,
    },
    { name: "from another headless one: its pods are called", rule: "store", to: "db", judged: 1 },
  ])("$name", ({ rule, to, judged }) => {
    const answer = trace(sentTo(to, rule), { host: `${rule}.b` });
    expect(answer.destinations).toMatchObject([
      { host: `${to}.b.svc.cluster.local`, endpoints: null },
    ]);
    expect(answer.outcome).toBe("forward");
    expect(answer.hops.filter((h) => h.at === "mtls")).toHaveLength(judged);
  });

  it("denies where the pods that are called deny, whatever destination was meant", () => {
    expect(trace(sentTo("store", "db"), { host: "db.b" }).outcome).toBe("denied");
    expect(trace(sentTo("store", "db"), { host: "10.2.0.2", authority: "db.b" }).outcome).toBe(
      "denied",
    );
  });
});

// pilot/pkg/networking/core/listener_builder.go, listener.go buildSidecarOutboundListeners
describe("the listeners of a headless service", () => {
  const sidecar = (egress: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: s, namespace: a }
spec: { egress: [${egress}] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: b }
spec: { hosts: [db], http: [{ route: [{ destination: { host: api.b.svc.cluster.local } }] }] }
`;
  const all = '{ hosts: ["*/*"] }';
  it.each([
    { egress: all, to: "api", by: "the rules of its HTTP port" },
    {
      egress: `{ port: { number: 80, protocol: TCP, name: tcp }, hosts: ["b/db.b.svc.cluster.local"] }, ${all}`,
      to: "db",
      by: "the Sidecar, which takes the port for TCP and closes it to the rest",
    },
    {
      egress: `{ port: { number: 81, protocol: TCP, name: tcp }, hosts: ["b/*"] }, ${all}`,
      to: "api",
      by: "the rules, where the Sidecar names another port",
    },
  ])("$to, by $by", ({ egress, to }) => {
    const { destinations } = trace(sidecar(egress), { host: "db.b" });
    expect(destinations.map((d) => d.host)).toEqual([`${to}.b.svc.cluster.local`]);
  });

  it("are none for a port that no pod has", () => {
    const gone = `
apiVersion: v1
kind: Service
metadata: { name: gone, namespace: b }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: "", port: 82, targetPort: nowhere }, { name: http, port: 83, targetPort: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: gone-1, namespace: b, labels: { kubernetes.io/service-name: gone } }
addressType: IPv4
ports: [{ name: http, port: 80, protocol: TCP }]
endpoints: [{ addresses: [10.2.0.2], conditions: { ready: true }, targetRef: { kind: Pod, name: db-1, namespace: b } }]
`;
    expect(trace(gone, { host: "gone.b", port: 82 }).outcome).toBe("passthrough");
    expect(trace(gone, { host: "gone.b", port: 83 }).outcome).toBe("forward");
  });
});

// pilot/pkg/serviceregistry/serviceentry/conversion.go getTLSModeFromWorkloadEntry
describe("a server outside the cluster", () => {
  const entry = (more: string): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: vm, namespace: b }
spec: { hosts: [vm.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: vm } } }
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm, namespace: b }
spec: { address: 192.0.2.20, ${more} }
`;
  it.each([
    { more: "labels: { app: vm }", mode: "tls" },
    { more: "labels: { app: vm }, serviceAccount: vm", mode: "mtls" },
    { more: "labels: { app: vm, security.istio.io/tlsMode: istio }", mode: "mtls" },
    {
      more: "labels: { app: vm, security.istio.io/tlsMode: disabled }, serviceAccount: vm",
      mode: "tls",
    },
  ])("gets $mode where its entry says $more", ({ more, mode }) => {
    const host = "vm.example.com";
    expect(trace(entry(more), { host, port: 443, sni: host }).mtls?.mode).toBe(mode);
  });
});

// pilot/pkg/networking/core/listener_builder.go buildHTTPConnectionManager: authzCustomBuilder, then JWT, then authzBuilder
describe("a CUSTOM policy and a token", () => {
  const tokens = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: r, namespace: b }
spec: { jwtRules: [{ issuer: one, audiences: [shop] }] }
`;
  const custom = (provider: string, rule: string): string => `${tokens}---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: '{"extensionProviders":[{"name":"known","envoyExtAuthzHttp":{"service":"api.b.svc.cluster.local","port":"8000"}}]}' }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: c, namespace: b }
spec: { action: CUSTOM, provider: { name: ${provider} }, rules: [${rule}] }
`;
  const invalid = { iss: "one", aud: "other" };
  const valid = { iss: "one", sub: "ann", aud: "shop" };
  it.each([
    { objects: tokens, claims: invalid, status: 401, why: "a token alone" },
    { objects: custom("gone", "{}"), claims: invalid, status: 403, why: "no such authorizer" },
    { objects: custom("known", "{}"), claims: invalid, status: null, why: "it is asked before" },
    {
      objects: custom("gone", '{ from: [{ source: { requestPrincipals: ["*"] } }] }'),
      claims: invalid,
      status: 401,
      why: "its rules see no claims",
    },
  ])("refuse with $status: $why", ({ objects, claims, status }) => {
    const answer = trace(objects, { host: "api.b", claims });
    expect([answer.outcome, answer.status]).toEqual(["denied", status]);
  });

  it("lets pass a valid token whose claims the rules do not see", () => {
    const rule = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';
    expect(trace(custom("gone", rule), { host: "api.b", claims: valid }).outcome).toBe("forward");
  });
});

// source: Envoy source/common/http/http1/codec_impl.cc: bytes that are no request are answered with 400 and the connection ends.
describe("an application's own TLS at an HTTP port", () => {
  const entry = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: out, namespace: a }
spec: { hosts: [out.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: a }
spec:
  hosts: [out.example.com]
  tls: [{ match: [{ sniHosts: [out.example.com] }], route: [{ destination: { host: api.b.svc.cluster.local } }] }]
`;
  it("is broken, whether or not mTLS is around it", () => {
    const host = "out.example.com";
    const answer = trace(entry, { host, port: 443, sni: host });
    expect([answer.outcome, answer.mtls?.mode]).toEqual(["tls-error", "broken"]);
  });
});

// pilot/pkg/xds/endpoints/endpoint_builder.go: only a cluster that resolves names takes an endpoint that is one.
describe("what a ServiceEntry lends the Kubernetes service of its host", () => {
  const entry = (more: string): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: e, namespace: b }
spec: { hosts: [api.b.svc.cluster.local], ports: [{ number: 80, name: http, protocol: HTTP }], ${more} }
`;
  it.each([
    { more: "resolution: DNS", endpoints: 1 },
    { more: "resolution: DNS, endpoints: [{ address: one.test }]", endpoints: 1 },
    {
      more: "resolution: DNS, endpoints: [{ address: one.test }, { address: 192.0.2.7 }]",
      endpoints: 2,
    },
    { more: "resolution: STATIC, endpoints: [{ address: 192.0.2.7 }]", endpoints: 2 },
  ])("$more: $endpoints in all", ({ more, endpoints }) => {
    expect(trace(entry(more), { host: "api.b" }).destinations).toMatchObject([{ endpoints }]);
  });
});

// pilot/pkg/networking/core/listener_inbound.go buildInboundChainConfigs
describe("a Sidecar that says what its workloads listen on", () => {
  const objects = (ingress: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: s, namespace: b }
spec: { egress: [{ hosts: ["*/*"] }], ingress: [${ingress}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: get, namespace: b }
spec: { rules: [{ to: [{ operation: { methods: [GET] } }] }] }
`;
  it.each([
    { ingress: "{ port: { number: 80, protocol: HTTP, name: in } }", outcome: "forward" },
    { ingress: "{ port: { number: 80, protocol: TCP, name: in } }", outcome: "denied" },
    // Of other ports the bytes decide.
    { ingress: "{ port: { number: 81, protocol: TCP, name: in } }", outcome: "forward" },
  ])("$ingress: an ALLOW rule for a method means $outcome", ({ ingress, outcome }) => {
    expect(trace(objects(ingress), { host: "api.b" }).outcome).toBe(outcome);
  });
});
