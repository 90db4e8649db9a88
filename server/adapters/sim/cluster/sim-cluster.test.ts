import { describe, expect, it } from "vitest";
import type { MeshResource } from "@/lib/mesh/model/resource";
import { describeClusterContract } from "@/server/ports/cluster.contract";
import { describeWriteContract } from "@/server/ports/writes.contract";
import { trafficSchema } from "../mesh/traffic-schema";
import { createSim } from "../sim";
import { demoSim, steppedClock } from "../testing/sims";
import type { Validate } from "../writes/write";
import { at, objectName } from "./api-object";

describe("sim cluster", () => {
  describeClusterContract(async (initial) => {
    const mesh = { objects: initial, traffic: trafficSchema.parse({ seed: 1, calls: [] }) };
    const sim = createSim({ mesh, cluster: "test", clock: steppedClock() });
    return {
      port: sim.cluster,
      change: async (object) => sim.control.put(object),
      remove: async (object) => sim.control.remove(objectName(object)),
      close: async () => {},
    };
  });
});

/** Enough of a schema for the contract: what a VirtualService has. */
const KNOWN = ["hosts", "gateways", "http", "tls", "tcp", "exportTo"];
const validate: Validate = (object) =>
  Object.keys(at(object, "spec"))
    .filter((key) => !KNOWN.includes(key))
    .map((key) => ({ field: `spec.${key}`, message: "field not declared in schema" }));

describe("writes to the sim", () => {
  describeWriteContract(async () => {
    const metadata = { name: "shop" };
    const objects = [{ apiVersion: "v1", kind: "Namespace", metadata }];
    const mesh = { objects, traffic: trafficSchema.parse({ seed: 1, calls: [] }) };
    const sim = createSim({ mesh, cluster: "test", clock: steppedClock(), writes: { validate } });
    return {
      port: sim.cluster,
      namespace: "shop",
      writeAs: async (manager, operation, object) =>
        operation === "Apply"
          ? sim.control.apply(object, manager)
          : sim.control.put(object, manager),
      remove: async (object) => sim.control.remove(objectName(object)),
      close: async () => {},
    };
  });
});

const workloadLine = (r: MeshResource): string[] =>
  r.kind === "Workload"
    ? [
        `${r.meta.namespace}/${r.meta.name} ${r.workloadKind} ${r.replicas.ready}/${r.replicas.desired ?? "-"} ${r.proxy} ${r.canonicalService}:${r.canonicalRevision} ${r.pods.find((p) => p.reason)?.reason ?? ""}`.trim(),
      ]
    : [];

describe("the demo mesh", () => {
  it("has these workloads", async () => {
    const { sim } = await demoSim();
    const lines = [...sim.world.snapshot().resources.values()].flatMap(workloadLine).sort();
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "bookinfo/details-v1 Deployment 1/1 sidecar details:v1
      bookinfo/mongodb-v1 Deployment 1/1 sidecar mongodb:v1
      bookinfo/productpage-v1 Deployment 2/2 sidecar productpage:v1
      bookinfo/ratings-v1 Deployment 1/1 sidecar ratings:v1
      bookinfo/ratings-v2 Deployment 1/1 sidecar ratings:v2
      bookinfo/reviews-v1 Deployment 2/2 sidecar reviews:v1
      bookinfo/reviews-v2 Deployment 1/1 sidecar reviews:v2
      bookinfo/reviews-v3 Deployment 1/1 sidecar reviews:v3
      boutique/adservice Deployment 1/1 sidecar adservice:v1
      boutique/cartservice Deployment 1/1 sidecar cartservice:v1
      boutique/checkoutservice Deployment 1/1 sidecar checkoutservice:v1
      boutique/currencyservice Deployment 2/2 sidecar currencyservice:v1
      boutique/emailservice Deployment 0/1 sidecar emailservice:v1 CrashLoopBackOff
      boutique/frontend Deployment 2/2 sidecar frontend:v1
      boutique/loadgenerator Deployment 1/1 sidecar loadgenerator:v1
      boutique/paymentservice Deployment 1/1 sidecar paymentservice:v1
      boutique/productcatalogservice Deployment 2/2 sidecar productcatalogservice:v1
      boutique/recommendationservice Deployment 1/1 sidecar recommendationservice:v1
      boutique/recommendationservice-v2 Deployment 1/1 sidecar recommendationservice:v2
      boutique/redis-cart Deployment 1/1 sidecar redis-cart:v1
      boutique/shippingservice Deployment 1/2 sidecar shippingservice:v1
      boutique/shoppingassistantservice Deployment 1/1 sidecar shoppingassistantservice:v1
      fulfilment/dispatcher Deployment 1/1 sidecar dispatcher:v1
      fulfilment/orders-v1 Deployment 1/1 sidecar orders:v1
      istio-system/istio-ingressgateway Deployment 2/2 gateway istio-ingressgateway:latest
      istio-system/istiod Deployment 1/1 none istiod:latest
      legacy/report-nightly CronJob 1/- none report-nightly:latest"
    `);
  });

  it("gives services their endpoints, with the pods that are not ready as such", async () => {
    const { sim } = await demoSim();
    const slices = [...sim.world.snapshot().resources.values()].flatMap((r) =>
      r.kind === "EndpointSlice" && r.meta.namespace === "boutique" ? [r] : [],
    );
    const endpoints = (service: string) =>
      slices
        .filter((s) => s.service === service)
        .flatMap((s) => s.endpoints.map((e) => e.ready))
        .sort();
    expect(endpoints("frontend")).toEqual([true, true]);
    expect(endpoints("shippingservice")).toEqual([false, true]);
    expect(endpoints("emailservice")).toEqual([false]);
    expect(slices.find((s) => s.service === "emailservice")?.ports).toEqual([
      { name: "grpc", port: 8080 },
    ]);
  });

  it("has the same objects in every run", async () => {
    const [one, two] = [await demoSim(), await demoSim()];
    expect([...one.sim.world.snapshot().resources]).toEqual([
      ...two.sim.world.snapshot().resources,
    ]);
  });

  it("says when the timeline made an object, and who", async () => {
    const { sim } = await demoSim();
    const policy = sim.world.find({
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      namespace: "boutique",
      name: "payment-callers",
    });
    expect(policy?.["metadata"]).toMatchObject({ creationTimestamp: "2026-03-02T16:02:00Z" });
    const reviews = sim.world.find({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      namespace: "bookinfo",
      name: "reviews",
    });
    expect(reviews?.["metadata"]).toMatchObject({
      managedFields: [
        { manager: "kubectl-client-side-apply" },
        { manager: "ops1", time: "2026-03-02T16:38:00Z" },
      ],
    });
  });

  it("raises the generation when the spec changes, and only then", async () => {
    const { sim, clock } = await demoSim();
    const name = { apiVersion: "v1", kind: "Service", namespace: "bookinfo", name: "details" };
    const before = sim.world.find(name);
    if (!before) throw new Error("details is missing");
    clock.step(5000);
    sim.control.put({
      ...before,
      spec: { ...(before["spec"] as object), sessionAffinity: "ClientIP" },
    });
    expect(sim.world.find(name)?.["metadata"]).toMatchObject({ generation: 2 });
  });

  it("lets the connected user read everything but secrets, and write configuration alone", async () => {
    const { sim } = await demoSim();
    const ask = (verb: string, resource: string) => ({ verb, group: "", resource, namespace: "" });
    const answer = await sim.cluster.can(
      [
        ask("list", "services"),
        ask("patch", "services"),
        ask("get", "secrets"),
        { ...ask("patch", "virtualservices"), group: "networking.istio.io" },
      ],
      new AbortController().signal,
    );
    expect(answer).toEqual({ ok: true, value: [true, false, false, true] });
  });
});
