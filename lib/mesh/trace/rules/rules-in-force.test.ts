import { expect, it } from "vitest";
import { calledService } from "../../routing/applied/called";
import type { Decided } from "../answer";
import { podManifest, sidecarOf } from "../testing/manifests";
import { plainRequest } from "../testing/plain-request";
import { CLIENT, smallMesh } from "../testing/small-mesh";
import { traceRequest } from "../trace";
import { type RuleInForce, rulesInForce } from "./rules-in-force";

const api = { name: "api", namespace: "b" };

const place = (by: Decided | null | undefined, otherwise = "istio"): string =>
  by ? `${by.object.name} ${by.path}` : otherwise;

function sentence(r: RuleInForce): string {
  const { rule, timeout, retries, mirrors, fault, destinations, matches } = r;
  return [
    `${place(rule)}: ${matches.map(({ path }) => path).join(", ")}`,
    ...destinations.map((d) => `  to ${d.host} ${d.share} by ${place(d.by)}`),
    ...(timeout ? [`  timeout ${timeout.ms} by ${place(timeout.by)}`] : []),
    ...(retries
      ? [
          `  retries ${retries.attempts} on ${retries.on} by ${place(retries.by, retries.otherwise)}`,
        ]
      : []),
    ...mirrors.map((m) => `  mirror ${m.percent} to ${m.host} by ${place(m.by)}`),
    ...(fault ? [`  fault ${fault.what.delay?.ms ?? ""} by ${place(fault.by[0])}`] : []),
  ].join("\n");
}

function inForce(objects: string, from = CLIENT): string {
  const mesh = smallMesh(objects);
  const service = mesh.index.find("Service", CLIENT.cluster, api.namespace, api.name);
  if (!service) throw new Error("no service");
  return rulesInForce(mesh, from, calledService(service, mesh.settings))
    .map(({ port, rules, ends }) =>
      [`port ${port} ${ends ?? ""}`, ...rules.map(sentence)].join("\n"),
    )
    .join("\n");
}

const RULES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: b }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: /slow } }, { headers: { kind: { exact: slow } } }]
      fault: { delay: { fixedDelay: 2s, percentage: { value: 50 } } }
      retries: { attempts: 0 }
      timeout: 3s
      route: [{ destination: { host: api } }]
    - mirror: { host: db }
      mirrorPercentage: { value: 10 }
      retries: { attempts: 5, retryOn: "5xx" }
      route: [{ destination: { host: api }, weight: 90 }, { destination: { host: store }, weight: 10 }]
`;

it("says of every rule what is in force, and which place decides it or that a default does", () => {
  expect(inForce(RULES)).toBe(`port 80 
api http[0]: http[0].match[0], http[0].match[1]
  to api.b.svc.cluster.local 1 by api http[0].route[0]
  timeout 3000 by api http[0].timeout
  retries 0 on  by api http[0].retries
  fault 2000 by api http[0].fault
api http[1]: 
  to api.b.svc.cluster.local 0.9 by api http[1].route[0]
  to store.b.svc.cluster.local 0.1 by api http[1].route[1]
  timeout 0 by istio
  retries 5 on 5xx by api http[1].retries
  mirror 10 to db.b.svc.cluster.local by api http[1].mirror`);
});

it("gives the service itself where no object has a rule", () => {
  expect(inForce("")).toBe(`port 80 
api : 
  to api.b.svc.cluster.local 1 by istio
  timeout 0 by istio
  retries 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes by istio`);
});

const DELEGATED = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root, namespace: b }
spec:
  hosts: [api]
  http:
    - match: [{ uri: { prefix: / } }]
      timeout: 3s
      delegate: { name: part }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: part, namespace: b }
spec:
  http:
    - retries: { attempts: 1 }
      route: [{ destination: { host: api } }]
`;

it("names the root where it sets what its delegate leaves out", () => {
  const said = inForce(DELEGATED).split("\n");
  expect(said).toContain("  timeout 3000 by root http[0].timeout");
  expect(said.find((line) => line.startsWith("  retries"))).toContain("by part http[0].retries");
});

const HIDDEN = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: own, namespace: a }
spec: { egress: [{ hosts: ["./*"] }], outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
`;

it("says what becomes of requests that no rule takes", () => {
  expect(inForce(HIDDEN)).toBe("port 80 blackhole");
});

it("agrees with the answer for one request", () => {
  const mesh = smallMesh(RULES);
  const service = mesh.index.find("Service", CLIENT.cluster, "b", "api");
  const rules = service
    ? rulesInForce(mesh, CLIENT, calledService(service, mesh.settings)).flatMap((p) => p.rules)
    : [];
  for (const path of ["/slow", "/"]) {
    const answer = traceRequest(mesh, plainRequest(CLIENT, "api.b", { path }));
    const rule = rules.find((r) => r.rule.path === answer.route?.path);
    expect(rule).toMatchObject({
      timeout: { ms: answer.timeoutMs },
      retries: answer.retries,
      fault: answer.fault === null ? null : { what: answer.fault },
      mirrors: answer.mirror,
    });
  }
});

const EDGE = `
apiVersion: v1
kind: Pod
metadata: { name: edge-1, namespace: edge, labels: { app: edge } }
spec: { containers: [{ name: istio-proxy, args: [proxy, router] }] }
status: { phase: Running, podIP: 10.9.0.1, conditions: [{ type: Ready, status: "True" }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: edge }
spec:
  selector: { app: edge }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example.com, api.example.com] }
    - { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: shop, namespace: b }
spec:
  hosts: [shop.example.com, api.example.com]
  gateways: [edge/edge]
  http:
    - match: [{ uri: { prefix: /old } }]
      redirect: { uri: / }
    - match: [{ uri: { prefix: /copy } }]
      mirror: { host: api, port: { number: 80 } }
      route: [{ destination: { host: store, port: { number: 80 } } }]
    - match: [{ uri: { prefix: /a } }, { uri: { prefix: /b } }]
      timeout: 3s
      route: [{ destination: { host: api, port: { number: 80 } } }]
    - route: [{ destination: { host: store, port: { number: 80 } } }]
  tcp:
    - route: [{ destination: { host: api, port: { number: 80 } } }]
`;
const GATEWAY = { ...CLIENT, namespace: "edge", name: "edge-1" };

// Gateways have rules by hosts: of these the ones that lead to the service, once for all hosts and matches.
it("gives of a gateway's rules those that send or copy to the service", () => {
  expect(inForce(EDGE, GATEWAY)).toBe(`port 80 
shop http[1]: http[1].match[0]
  to store.b.svc.cluster.local 1 by shop http[1].route[0]
  timeout 0 by istio
  retries 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes by istio
  mirror 100 to api.b.svc.cluster.local by shop http[1].mirror
shop http[2]: http[2].match[0], http[2].match[1]
  to api.b.svc.cluster.local 1 by shop http[2].route[0]
  timeout 3000 by shop http[2].timeout
  retries 2 on connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes by istio
shop tcp[0]: 
  to api.b.svc.cluster.local 1 by shop tcp[0].route[0]`);
});

it("gives nothing of a gateway that does not lead to the service", () => {
  const [pod = ""] = EDGE.split("---");
  expect(inForce(pod, GATEWAY)).toBe("");
});

const ALL_AND_MINE = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: all, namespace: a }
spec:
  host: api.b.svc.cluster.local
  trafficPolicy: { loadBalancer: { simple: RANDOM }, connectionPool: { tcp: { maxConnections: 9 } } }
  subsets:
    - { name: v1, labels: { app: api }, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: ROUND_ROBIN } }] } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: mine, namespace: a }
spec:
  host: api.b.svc.cluster.local
  exportTo: ["."]
  workloadSelector: { matchLabels: { app: client } }
  trafficPolicy: { tls: { mode: DISABLE } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: b }
spec:
  hosts: [api]
  http: [{ route: [{ destination: { host: api, subset: v1 } }] }]
---
${podManifest({ namespace: "a", app: "other", ip: "10.1.0.9", more: sidecarOf("other") })}`;

// Of two clients in one namespace a rule with a selector is for one alone, in place of the one for all.
it.each([
  ["client-1", ["missing-subset mine "]],
  [
    "other-1",
    [
      "destination-rule all subsets[0] all ",
      "usable all subsets[0]",
      "round-robin all subsets[0].trafficPolicy.portLevelSettings[0].loadBalancer.simple",
    ],
  ],
])("says what holds at a destination as the answer for a request of %s does", (name, expected) => {
  const mesh = smallMesh(ALL_AND_MINE);
  const from = { ...CLIENT, name };
  const service = mesh.index.find("Service", CLIENT.cluster, "b", "api");
  const [rule] = service
    ? rulesInForce(mesh, from, calledService(service, mesh.settings)).flatMap((p) => p.rules)
    : [];
  const hops = rule?.destinations.flatMap((d) => d.hops) ?? [];
  const decided = hops.filter(({ by }) => by.length > 0);
  const lines = decided.map(({ code, by }) => [code, ...by.map((one) => place(one))].join(" "));
  expect(lines).toEqual(expected);
  const answer = traceRequest(mesh, plainRequest(from, "api.b"));
  expect(answer.hops.filter((hop) => hops.some(({ at }) => at === hop.at))).toEqual(hops);
});
