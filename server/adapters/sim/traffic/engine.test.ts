import { describe, expect, it } from "vitest";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import { generateMesh } from "../mesh/generate-mesh";
import { parseManifests } from "../mesh/load-mesh";
import {
  demoSim,
  edgeText,
  rateOf,
  requestText,
  samples,
  simFrom,
  simOf,
  type TestSim,
} from "../testing/sims";

const workload = (name: string, version: string, extra = ""): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}-${version}, namespace: shop, labels: {app: ${name}}}
spec:
  replicas: 1
  selector: {matchLabels: {app: ${name}, version: ${version}}}
  template:
    metadata: {labels: {app: ${name}, version: ${version}}}
    spec: {serviceAccountName: ${name}, containers: [{name: app, image: "a:1"}]}
${extra}---
`;
const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 8080}]}
---
`;
const SHOP = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
${workload("web", "v1")}${workload("cart", "v1")}${workload("cart", "v2")}${service("cart")}${workload("stock", "v1")}${service("stock")}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
`;
const TRAFFIC = `
seed: 3
calls:
- {from: shop/web-v1, host: cart, port: 8080, path: /cart, rps: 200, headers: [{share: 0.1, set: {end-user: jason}}]}
- {from: shop/cart-v1, host: stock, port: 8080, calls: 1}
- {from: shop/cart-v2, host: stock, port: 8080, calls: 2.5}
`;

const route = (http: string): RawObject =>
  parsed(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec: {hosts: [cart], http: ${http}}
`);

function parsed(yaml: string): RawObject {
  const objects = parseManifests("x.yaml", yaml);
  const [object] = objects.ok ? objects.value : [];
  if (!object) throw new Error(yaml);
  return object;
}

/** Puts an object and lets a minute pass. */
async function minuteAfter(test: TestSim, ...objects: readonly RawObject[]) {
  for (const object of objects) test.sim.control.put(object);
  test.clock.step(60_000);
  return samples(test);
}

const shop = () => simFrom(SHOP, TRAFFIC);
const weights = (v1: number, v2: number) =>
  route(
    `[{route: [{destination: {host: cart, subset: v1}, weight: ${v1}}, {destination: {host: cart, subset: v2}, weight: ${v2}}]}]`,
  );

describe("routes", () => {
  it.each([
    [100, 0],
    [90, 10],
    [25, 75],
  ])("weights %d/%d share the traffic out so, from the moment they are written", async (v1, v2) => {
    const test = shop();
    const { requests } = await minuteAfter(test, weights(v1, v2));
    const total = rateOf(requests, { sourceWorkload: "web-v1" });
    const ratio = (version: string) =>
      rateOf(requests, { destinationWorkload: `cart-${version}` }) / total;
    expect(ratio("v1")).toBeCloseTo(v1 / 100, 1);
    expect(ratio("v2")).toBeCloseTo(v2 / 100, 1);
    expect(ratio("v1") + ratio("v2")).toBeCloseTo(1, 9);
  });

  it("leave the past as it was", async () => {
    const test = shop();
    const before = JSON.stringify(await samples(test));
    const then = test.clock.now();
    await minuteAfter(test, weights(0, 100));
    expect(JSON.stringify(await samples(test, 60, then))).toBe(before);
  });

  it("send requests with a header elsewhere", async () => {
    const jason = route(
      "[{match: [{headers: {end-user: {exact: jason}}}], route: [{destination: {host: cart, subset: v2}}]}, {route: [{destination: {host: cart, subset: v1}}]}]",
    );
    const { requests } = await minuteAfter(shop(), jason);
    const total = rateOf(requests, { sourceWorkload: "web-v1" });
    expect(rateOf(requests, { destinationWorkload: "cart-v2" }) / total).toBeCloseTo(0.1, 1);
  });

  it("inject faults, which the source alone reports", async () => {
    const fault = route(
      "[{fault: {abort: {httpStatus: 555, percentage: {value: 20}}, delay: {fixedDelay: 2s, percentage: {value: 50}}}, route: [{destination: {host: cart, subset: v1}}]}]",
    );
    const { requests, security, latency } = await minuteAfter(shop(), fault);
    const total = rateOf(requests, { sourceWorkload: "web-v1" });
    const flagged = (flags: string) =>
      rateOf(requests, { sourceWorkload: "web-v1", flags }) / total;
    expect(flagged("FI")).toBeCloseTo(0.1, 1);
    expect(flagged("DI,FI")).toBeCloseTo(0.1, 1);
    expect(flagged("DI")).toBeCloseTo(0.4, 1);
    expect(rateOf(requests, { sourceWorkload: "web-v1", code: "555" }) / total).toBeCloseTo(0.2, 1);
    const arrived = security
      ?.filter((s) => s.sourceWorkload === "web-v1")
      .reduce((sum, s) => sum + s.rate, 0);
    expect((arrived ?? 0) / total).toBeCloseTo(0.8, 1);
    const slow = latency?.find((l) => l.destinationWorkload === "cart-v1");
    const below1s = slow?.counts[slow.bounds.indexOf(1000)] ?? 0;
    expect(below1s / (slow?.count ?? 1)).toBeCloseTo(0.5, 1);
  });

  it("mirror requests, which the destination alone reports", async () => {
    const mirror = route(
      "[{route: [{destination: {host: cart, subset: v1}}], mirror: {host: cart, subset: v2}, mirrorPercentage: {value: 30}}]",
    );
    const { requests, security } = await minuteAfter(shop(), mirror);
    const total = rateOf(requests, { sourceWorkload: "web-v1" });
    expect(rateOf(requests, { destinationWorkload: "cart-v2" })).toBe(0);
    const copies = security?.find((s) => s.destinationWorkload === "cart-v2");
    expect((copies?.rate ?? 0) / total).toBeCloseTo(0.3, 1);
  });

  it("end with 404 NR where none takes the request", async () => {
    const other = route(
      "[{match: [{uri: {prefix: /other}}], route: [{destination: {host: cart}}]}]",
    );
    const { requests } = await minuteAfter(shop(), other);
    const rows = (requests ?? []).filter((r) => r.sourceWorkload === "web-v1");
    expect(rows.map((r) => `${r.code} ${r.flags} ${r.destinationService}`)).toEqual([
      "404 NR cart:8080",
    ]);
  });
});

describe("policies", () => {
  const strict = parsed(
    "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default, namespace: bookinfo}\nspec: {mtls: {mode: STRICT}}",
  );

  it("STRICT leaves nothing of a client without a proxy, and all else as it is", async () => {
    const test = await demoSim();
    const before = await samples(test);
    expect(before.unproxied?.length).toBeGreaterThan(0);
    const now = await minuteAfter(test, strict);
    expect(now.unproxied).toEqual([]);
    expect(
      rateOf(now.requests, { destinationWorkload: "details-v1", code: "200" }),
    ).toBeGreaterThan(20);
  });

  it("a sidecar that is told to speak plain TCP is unknown to the server, and one caller all the same", async () => {
    const test = await demoSim();
    const disable = parsed(
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: plain-mongo, namespace: bookinfo}\nspec: {host: mongodb, trafficPolicy: {tls: {mode: DISABLE}}}",
    );
    const now = await minuteAfter(test, disable);
    const rows = (now.tcp ?? []).filter((t) => t.destinationWorkload.startsWith("mongodb"));
    expect(rows.map((t) => `${t.reporter} ${t.sourceWorkload} ${t.policy}`).sort()).toEqual([
      "destination unknown none",
      "source ratings-v2 unknown",
    ]);
    const edges = [...foldSamples(now, null, 1).edges.values()];
    const callers = edges.filter((e) => e.labels.destinationWorkload.startsWith("mongodb"));
    expect(callers.map((e) => `${e.labels.sourceWorkload} ${e.security}`)).toEqual([
      "ratings-v2 null",
    ]);
  });

  it("a policy on a port means the container's own, also where the service names it", async () => {
    const named = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
${workload("web", "v1")}
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1, namespace: shop, labels: {app: cart}}
spec:
  replicas: 1
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: app, image: "a:1", ports: [{name: admin, containerPort: 15}, {name: api, containerPort: 9090}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 8080, targetPort: api}]}
`;
    const calls = "seed: 3\ncalls:\n- {from: shop/web-v1, host: cart, port: 8080, rps: 50}\n";
    const codes = async (port: number) => {
      const deny = parsed(
        `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: no, namespace: shop}\nspec: {selector: {matchLabels: {app: cart}}, action: DENY, rules: [{to: [{operation: {ports: ["${port}"]}}]}]}`,
      );
      const { requests } = await minuteAfter(simFrom(named, calls), deny);
      return requests?.map((r) => r.code);
    };
    expect(await codes(9090)).toEqual(["403"]);
    expect(await codes(8080)).toEqual(["200"]);
    expect(await codes(15)).toEqual(["200"]);
  });

  it("a DENY that is put refuses from then on, and its removal lets in again", async () => {
    const test = shop();
    const deny = parsed(
      "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: no, namespace: shop}\nspec: {selector: {matchLabels: {app: cart}}, action: DENY, rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]}",
    );
    const denied = await minuteAfter(test, deny);
    expect((denied.requests ?? []).map((r) => r.code)).toEqual(["403", "403"]);
    test.sim.control.remove({
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      namespace: "shop",
      name: "no",
    });
    test.clock.step(60_000);
    expect(rateOf((await samples(test)).requests, { code: "403" })).toBe(0);
  });
});

describe("conservation", () => {
  it("what enters a workload leaves it, times its calls", async () => {
    const { requests } = await minuteAfter(shop(), weights(50, 50));
    for (const [version, calls] of [
      ["v1", 1],
      ["v2", 2.5],
    ] as const) {
      const entered = rateOf(requests, { destinationWorkload: `cart-${version}` });
      const left = rateOf(requests, { sourceWorkload: `cart-${version}` });
      expect(left / entered).toBeCloseTo(calls, 1);
    }
    expect(rateOf(requests, { destinationWorkload: "cart-v1" })).toBe(
      rateOf(requests, { sourceWorkload: "cart-v1" }),
    );
  });

  it("both ends of an edge with proxies count the same requests", async () => {
    const { requests, security } = await samples(await demoSim(), 300);
    const at = (rows: readonly { rate: number }[]) => rows.reduce((sum, r) => sum + r.rate, 0);
    for (const edge of new Set(
      (security ?? []).filter((s) => s.policy === "mutual_tls").map(edgeText),
    )) {
      const bySource = at((requests ?? []).filter((r) => edgeText(r) === edge));
      const byDestination = at((security ?? []).filter((r) => edgeText(r) === edge));
      expect(byDestination, edge).toBeCloseTo(bySource, 9);
    }
  });

  it("a circle of calls is cut, not followed for ever", () => {
    const circle = `${TRAFFIC}- {from: shop/stock-v1, host: cart, port: 8080, calls: 1}\n`;
    const { sim, clock } = simFrom(SHOP, circle);
    const { plan } = sim.engine.at(Math.floor(clock.now() / 1000) - 1);
    expect(plan.cut.length).toBeGreaterThan(0);
  });
});

describe("generated meshes", () => {
  it("are the same for the same arguments, of the size asked for, with traffic on every service", async () => {
    const size = { namespaces: 5, servicesPer: 10, versionsPer: 2, seed: 4 };
    expect(generateMesh(size)).toEqual(generateMesh(size));
    const test = simOf(generateMesh(size));
    const resources = [...test.sim.world.snapshot().resources.values()];
    expect(resources.filter((r) => r.kind === "Workload")).toHaveLength(101);
    const { requests } = await samples(test, 300);
    expect(new Set((requests ?? []).map((r) => r.destinationService)).size).toBe(50);
    expect((requests ?? []).filter((r) => r.flags !== "-").map(requestText)).toEqual([]);
  });
});
