import { describe, expect, it } from "vitest";
import { config, deployment, service } from "../../graph/testing/objects";
import { indexOf } from "../../graph/testing/recorded-mesh";
import type { RawObject } from "../../model/inventory";
import type { SplitChoice, SplitObstacle } from "./split";
import { splitChoices, splitTable } from "./split";
import { reviewsOf, rules, shop, split, subsets, to } from "./testing/shop";

const httpRoute = (name: string, spec: Record<string, unknown>): RawObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "shop", creationTimestamp: "2026-01-01T00:00:00Z" },
  spec,
});

const versionService = (version: string): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `reviews-${version}`, namespace: "shop" },
  spec: { selector: { app: "reviews", version }, ports: [{ name: "http", port: 8080 }] },
});

const describeChoice = (choice: SplitChoice): string =>
  choice.type === "create"
    ? `create ${choice.api}`
    : `${choice.site.ref.name} ${choice.site.path} for ${choice.site.entries.join()}${choice.site.obstacle ? `, ${choice.site.obstacle}` : ""}`;

/** Why a choice cannot be split. */
function refused(objects: readonly RawObject[]): SplitObstacle {
  const index = indexOf([...shop, ...objects]);
  const [choice] = splitChoices(index, reviewsOf(index));
  if (!choice) throw new Error("no choice");
  const table = splitTable(index, reviewsOf(index), choice);
  if (table.ok) throw new Error("it can be split");
  return table.error;
}

describe("splitChoices", () => {
  const choices = (...objects: readonly RawObject[]) => {
    const index = indexOf([...shop, ...objects]);
    return splitChoices(index, reviewsOf(index)).map(describeChoice);
  };

  it("lists the rules of a host one by one, joined into none", () => {
    const jason = {
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      route: [to("v2", 100)],
    };
    expect(
      choices(rules(jason, { route: [to("v1", 90), to("v2", 10)] }), subsets("v1", "v2")),
    ).toEqual(["reviews http[0] for mesh", "reviews http[1] for mesh"]);
  });

  it("says which rule has no weights, and why", () => {
    expect(choices(rules({ redirect: { authority: "reviews.example" } }))).toEqual([
      "reviews http[0] for mesh, redirect",
    ]);
  });

  it("offers an object to make beside a gateway's rule, which sidecars do not follow", () => {
    const entry = config("VirtualService", "shop/entry", {
      hosts: ["shop.example"],
      gateways: ["shop/front"],
      http: [{ route: [{ destination: { host: "reviews" } }] }],
    });
    expect(choices(entry)).toEqual([
      "entry http[0] for shop/front",
      "create virtual-service",
      "create http-route",
    ]);
  });

  it("offers first what the mesh uses", () => {
    const parent = { group: "", kind: "Service", name: "web", port: 8080 };
    const route = httpRoute("web", { parentRefs: [parent], rules: [] });
    expect(choices(route)).toEqual(["create http-route", "create virtual-service"]);
  });
});

describe("splitTable", () => {
  it.each([
    ["one version alone", [service("shop/reviews", "web")], { code: "one-version", version: "v1" }],
    ["no workload", [service("shop/reviews", "nobody")], { code: "no-workload" }],
  ])("refuses %s", (_, objects, error) => {
    expect(refused(objects)).toEqual(error);
  });

  it("refuses versions that no label tells apart", () => {
    const same = [
      ...deployment("shop/ratings-v1", { version: "v1" }),
      ...deployment("shop/ratings-v2", { version: "v1" }),
    ];
    expect(refused([...same, service("shop/reviews", "ratings")])).toEqual({
      code: "no-version-label",
      workloads: ["ratings-v1", "ratings-v2"],
    });
  });
});

describe("writeSplit on an HTTPRoute", () => {
  const parent = { group: "", kind: "Service", name: "reviews", port: 8080 };

  it("divides among the services of the versions", () => {
    const backend = (name: string, weight?: number) => ({
      name,
      port: 8080,
      ...(weight !== undefined && { weight }),
    });
    const route = httpRoute("reviews", {
      parentRefs: [parent],
      rules: [{ backendRefs: [backend("reviews")] }],
    });
    const { values } = split([route, versionService("v1"), versionService("v2")], {
      v1: 70,
      v2: 30,
    });
    expect(values[0]).toMatchObject({
      spec: { rules: [{ backendRefs: [backend("reviews-v1", 70), backend("reviews-v2", 30)] }] },
    });
  });

  it.each([
    ["one backend takes all", [1], [100, null]],
    ["one backend takes nothing", [0], [0, null]],
    ["none takes anything", [0, 0], [0, 0]],
    ["what has no weight counts as 1", [undefined, 3], [25, 75]],
  ])("%s", (_, weights, expected) => {
    const backendRefs = weights.map((weight, i) => ({
      name: `reviews-v${i + 1}`,
      port: 8080,
      ...(weight !== undefined && { weight }),
    }));
    const route = httpRoute("reviews", { parentRefs: [parent], rules: [{ backendRefs }] });
    const { table } = split([route, versionService("v1"), versionService("v2")], {});
    expect(table.rows.map((r) => r.set)).toEqual(expected);
  });

  it("says which version has no service of its own", () => {
    const route = httpRoute("reviews", {
      parentRefs: [parent],
      rules: [{ backendRefs: [{ name: "reviews", port: 8080 }] }],
    });
    expect(refused([route, versionService("v1")])).toEqual({
      code: "no-version-service",
      versions: ["v2"],
    });
  });
});
