import { describe, expect, it } from "vitest";
import type { JsonPath } from "../../manifest/json";
import type { Raw } from "../../model/raw/value";
import { ownershipOf } from "./ownership";
import { object } from "./testing/objects";
import { context, owned, route } from "./testing/texts";

const rollout = (trafficRouting: Raw): Raw => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Rollout",
  metadata: { name: "reviews-rollout", namespace: "shop" },
  spec: { strategy: { canary: { trafficRouting } } },
});

const canary = (spec: Raw): Raw => ({
  apiVersion: "flagger.app/v1beta1",
  kind: "Canary",
  metadata: { name: "reviews-canary", namespace: "shop" },
  spec,
});

const twoRoutes = object({ spec: { hosts: ["a"], http: [route("primary"), route("other")] } });

describe("objects that a Canary or a Rollout names before it has written to them", () => {
  it.each([
    ["VirtualService", "reviews", "automated"],
    ["HTTPRoute", "reviews", "automated"],
    ["DestinationRule", "reviews-canary", "automated"],
    ["DestinationRule", "reviews-primary", "automated"],
    ["DestinationRule", "reviews", "none"],
    ["VirtualService", "ratings", "none"],
  ])("Flagger: %s %s", (kind, name, expected) => {
    const raw = object({ kind, metadata: { name } });
    const canaries = [canary({ targetRef: { kind: "Deployment", name: "reviews" } })];
    expect(ownershipOf(raw, context({ canaries })).class).toBe(expected);
  });

  it("Flagger: the service's own name comes before the target's", () => {
    const canaries = [canary({ targetRef: { name: "reviews-v1" }, service: { name: "reviews" } })];
    expect(owned(object(), { canaries })).toBe(
      "automated; flagger reviews-canary (named by Canary shop/reviews-canary)",
    );
  });

  it.each<[string, Raw, JsonPath, string]>([
    ["a listed route", { routes: ["primary"] }, ["spec", "http", 0, "route"], "automated"],
    ["all routes at once", { routes: ["primary"] }, ["spec", "http"], "automated"],
    ["another route", { routes: ["primary"] }, ["spec", "http", 1, "route"], "none"],
    [
      "another part of the listed route",
      { routes: ["primary"] },
      ["spec", "http", 0, "timeout"],
      "none",
    ],
    [
      "the name of a listed route",
      { routes: ["primary"] },
      ["spec", "http", 0, "name"],
      "automated",
    ],
    ["no list", {}, ["spec", "http", 0, "route"], "automated"],
    ["no list, another part of the route", {}, ["spec", "http", 0, "timeout"], "none"],
    ["no list, and a route that comes to it", {}, ["spec", "http", 2], "automated"],
    ["a list, and a route that comes to it", { routes: ["primary"] }, ["spec", "http", 2], "none"],
    ["a list of other routes", { routes: ["gone"] }, ["spec", "http", 0, "route"], "none"],
  ])("Argo Rollouts: %s", (_, listed, touched, expected) => {
    const rollouts = [rollout({ istio: { virtualService: { name: "reviews", ...listed } } })];
    expect(ownershipOf(twoRoutes, context({ rollouts, touched: [touched] })).class).toBe(expected);
  });

  it.each<[string, Raw, string]>([
    ["one of several", { virtualServices: [{ name: "x" }, { name: "reviews" }] }, "automated"],
    ["of another namespace by name", { virtualService: { name: "reviews.shop" } }, "automated"],
    ["of another namespace", { virtualService: { name: "reviews.other" } }, "none"],
  ])("Argo Rollouts: a VirtualService, %s", (_, istio, expected) => {
    expect(ownershipOf(object(), context({ rollouts: [rollout({ istio })] })).class).toBe(expected);
  });

  it.each<[string, Raw, Raw, JsonPath, string]>([
    ["TLS alone, no list", { tls: [{}] }, {}, ["spec", "tls", 0, "route"], "automated"],
    ["TCP alone, no list", { tcp: [{}] }, {}, ["spec", "tcp", 0, "route"], "automated"],
    [
      "HTTP beside listed TLS routes",
      { http: [route("")], tls: [{}] },
      { tlsRoutes: [{ port: 443 }] },
      ["spec", "http", 0, "route"],
      "automated",
    ],
    ["no protocol that is steered", { hosts: ["a"] }, {}, ["spec", "hosts"], "none"],
  ])("Argo Rollouts: routes by %s", (_, spec, listed, touched, expected) => {
    const rollouts = [rollout({ istio: { virtualService: { name: "reviews", ...listed } } })];
    const found = ownershipOf(object({ spec }), context({ rollouts, touched: [touched] }));
    expect(found.class).toBe(expected);
    expect(found.owners.map((o) => o.tool)).toEqual(["argo-rollouts"]);
  });

  it("Argo Rollouts: routes that it puts in are its own, whole", () => {
    const rollouts = [
      rollout({
        managedRoutes: [{ name: "other" }],
        istio: { virtualService: { name: "reviews", routes: ["primary"] } },
      }),
    ];
    const touched: readonly JsonPath[] = [["spec", "http", 1, "timeout"]];
    expect(ownershipOf(twoRoutes, context({ rollouts, touched })).class).toBe("automated");
  });

  it("Argo Rollouts: says which of the routes that it lists are not there", () => {
    const listed = { name: "reviews", routes: ["primary", "renamed"] };
    const rollouts = [rollout({ istio: { virtualService: listed } })];
    const [owner] = ownershipOf(twoRoutes, context({ rollouts })).owners;
    expect(owner).toMatchObject({ name: "reviews-rollout", missing: ["renamed"] });
    const whole = [rollout({ istio: { virtualService: { name: "reviews" } } })];
    const [other] = ownershipOf(twoRoutes, context({ rollouts: whole })).owners;
    expect(other).not.toHaveProperty("missing");
  });

  it("Argo Rollouts: a DestinationRule's subsets, and an HTTPRoute's rules", () => {
    const rollouts = [
      rollout({
        istio: { destinationRule: { name: "reviews" } },
        plugins: { "argoproj-labs/gatewayAPI": { httpRoute: "reviews", namespace: "shop" } },
      }),
    ];
    const of = (kind: string, touched: JsonPath) =>
      ownershipOf(object({ kind }), context({ rollouts, touched: [touched] })).class;
    expect(of("DestinationRule", ["spec", "subsets", 0])).toBe("automated");
    expect(of("DestinationRule", ["spec", "trafficPolicy"])).toBe("none");
    expect(of("HTTPRoute", ["spec", "rules", 0])).toBe("automated");
  });

  it("Argo Rollouts: a DestinationRule with a dot in its name", () => {
    const rollouts = [rollout({ istio: { destinationRule: { name: "reviews.v1" } } })];
    const raw = object({ kind: "DestinationRule", metadata: { name: "reviews.v1" } });
    const touched: readonly JsonPath[] = [["spec", "subsets", 0]];
    expect(ownershipOf(raw, context({ rollouts, touched })).class).toBe("automated");
  });
});
