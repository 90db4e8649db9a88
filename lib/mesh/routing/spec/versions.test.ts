import { describe, expect, it } from "vitest";
import { refOf } from "../../model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { plainRequest } from "../../trace/testing/plain-request";
import { traceRequest } from "../../trace/trace";
import { settingsOfVersion } from "./settings-of";
import { KNOWN_MINORS, VERSION_CHANGES, type VersionChange } from "./versions";

const pod = (namespace: string, name: string, labels = "", proxy = "sidecar") => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-1
  namespace: ${namespace}
  labels: { app: ${name}, security.istio.io/tlsMode: istio${labels} }
  annotations: { sidecar.istio.io/status: "{}" }
spec: { containers: [{ name: istio-proxy, args: [proxy, ${proxy}] }] }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;
const service = (
  namespace: string,
  name: string,
  port = "name: http, port: 80, targetPort: 8080",
) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "2024-01-02T00:00:00Z" }
spec: { clusterIP: 10.96.0.${name.length}, selector: { app: ${name} }, ports: [{ ${port} }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: ${namespace}, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints: [{ addresses: [10.1.0.${name.length}], conditions: { ready: true }, targetRef: { kind: Pod, name: ${name}-1, namespace: ${namespace} } }]
`;
const istio = (kind: string, namespace: string, spec: string, group = "networking.istio.io") => `
apiVersion: ${group}/v1
kind: ${kind}
metadata: { name: own, namespace: ${namespace}, creationTimestamp: "2024-01-01T00:00:00Z" }
spec: { ${spec} }
`;
const route = (spec: string) => istio("HTTPRoute", "b", spec, "gateway.networking.k8s.io");
const WORLD = [pod("a", "web"), pod("b", "rev"), service("b", "rev")];
/** What a Gateway of the Gateway API is served by. */
const EDGE = [
  pod("edge", "own-istio", ", gateway.networking.k8s.io/gateway-name: own", "router"),
  service("edge", "own-istio"),
];
const HOST = "rev.b.svc.cluster.local";
const TO_REV = `route: [{ destination: { host: ${HOST} } }]`;
const PARENT = "parentRefs: [{ group: '', kind: Service, name: rev }]";
const GATEWAY = `selector: { app: edge }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]`;

const GATEWAY_API = "gateway.networking.k8s.io";
const LISTENS =
  "gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]";
const ATTACHED = "parentRefs: [{ name: own, namespace: edge }], hostnames: [shop.example.com]";
const BACKEND = "backendRefs: [{ name: rev, port: 80 }]";
const PROVIDER = (name: string) =>
  `{ name: ${name}, envoyExtAuthzHttp: { service: b/asked.b.svc.cluster.local, port: 80 } }`;
const custom = (provider: string, path: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${provider}, namespace: b }
spec: { action: CUSTOM, provider: { name: ${provider} }, rules: [{ to: [{ operation: { paths: [${path}] } }] }] }
`;

type Case = {
  readonly objects: readonly string[];
  readonly mesh?: string;
  readonly from?: string;
  readonly host?: string;
  readonly before: string;
  readonly since: string;
};

/** What one request shows of each change, one minor before it and from it on. */
const CASES: Partial<Record<VersionChange, Case>> = {
  "cors-filters": {
    objects: [
      ...WORLD,
      route(
        `${PARENT}, rules: [{ filters: [{ type: CORS, cors: { allowOrigins: ["*"] } }], backendRefs: [{ name: rev, port: 80 }] }]`,
      ),
    ],
    before: "forward by nobody",
    since: "forward by HTTPRoute rules[0]",
  },
  "hosts-without-case": {
    objects: [
      ...WORLD,
      istio("VirtualService", "b", `hosts: [Rev.b.svc.cluster.local], http: [{ ${TO_REV} }]`),
    ],
    before: "forward by nobody",
    since: "forward by VirtualService http[0]",
  },
  "mirrors-keep-authority": {
    objects: [
      ...WORLD,
      istio(
        "VirtualService",
        "b",
        `hosts: [${HOST}], http: [{ ${TO_REV}, mirror: { host: ${HOST} } }]`,
      ),
    ],
    before: "forward by VirtualService http[0] copied for rev.b-shadow",
    since: "forward by VirtualService http[0] copied for rev.b",
  },
  "route-kinds-joined": {
    objects: [
      ...EDGE,
      ...WORLD,
      istio("Gateway", "edge", LISTENS, GATEWAY_API),
      istio(
        "HTTPRoute",
        "b",
        `${ATTACHED}, rules: [{ matches: [{ path: { value: /web } }], ${BACKEND} }]`,
        GATEWAY_API,
      ),
      istio("GRPCRoute", "b", `${ATTACHED}, rules: [{ ${BACKEND} }]`, GATEWAY_API),
    ],
    from: "edge",
    host: "shop.example.com",
    before: "no-route",
    since: "forward by GRPCRoute rules[0]",
  },
  "several-authorizers": {
    objects: [...WORLD, service("b", "asked"), custom("one", "/x"), custom("two", "/y")],
    mesh: `extensionProviders: [${PROVIDER("one")}, ${PROVIDER("two")}]`,
    before: "denied by nobody",
    since: "forward by nobody it depends",
  },
  "source-trust-domains": {
    objects: [
      ...WORLD,
      istio(
        "AuthorizationPolicy",
        "b",
        "action: DENY, rules: [{ from: [{ source: { trustDomains: [elsewhere], namespaces: [a] } }] }]",
        "security.istio.io",
      ),
    ],
    before: "denied by nobody",
    since: "forward by nobody",
  },
  "kubernetes-first": {
    objects: [
      ...WORLD,
      istio(
        "ServiceEntry",
        "aa",
        `hosts: [${HOST}], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: STATIC, endpoints: [{ address: 1.2.3.4 }, { address: 1.2.3.5 }]`,
      ),
    ],
    before: "forward by nobody to 2",
    since: "forward by nobody",
  },
  "grants-of-all-targets": {
    objects: [
      ...EDGE,
      ...WORLD,
      istio("Gateway", "edge", LISTENS, GATEWAY_API),
      istio(
        "HTTPRoute",
        "a",
        `${ATTACHED}, rules: [{ backendRefs: [{ name: rev, namespace: b, port: 80 }] }]`,
        GATEWAY_API,
      ),
      istio(
        "ReferenceGrant",
        "b",
        `from: [{ group: ${GATEWAY_API}, kind: HTTPRoute, namespace: a }], to: [{ group: "", kind: Service, name: rev }, { group: "", kind: Service, name: other }]`,
        GATEWAY_API,
      ),
    ],
    from: "edge",
    host: "shop.example.com",
    before: "no-endpoints by HTTPRoute rules[0]",
    since: "forward by HTTPRoute rules[0]",
  },
  "no-backends-404": {
    objects: [...WORLD, route(`${PARENT}, rules: [{ matches: [{ path: { value: / } }] }]`)],
    before: "direct-response 500 by HTTPRoute rules[0]",
    since: "direct-response 404 by HTTPRoute rules[0]",
  },
  "no-backends-500": {
    objects: [...WORLD, route(`${PARENT}, rules: [{ matches: [{ path: { value: / } }] }]`)],
    before: "direct-response 404 by HTTPRoute rules[0]",
    since: "direct-response 500 by HTTPRoute rules[0]",
  },
  "sidecar-exclusions": {
    objects: [...WORLD, istio("Sidecar", "a", 'egress: [{ hosts: ["*/*", "~b/*"] }]')],
    before: "forward by nobody",
    since: "passthrough",
  },
  "redirect-of-prefixes": {
    objects: [
      ...WORLD,
      istio(
        "VirtualService",
        "b",
        `hosts: [${HOST}], http: [{ match: [{ uri: { prefix: /x } }], redirect: { prefixRewrite: /y } }]`,
      ),
    ],
    before: "redirect http://rev.b/x by VirtualService http[0]",
    since: "redirect http://rev.b/y by VirtualService http[0]",
  },
  "subset-tls-of-host": {
    objects: [
      ...WORLD,
      istio(
        "VirtualService",
        "b",
        `hosts: [${HOST}], http: [{ route: [{ destination: { host: ${HOST}, subset: s } }] }]`,
      ),
      istio(
        "DestinationRule",
        "b",
        `host: ${HOST}, trafficPolicy: { tls: { mode: DISABLE } }, subsets: [{ name: s, labels: { app: rev }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] } }]`,
      ),
    ],
    before: "forward by VirtualService http[0] mtls",
    since: "forward by VirtualService http[0] plaintext",
  },
  "strict-gateways": {
    objects: [
      pod("edge", "edge", ", gateway.istio.io/managed: istio.io-gateway-controller", "router"),
      ...WORLD,
      istio("Gateway", "b", GATEWAY),
      istio("VirtualService", "b", `hosts: ["*"], gateways: [own], http: [{ ${TO_REV} }]`),
    ],
    from: "edge",
    before: "forward by VirtualService http[0]",
    since: "no-route",
  },
};

const told: readonly (readonly [VersionChange, Case])[] = Object.entries(CASES).map(
  // Keys of the table above.
  ([change, c]) => [change as VersionChange, c],
);

describe("what differs between versions", () => {
  it.each(told)("%s", (change, c) => {
    const { since } = VERSION_CHANGES[change];
    expect([outcome(c, since - 1), outcome(c, since)]).toEqual([c.before, c.since]);
  });

  it("lies between the oldest and the newest that are known", () => {
    const minors = Object.values(VERSION_CHANGES).map(({ since }) => since);
    expect(Math.min(...minors)).toBeGreaterThan(KNOWN_MINORS.oldest);
    expect(Math.max(...minors)).toBe(KNOWN_MINORS.newest);
  });
});

function outcome(
  { objects, mesh = "{}", from = "a", host = "rev.b", before }: Case,
  minor: number,
): string {
  const text = objects.join("\n---\n");
  const { index } = readOfflineMesh([{ name: "mesh", text }], {
    meshConfig: { name: "m", text: mesh },
  });
  const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
  const caller = index.inNamespace("Workload", OFFLINE_CLUSTER, from)[0];
  if (!caller) throw new Error("no caller");
  const request = plainRequest(refOf(caller), host, { path: "/x" });
  const answer = traceRequest({ index, settings }, request);
  const { redirect, status, route: by, mtls, destinations } = answer;
  const said = [
    answer.outcome,
    redirect?.location,
    status && answer.outcome === "direct-response" && status,
  ];
  const rule = by ? `${by.object.kind.split(".")[0]} ${by.path}` : "nobody";
  const isHandled = answer.outcome !== "passthrough" && answer.outcome !== "no-route";
  const way = before.endsWith("mtls") ? mtls?.mode : null;
  const copies = answer.hops.find(({ code }) => code === "mirrors")?.facts["authority"];
  const count = destinations[0]?.endpoints ?? 1;
  return [...said, isHandled && `by ${rule}`, way, count > 1 && `to ${count}`]
    .concat(copies !== undefined && `copied for ${copies}`)
    .concat(answer.authorization.verdict === "depends" && "it depends")
    .filter(Boolean)
    .join(" ");
}
