import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../offline/offline-mesh";
import { settingsOf } from "../routing/spec/settings-of";
import { courseOf, type TraceCourse } from "./course";
import type { TraceRequest } from "./request";
import { traceRequest } from "./trace";

const pod = (name: string, app: string, version: string, ip: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: {app: ${app}, version: ${version}, security.istio.io/tlsMode: istio}
  annotations: {sidecar.istio.io/status: "{}"}
spec: {containers: [{name: c}, {name: istio-proxy}]}
status: {phase: Running, podIP: ${ip}, conditions: [{type: Ready, status: "True"}]}
---`;

const service = (name: string, ...pods: readonly (readonly [string, string])[]): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{port: 80, name: http, targetPort: 8080}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-a, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints:
${pods.map(([p, ip]) => `- {addresses: [${ip}], conditions: {ready: true}, targetRef: {kind: Pod, name: ${p}, namespace: shop}}`).join("\n")}
---`;

const MESH = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---${pod("web", "web", "v1", "10.0.0.1")}${pod("cart-v1", "cart", "v1", "10.0.0.2")}${pod("cart-v2", "cart", "v2", "10.0.0.3")}${pod("audit", "audit", "v1", "10.0.0.4")}
${service("cart", ["cart-v1", "10.0.0.2"], ["cart-v2", "10.0.0.3"])}${service("audit", ["audit", "10.0.0.4"])}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
  - {name: v3, labels: {version: v3}}
---`;

const rule = (http: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec: {hosts: [cart], http: [${http}]}
---`;

const REQUEST: TraceRequest = {
  from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace: "shop", name: "web" },
  ...{ host: "cart", port: 80, method: "GET", path: "/", headers: {}, sni: null, claims: null },
  plaintext: false,
};

function course(more: string, part: Partial<TraceRequest> = {}): readonly string[] {
  const { index } = readOfflineMesh([{ name: "mesh.yaml", text: `${MESH}${more}` }]);
  const mesh = { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
  const request = { ...REQUEST, ...part };
  return written(courseOf(mesh, request, traceRequest(mesh, request)));
}

const written = ({ caller, branches }: TraceCourse): readonly string[] => [
  `from ${caller?.name ?? "nobody"}`,
  ...branches.map((b) =>
    [
      b.mirror ? "copies" : "sends",
      `${Math.round(b.share * 100)}% to ${b.entry?.name ?? b.outside ?? "nothing"}`,
      b.subset ?? "all",
      `[${b.workloads.map(({ name }) => name).join(" ")}]`,
      b.ends,
    ].join(" "),
  ),
];

describe("the way of a request", () => {
  it("parts by the shares of its rule, to the workloads of each subset", () => {
    const split = `{route: [{destination: {host: cart, subset: v1}, weight: 90}, {destination: {host: cart, subset: v2}, weight: 10}]}`;
    expect(course(rule(split))).toEqual([
      "from web",
      "sends 90% to cart v1 [cart-v1] arrives",
      "sends 10% to cart v2 [cart-v2] arrives",
    ]);
  });

  it("ends with all workloads of a service without rules", () => {
    expect(course("")).toEqual(["from web", "sends 100% to cart all [cart-v1 cart-v2] arrives"]);
  });

  it.each([
    ["no pod has the subset's labels", "v3", "sends 100% to cart v3 [] lost"],
    ["no DestinationRule has the subset", "v9", "sends 100% to cart v9 [] lost"],
  ])("is lost where %s", (_, subset, expected) => {
    expect(course(rule(`{route: [{destination: {host: cart, subset: ${subset}}}]}`))).toEqual([
      "from web",
      expected,
    ]);
  });

  it("has its copies beside it", () => {
    const mirrored = `{route: [{destination: {host: cart, subset: v1}}], mirrors: [{destination: {host: audit}, percentage: {value: 25}}]}`;
    expect(course(rule(mirrored))).toEqual([
      "from web",
      "sends 100% to cart v1 [cart-v1] arrives",
      "copies 25% to audit all [audit] arrives",
    ]);
  });

  it("is refused only where every workload of the branch turns it away", () => {
    const deny = (labels: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nobody, namespace: shop}
spec: {selector: {matchLabels: ${labels}}}
---`;
    expect(course(deny("{app: cart}"))[1]).toMatch(/refused$/);
    expect(course(deny("{app: cart, version: v1}"))[1]).toMatch(/arrives$/);
  });

  it("does not begin where the proxy answers by itself", () => {
    const abort = `{fault: {abort: {httpStatus: 418, percentage: {value: 100}}}, route: [{destination: {host: cart}}]}`;
    expect(course(rule(abort))).toEqual(["from web"]);
    expect(course(rule("{redirect: {uri: /else}}"))).toEqual(["from web"]);
  });

  it("leaves the mesh where the host is in no registry", () => {
    expect(course("", { host: "api.example" })).toEqual([
      "from web",
      "sends 100% to passthrough all [] arrives",
    ]);
  });

  it("has no beginning where the caller is not there", () => {
    expect(course("", { from: { ...REQUEST.from, name: "gone" } })).toEqual(["from nobody"]);
  });
});
