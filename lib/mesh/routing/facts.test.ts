import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meshOf, parseCases } from "../../../tools/oracle/mesh-case";
import { indexSnapshot, type MeshIndex } from "../model/mesh-index";
import type { ConfigResource } from "../model/resource";
import { advance, emptySnapshot } from "../model/snapshot";
import { authorize } from "../policy/authorize";
import { mtlsOutcome } from "../policy/mtls";
import { appliedTo } from "./applied/applied-objects";
import { resolveHost } from "./hosts";
import { configuredShares } from "./shares";
import { missingSubsets } from "./subsets";
import { routesFor } from "./virtual-services";

const WORLD = `
workloads:
  a/client: { app: client }
  a/ambient: { app: ambient }
  b/reviews-v1: { app: reviews, version: v1 }
  b/reviews-v2: { app: reviews, version: v2 }
  b/reviews-v3: { app: reviews, version: v3 }
  edge/gateway: { istio: ingressgateway }
services:
  b/reviews: { app: reviews, ports: "http:80:8080" }
cases:
  - name: world
    requests: []
    objects: |
`;

const indent = (text: string): string => text.replaceAll(/^/gm, "      ");

function mesh(objects: string): MeshIndex {
  const [found] = parseCases(WORLD + indent(objects));
  if (!found) throw new Error("no case");
  return meshOf(found);
}

function ends(index: MeshIndex, from = "a/client") {
  const [namespace = "", name = ""] = from.split("/");
  const caller = index.find("Workload", "c", namespace, name);
  const service = index.find("Service", "c", "b", "reviews");
  if (!caller || !service) throw new Error("no such world");
  return { caller, service };
}

const SUBSETS = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: b, creationTimestamp: "2024-01-01T00:00:00Z" }
spec:
  host: reviews
  subsets:
  - { name: v1, labels: { version: v1 } }
  - { name: v2, labels: { version: v2 } }
  - { name: both, labels: { app: reviews } }
---`;

const route = (http: string, more = "") => `${SUBSETS}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: b, creationTimestamp: "2024-01-01T00:00:00Z" }
spec:
  hosts: [reviews]
${more}  http:
${http}`;

const CANARY = `  - route:
    - { destination: { host: reviews, subset: v1 }, weight: 90 }
    - { destination: { host: reviews, subset: v2 }, weight: 10 }`;
const TESTERS = `  - match: [{ headers: { end-user: { exact: jason } } }]
    route: [{ destination: { host: reviews, subset: v2 } }]
`;

function shares(index: MeshIndex, from?: string): string[] {
  const { caller, service } = ends(index, from);
  return configuredShares(index, caller, service, 80).map(
    (s) => `${s.workload.meta.name} ${s.share} ${s.applies} ${s.by.name} ${s.path}`,
  );
}

describe("configuredShares", () => {
  it("gives each workload what the only rule sends it", () => {
    expect(shares(mesh(route(CANARY)))).toEqual([
      "reviews-v1 0.9 all reviews http[0].route[0].weight",
      "reviews-v2 0.1 all reviews http[0].route[1].weight",
      "reviews-v3 0 all reviews http[0]",
    ]);
  });

  it("claims no share of all requests behind a rule for some", () => {
    const found = shares(mesh(route(TESTERS + CANARY)));
    expect(found.slice(3)).toEqual([
      "reviews-v1 0.9 rest reviews http[1].route[0].weight",
      "reviews-v2 0.1 rest reviews http[1].route[1].weight",
      "reviews-v3 0 rest reviews http[1]",
    ]);
    expect(found.slice(0, 3).every((s) => s.includes(" matching "))).toBe(true);
  });

  it("leaves the choice among several workloads to load balancing", () => {
    const one = "  - route: [{ destination: { host: reviews } }]";
    expect(shares(mesh(route(one))).map((s) => s.split(" ")[1])).toEqual(["null", "null", "null"]);
  });

  it("is silent without a route, and where it cannot be sure", () => {
    expect(shares(mesh(""))).toEqual([]);
    const delegated = "  - delegate: { name: other, namespace: b }";
    expect(shares(mesh(route(delegated)))).toEqual([]);
  });

  it("follows the rules of a gateway that lead to the service", () => {
    const gateway = `
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: edge }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]`;
    const found = shares(mesh(route(CANARY, "  gateways: [edge/gw]\n") + gateway), "edge/gateway");
    expect(found.slice(0, 2)).toEqual([
      "reviews-v1 0.9 all reviews http[0].route[0].weight",
      "reviews-v2 0.1 all reviews http[0].route[1].weight",
    ]);
  });
});

describe("missingSubsets", () => {
  it("names the destination whose subset is not there", () => {
    const index = mesh(route("  - route: [{ destination: { host: reviews, subset: v9 } }]"));
    const { caller } = ends(index);
    const found = missingSubsets(index, caller, routesFor(index, caller, "reviews.b", 80).routes);
    expect(found.map((m) => `${m.host} ${m.subset} ${m.path}`)).toEqual([
      "reviews v9 http[0].route[0]",
    ]);
  });
});

describe("resolveHost", () => {
  // source: the Host header stands in destination_service when there is no cluster (istio/proxy, seen with Envoy 1.38)
  it.each([
    ["reviews:80", "b", "service reviews.b.svc.cluster.local 80"],
    ["reviews", "a", "none reviews null"],
    ["reviews.b", "a", "service reviews.b.svc.cluster.local null"],
    ["Reviews.b.svc.cluster.local.", "a", "service reviews.b.svc.cluster.local null"],
    ["10.96.0.1:80", "a", "service reviews.b.svc.cluster.local 80"],
    ["", "a", "none  null"],
  ])("%s from %s is %s", (host, from, expected) => {
    const found = resolveHost(mesh(""), "c", host, from);
    expect(`${found.type} ${found.hostname} ${found.port}`).toBe(expected);
  });
});

describe("appliedTo", () => {
  const POLICIES = `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict, namespace: b }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: only-web, namespace: b }
spec: { selector: { matchLabels: { app: reviews } } }`;

  it("lists what stands between a caller and a workload", () => {
    const index = mesh(route(CANARY) + POLICIES);
    const workload = index.find("Workload", "c", "b", "reviews-v1");
    const target = { type: "edge", ...ends(index), workload } as const;
    const found = appliedTo(index, target).map((o) => `${o.role} ${o.ref.name} ${o.path}`);
    expect(found).toEqual([
      "split reviews http[0].route",
      "subsets reviews subsets[0]",
      "subsets reviews subsets[1]",
      "subsets reviews subsets[2]",
      "mtls strict mtls.mode",
      "authorization only-web selector",
    ]);
  });

  const SELECTING = `
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: mine, namespace: a }
spec:
  host: reviews.b.svc.cluster.local
  workloadSelector: { matchLabels: { app: client } }
  trafficPolicy:
    loadBalancer: { simple: RANDOM }
    portLevelSettings:
    - { port: { number: 80 }, connectionPool: { tcp: { maxConnections: 9 } } }
    - { port: { number: 81 }, connectionPool: { tcp: { maxConnections: 1 } } }`;

  // Source: istio/istio `pilot/pkg/networking/util/util.go` MergeSubsetTrafficPolicy: the entry of a port stands for the whole policy.
  it("names of a DestinationRule the places that act, for whom they act", () => {
    const index = mesh(route("") + SELECTING);
    const { caller, service } = ends(index);
    const mine = (target: Parameters<typeof appliedTo>[1]) =>
      appliedTo(index, target)
        .filter((o) => o.ref.name === "mine")
        .map((o) => `${o.role} ${o.path}`);
    const port = "traffic-policy trafficPolicy.portLevelSettings[0].connectionPool";
    expect(mine({ type: "edge", caller, service, workload: null })).toEqual([port]);
    expect(mine({ type: "service", service })).toEqual([port]);
    const other = { ...caller, podLabels: {} };
    expect(mine({ type: "edge", caller: other, service, workload: null })).toEqual([]);
  });

  it("says so when it cannot tell whether an object acts", () => {
    const index = mesh(POLICIES);
    const found = index.find("Workload", "c", "b", "reviews-v1");
    if (!found) throw new Error("no workload");
    const workload = { ...found, proxy: "ambient" as const };
    const policy = appliedTo(index, { type: "workload", workload }).find(
      (o) => o.role === "authorization",
    );
    expect(policy?.certain).toBe(false);
  });
});

describe("nonsense", () => {
  const KINDS = [
    "VirtualService.networking.istio.io",
    "DestinationRule.networking.istio.io",
    "Gateway.networking.istio.io",
    "ServiceEntry.networking.istio.io",
    "Sidecar.networking.istio.io",
    "EnvoyFilter.networking.istio.io",
    "AuthorizationPolicy.security.istio.io",
    "PeerAuthentication.security.istio.io",
    "HTTPRoute.gateway.networking.k8s.io",
  ] as const;
  const KEYS =
    "hosts host http match route destination weight subsets rules from to source spec gateways exportTo servers port selector mtls mode trafficPolicy tls egress parentRefs backendRefs".split(
      " ",
    );

  it("never throws, whatever a spec holds", () => {
    const { tie } = fc.letrec((self) => ({
      tie: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("reviews", "*", "", "mesh", null, 7, -1, true, "STRICT", Number.NaN),
        fc.array(self("tie"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...KEYS), self("tie"), { maxKeys: 4 }),
      ),
    }));
    const spec = fc.dictionary(fc.constantFrom(...KEYS), tie, { maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...KINDS), spec), { maxLength: 4 }), (all) => {
        const index = withObjects(all);
        const { caller, service } = ends(index);
        for (const workload of index.all("Workload")) {
          configuredShares(index, workload, service, 80);
          authorize(index, workload, { source: { principal: null }, port: 80, protocol: "http" });
          mtlsOutcome(index, { caller, service, port: 80, workload, subset: null });
          appliedTo(index, { type: "edge", caller: workload, service, workload });
        }
        appliedTo(index, { type: "service", service });
      }),
      { numRuns: 150 },
    );
  });

  function withObjects(all: readonly (readonly [ConfigResource["kind"], object])[]): MeshIndex {
    const base = mesh("").snapshot;
    const events = all.map(([kind, spec], i) => ({
      type: "put" as const,
      resource: {
        kind,
        meta: { ...metaOf(i), namespace: i % 2 === 0 ? "b" : "a" },
        apiVersion: "v1",
        generation: null,
        spec: { ...spec },
        status: null,
        managers: [],
      },
    }));
    return indexSnapshot(advance({ ...emptySnapshot, resources: base.resources }, events));
  }

  const metaOf = (i: number) => ({
    cluster: "c",
    name: `o${i}`,
    uid: "",
    resourceVersion: "",
    createdAt: null,
    labels: {},
    annotations: {},
  });
});
