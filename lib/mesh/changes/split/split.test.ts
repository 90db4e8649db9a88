import { describe, expect, it } from "vitest";
import { config, deployment, namespace, service } from "../../graph/testing/objects";
import { indexOf } from "../../graph/testing/recorded-mesh";
import { applyChange } from "../../manifest/field-change";
import type { JsonObject } from "../../manifest/json";
import type { RawObject } from "../../model/inventory";
import type { MeshIndex } from "../../model/mesh-index";
import { overlayIndex } from "../../model/overlay-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import { configuredShares } from "../../routing/shares";
import { baseOf } from "../base";
import type { ObjectEdit } from "../edit";
import {
  type SplitChoice,
  type SplitObstacle,
  splitChoices,
  splitTable,
  writeSplit,
} from "./split";
import type { Weights } from "./weights";

const shop: readonly RawObject[] = [
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...deployment("shop/web"),
  ...deployment("shop/reviews-v1"),
  ...deployment("shop/reviews-v2"),
];

const rules = (...http: readonly Record<string, unknown>[]) =>
  config("VirtualService", "shop/reviews", { hosts: ["reviews"], http });
const subsets = (...names: readonly string[]) =>
  config("DestinationRule", "shop/reviews", {
    host: "reviews",
    subsets: names.map((name) => ({ name, labels: { version: name } })),
  });
const to = (subset: string, weight: number) => ({
  destination: { host: "reviews", subset },
  weight,
});

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

const reviewsOf = (index: MeshIndex) => {
  const found = index.find("Service", "lab", "shop", "reviews");
  if (!found) throw new Error("no reviews");
  return found;
};

const describeChoice = (choice: SplitChoice): string =>
  choice.type === "create"
    ? `create ${choice.api}`
    : `${choice.site.ref.name} ${choice.site.path} for ${choice.site.entries.join()}${choice.site.obstacle ? `, ${choice.site.obstacle}` : ""}`;

/** The object after an edit, and the index with it. */
function applied(index: MeshIndex, edits: readonly ObjectEdit[]) {
  const values = edits.map((edit) => {
    if (edit.type !== "patch") return edit.type === "create" ? edit.value : null;
    const { cluster, kind, namespace: ns, name } = edit.ref;
    const resource = index.find(kind, cluster, ns, name);
    let value: JsonObject = resource ? baseOf(resource).value : {};
    for (const change of edit.changes) {
      const next = applyChange(value, change);
      if (!next.ok) throw new Error(next.error.code);
      value = next.value;
    }
    return value;
  });
  const { snapshot } = indexOf(values.flatMap((v) => (v ? [v] : [])));
  const resources = [...snapshot.resources.values()].filter(
    (r): r is ConfigResource => "spec" in r,
  );
  const after = overlayIndex(index, new Map(resources.map((r) => [refKey(refOf(r)), r])));
  return { values, after };
}

/** Why a choice cannot be split. */
function refused(objects: readonly RawObject[]): SplitObstacle {
  const index = indexOf([...shop, ...objects]);
  const [choice] = splitChoices(index, reviewsOf(index));
  if (!choice) throw new Error("no choice");
  const table = splitTable(index, reviewsOf(index), choice);
  if (table.ok) throw new Error("it can be split");
  return table.error;
}

/** Splits the first choice: the edit, what it writes, and the mesh with it. */
function split(objects: readonly RawObject[], byLabel: Weights) {
  const index = indexOf([...shop, ...objects]);
  const reviews = reviewsOf(index);
  const [choice] = splitChoices(index, reviews);
  if (!choice) throw new Error("no such choice");
  const table = splitTable(index, reviews, choice);
  if (!table.ok) throw new Error(table.error.code);
  const weights = Object.fromEntries(
    table.value.rows.map((row) => [row.key, byLabel[row.label] ?? 0]),
  );
  const edit = writeSplit(index, reviews, choice, table.value, weights);
  return { index, table: table.value, edit, ...applied(index, edit.objects) };
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

describe("writeSplit on a VirtualService", () => {
  it("changes weights alone, and keeps what the split does not name", () => {
    const objects = [
      rules({ name: "main", timeout: "2s", route: [to("v1", 90), to("v2", 10)] }),
      subsets("v1", "v2"),
    ];
    const { edit, values } = split(objects, { v1: 50, v2: 50 });
    expect(edit.objects).toMatchObject([
      {
        type: "patch",
        changes: [
          { op: "set", path: ["spec", "http", 0, "route", 0, "weight"], was: 90, to: 50 },
          { op: "set", path: ["spec", "http", 0, "route", 1, "weight"], was: 10, to: 50 },
        ],
      },
    ]);
    expect(values[0]).toMatchObject({ spec: { http: [{ name: "main", timeout: "2s" }] } });
  });

  it("reads weights as they act, whatever they sum to", () => {
    const { table } = split(
      [rules({ route: [to("v1", 9), to("v2", 1)] }), subsets("v1", "v2")],
      {},
    );
    expect(table.rows.map((r) => [r.label, r.set])).toEqual([
      ["v1", 90],
      ["v2", 10],
    ]);
  });

  it("adds a running version that the rule does not name, with its subset", () => {
    const objects = [rules({ route: [to("v1", 100)] }), subsets("v1")];
    const { values, edit } = split(objects, { v1: 75, v2: 25 });
    expect(edit.objects.map((o) => `${o.type} ${o.ref.kind.split(".")[0]}`)).toEqual([
      "patch DestinationRule",
      "patch VirtualService",
    ]);
    expect(values).toMatchObject([
      { spec: { subsets: [{ name: "v1" }, { name: "v2", labels: { version: "v2" } }] } },
      { spec: { http: [{ route: [to("v1", 75), to("v2", 25)] }] } },
    ]);
  });

  it("puts versions in the place of a destination that is the whole service, with its port and headers", () => {
    const headers = { request: { set: { x: "1" } } };
    const whole = { destination: { host: "reviews", port: { number: 8080 } }, headers };
    const { table, values } = split([rules({ route: [whole] })], { v1: 60, v2: 40 });
    expect(table.start).toEqual({
      "reviews.shop.svc.cluster.local v1": 50,
      "reviews.shop.svc.cluster.local v2": 50,
    });
    const entry = (subset: string, weight: number) => ({
      destination: { host: "reviews", port: { number: 8080 }, subset },
      headers,
      weight,
    });
    expect(values[1]).toMatchObject({
      spec: { http: [{ route: [entry("v1", 60), entry("v2", 40)] }] },
    });
    expect(values[0]).toMatchObject({ kind: "DestinationRule", spec: { host: "reviews" } });
  });

  it("makes both objects where nothing routes the service yet", () => {
    const { values, after, index } = split([], { v1: 90, v2: 10 });
    expect(values).toEqual([
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: { name: "reviews", namespace: "shop" },
        spec: {
          host: "reviews",
          subsets: [
            { name: "v1", labels: { version: "v1" } },
            { name: "v2", labels: { version: "v2" } },
          ],
        },
      },
      {
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "reviews", namespace: "shop" },
        spec: { hosts: ["reviews"], http: [{ route: [to("v1", 90), to("v2", 10)] }] },
      },
    ]);
    // The engine that reads routes finds the shares that were drawn.
    const caller = index.find("Workload", "lab", "shop", "web");
    if (!caller) throw new Error("no caller");
    const shares = configuredShares(after, caller, reviewsOf(after), 8080);
    expect(shares.map((s) => [s.workload.meta.name, s.share])).toEqual([
      ["reviews-v1", 0.9],
      ["reviews-v2", 0.1],
    ]);
  });

  it("keeps the traffic policy of a wildcard rule that the new one displaces", () => {
    const tls = { tls: { mode: "ISTIO_MUTUAL" } };
    const wild = config("DestinationRule", "shop/all", {
      host: "*.shop.svc.cluster.local",
      trafficPolicy: tls,
    });
    const { values } = split([wild], { v1: 90, v2: 10 });
    expect(values[0]).toMatchObject({
      metadata: { name: "reviews" },
      spec: { trafficPolicy: tls },
    });
  });

  it("takes a name that is free", () => {
    const other = config("VirtualService", "shop/reviews", { hosts: ["other.example"], http: [] });
    const { values } = split([other], { v1: 90, v2: 10 });
    expect(values[1]).toMatchObject({
      kind: "VirtualService",
      metadata: { name: "reviews-versions" },
    });
  });

  it("uses a subset of another name that selects the version", () => {
    const blue = config("DestinationRule", "shop/reviews", {
      host: "reviews",
      subsets: [
        { name: "blue", labels: { version: "v1" } },
        { name: "green", labels: { version: "v2" } },
      ],
    });
    const { edit, values } = split([blue], { v1: 90, v2: 10 });
    expect(edit.objects).toHaveLength(1);
    expect(values[0]).toMatchObject({
      spec: { http: [{ route: [to("blue", 90), to("green", 10)] }] },
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
