import { expect, it } from "vitest";
import type { MeshEdge } from "@/lib/mesh/graph/mesh-graph";
import { edge, indexOf, node } from "../../state/graph.fixture";
import { decidedRows } from "./decided-rows";
import { type RoutingInForce, routingInForce } from "./routing-facts";
import { ruleRows } from "./rule-rows";

const workload = (name: string, container: string, labels = "") => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name}${labels} } }
spec:
  containers:
    - { name: app, image: app, ports: [{ containerPort: 8080 }] }
    - { name: ${container}, image: other }
status: { phase: Running, podIP: 10.1.0.${name.length}, conditions: [{ type: Ready, status: "True" }] }
`;

const MESH = [
  workload("web", "istio-proxy"),
  workload("shelf", "istio-proxy"),
  workload("cart", "istio-proxy"),
  workload("report", "sidekick"),
  `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { clusterIP: 10.0.0.1, selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`,
  `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart-1, namespace: shop, labels: { kubernetes.io/service-name: cart } }
addressType: IPv4
ports: [{ name: http, port: 8080, protocol: TCP }]
endpoints: [{ addresses: [10.1.0.4], conditions: { ready: true } }]
`,
  `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - match: [{ sourceLabels: { app: web }, uri: { prefix: /slow } }]
      timeout: 1.5s
      fault: { abort: { httpStatus: 503, percentage: { value: 5 } } }
      route: [{ destination: { host: cart } }]
    - retries: { attempts: 4, retryOn: "5xx" }
      mirror: { host: shadow }
      route: [{ destination: { host: cart } }]
`,
].join("\n---\n");

const ref = (kind: "Service" | "Workload", name: string) => ({
  cluster: "c",
  kind,
  namespace: "shop",
  name,
});
const cart = node("cart", { refs: [ref("Service", "cart")] });
const READ = [{ cluster: "c", current: true, unread: [] }];
const names = ["web", "shelf", "report"];
const callers = names.map((name) =>
  node(name, { kind: "workload", refs: [ref("Workload", name)] }),
);
const calls = (names: readonly string[]): readonly MeshEdge[] =>
  names.map((name) => edge(name, "cart"));

const sentences = ({ callers, seen, rules }: RoutingInForce): readonly string[] => [
  `${callers.join(" ")}${seen ? "" : ", not seen"}`,
  ...rules.flatMap(({ ports }) =>
    ports.flatMap(({ port, rules: of }) =>
      of.flatMap((rule) => [
        `  ${port} ${rule.rule.path}`,
        ...ruleRows(rule).map(
          ({ label, text, by, otherwise }) =>
            `    ${label} ${text}: ${otherwise ?? by.map(({ path }) => path).join(" ")}`,
        ),
      ]),
    ),
  ),
];

const said = (into: readonly string[]) =>
  routingInForce(
    { index: indexOf(MESH), reading: READ },
    { nodes: callers },
    { type: "node", node: cart },
    calls(into),
  )
    .flatMap(sentences)
    .map((line) => line.replaceAll("\u202f", " "));

const SECOND = [
  "  80 http[1]",
  "    To cart.shop:80, 100 %: http[1].route[0]",
  "    Timeout no timeout: Istio's default",
  "    Retries 4 retries on 5xx: http[1].retries",
  "    Mirror 100 % also to shadow.shop:80: http[1].mirror",
];

it("groups callers by the rules that their own proxies have", () => {
  expect(said(["web", "shelf"])).toEqual([
    "web",
    "  80 http[0]",
    "    Fault 5 % end with 503: http[0].fault",
    "    To cart.shop:80, 100 %: http[0].route[0]",
    "    Timeout 1.5 s: http[0].timeout",
    expect.stringMatching(/^ {4}Retries 2 retries on connect-failure,.*: Istio's default$/),
    ...SECOND,
    "shelf",
    ...SECOND,
  ]);
});

it("says of no rule, and of nobody who would try again, for a caller without a proxy", () => {
  expect(said(["report"])).toEqual(["report", "  80 ", "    To cart.shop:80, 100 %: "]);
});

it("takes the proxies of its own namespace where nobody is seen to call", () => {
  const lines = said([]).filter((line) => !line.startsWith(" "));
  expect(lines).toEqual(["cart shelf, not seen", "web, not seen"]);
});

const FAR = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: far, namespace: shop }
spec:
  hosts: [api.example.com]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 80, name: http, protocol: HTTP }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: far, namespace: shop }
spec:
  host: api.example.com
  workloadSelector: { matchLabels: { app: web } }
  trafficPolicy: { tls: { mode: SIMPLE } }
`;
const farRef = {
  cluster: "c",
  kind: "ServiceEntry.networking.istio.io" as const,
  namespace: "shop",
  name: "far",
};
const far = node("far", { kind: "external", refs: [farRef] });

it("says of a host outside what holds for each caller, and which places decide it", () => {
  const into = ["web", "shelf"].map((name) => edge(name, "far"));
  const index = indexOf(`${MESH}\n---\n${FAR}`);
  const groups = routingInForce(
    { index, reading: READ },
    { nodes: callers },
    { type: "node", node: far },
    into,
  );
  expect(groups.flatMap(sentences).filter((line) => !/Timeout|Retries/.test(line))).toEqual([
    "web",
    "  80 ",
    expect.stringMatching(/^ {4}To api.example.com:80, 100.%: $/),
    "    Follows : ",
    "    TLS TLS without a certificate of the caller: trafficPolicy.tls",
    "shelf",
    "  80 ",
    expect.stringMatching(/^ {4}To api.example.com:80, 100.%: $/),
  ]);
  const rows = groups.map((group) =>
    decidedRows(group).map(({ role, places }) => `${role} ${places.map(({ path }) => path)}`),
  );
  expect(rows).toEqual([
    ["traffic-policy trafficPolicy.tls", "service-entry hosts[0]"],
    ["service-entry hosts[0]"],
  ]);
});
