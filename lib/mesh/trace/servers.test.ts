import { describe, expect, it } from "vitest";
import { edgeGateway } from "./testing/manifests";
import { plainRequest } from "./testing/plain-request";
import { askSmallMesh, CLIENT, smallMesh } from "./testing/small-mesh";
import { traceRequest } from "./trace";

// source: istiod 1.30.3 via oracle, random cases that were shrunk; the file that decides is named at each.

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
    expect(askSmallMesh(entry(more), { host, port: 443, sni: host }).mtls?.mode).toBe(mode);
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
    const answer = askSmallMesh(objects, { host: "api.b", claims });
    expect([answer.outcome, answer.status]).toEqual(["denied", status]);
  });

  it("lets pass a valid token whose claims the rules do not see", () => {
    const rule = '{ from: [{ source: { requestPrincipals: ["*"] } }] }';
    expect(askSmallMesh(custom("gone", rule), { host: "api.b", claims: valid }).outcome).toBe(
      "forward",
    );
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
    const answer = askSmallMesh(entry, { host, port: 443, sni: host });
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
    expect(askSmallMesh(entry(more), { host: "api.b" }).destinations).toMatchObject([
      { endpoints },
    ]);
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
    expect(askSmallMesh(objects(ingress), { host: "api.b" }).outcome).toBe(outcome);
  });
});

// Envoy source/extensions/filters/common/rbac/matchers.cc IPMatcher: of a connection the remote address is its peer's.
describe("a client's address that a header tells", () => {
  const objects = (protocol: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: s, namespace: b }
spec: { egress: [{ hosts: ["*/*"] }], ingress: [{ port: { number: 80, protocol: ${protocol}, name: in } }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: from, namespace: b }
spec: { rules: [{ from: [{ source: { remoteIpBlocks: [10.1.0.0/16] } }] }] }
`;
  const headers = { "x-forwarded-for": "1.2.3.4" };
  it.each([
    { protocol: "HTTP", outcome: "denied" },
    { protocol: "TCP", outcome: "forward" },
  ])("means $outcome at a port of $protocol", ({ protocol, outcome }) => {
    for (const plaintext of [false, true]) {
      const answer = askSmallMesh(objects(protocol), { host: "api.b", headers, plaintext });
      expect(answer.outcome).toBe(outcome);
    }
  });
});

// pilot/pkg/networking/core/listener.go buildPathNormalization: of every HTTP connection manager. Case policy-7705-149, shrunk.
describe("a path that normalization changes", () => {
  const deny = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny, namespace: b }
spec: { action: DENY, rules: [{ to: [{ operation: { paths: ["/foo*"] } }] }] }
`;
  const rewriting = `${deny}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: a }
spec: { hosts: [api.b.svc.cluster.local], http: [{ rewrite: { uri: /a/../foo }, route: [{ destination: { host: api.b.svc.cluster.local } }] }] }
`;
  it.each([
    { who: "a caller without a proxy", objects: deny, path: "/a/../foo", plaintext: true },
    { who: "one with a proxy", objects: deny, path: "/a/../foo", plaintext: false },
    { who: "a rule of its proxy", objects: rewriting, path: "/x", plaintext: false },
  ])("is read by the server as it is meant, from $who", ({ objects, path, plaintext }) => {
    expect(askSmallMesh(objects, { host: "api.b", path, plaintext }).outcome).toBe("denied");
  });
});

// https://kubernetes.io/docs/concepts/services-networking/service/: kube-proxy knows EndpointSlices alone.
describe("a WorkloadEntry that stands in for a pod of a Kubernetes service", () => {
  const entry = `
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: e, namespace: b }
spec: { address: 192.0.2.40, labels: { app: api } }
`;
  it.each([
    { plaintext: false, endpoints: 2 },
    { plaintext: true, endpoints: 1 },
  ])("is one of $endpoints servers, without a proxy: $plaintext", ({ plaintext, endpoints }) => {
    const { destinations } = askSmallMesh(entry, { host: "api.b", plaintext });
    expect(destinations).toMatchObject([{ endpoints }]);
  });
});

// pilot/pkg/security/authz/model/generator.go destPortGenerator: the port at which the gateway's pods take the connection.
describe("a policy about ports at a gateway", () => {
  const edge = (
    rule: string,
  ): string => `${edgeGateway("name: http, port: 80, targetPort: 8080")}apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: a }
spec: { selector: { app: edge }, servers: [{ hosts: [one.test], port: { number: 80, name: http, protocol: HTTP } }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ports, namespace: a }
spec: { selector: { matchLabels: { app: edge } }, ${rule} }
`;
  const from = { ...CLIENT, name: "edge-1" };
  it.each([
    {
      rule: 'action: DENY, rules: [{ to: [{ operation: { ports: ["8080"] } }] }]',
      outcome: "denied",
    },
    {
      rule: 'action: DENY, rules: [{ to: [{ operation: { ports: ["80"] } }] }]',
      outcome: "no-route",
    },
    { rule: 'rules: [{ to: [{ operation: { ports: ["8080"] } }] }]', outcome: "no-route" },
    { rule: 'rules: [{ to: [{ operation: { ports: ["80"] } }] }]', outcome: "denied" },
  ])("$rule: $outcome", ({ rule, outcome }) => {
    const answer = traceRequest(smallMesh(edge(rule)), plainRequest(from, "one.test"));
    expect([answer.outcome, answer.uncertain]).toEqual([outcome, []]);
  });
});

// pilot/pkg/xds/endpoints/mtls_checker.go checkMtlsEnabled: of the rule it sees the mode beside the entry, and then asks nobody else.
describe("a rule for mTLS with an entry for the port that says none", () => {
  const objects = (mode: string): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: d, namespace: a }
spec: { host: api.b.svc.cluster.local, trafficPolicy: { tls: { mode: ${mode} }, portLevelSettings: [{ port: { number: 80 }, connectionPool: { http: {} } }] } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: plain, namespace: b }
`;
  const [selected, wide] = ["selector: { matchLabels: { app: api } }, ", ""].map(
    (selector) => `spec: { ${selector}mtls: { mode: DISABLE } }`,
  );
  it.each([
    { mode: "ISTIO_MUTUAL", policy: selected, outcome: "tls-error", mtls: "broken" },
    { mode: "ISTIO_MUTUAL", policy: wide, outcome: "forward", mtls: "plaintext" },
    { mode: "DISABLE", policy: selected, outcome: "forward", mtls: "plaintext" },
  ])("$mode, $policy: $outcome", ({ mode, policy, outcome, mtls }) => {
    const answer = askSmallMesh(`${objects(mode)}${policy}`, { host: "api.b" });
    expect([answer.outcome, answer.mtls?.mode]).toEqual([outcome, mtls]);
  });
});
