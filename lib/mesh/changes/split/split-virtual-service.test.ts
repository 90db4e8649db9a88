import { describe, expect, it } from "vitest";
import { config } from "../../graph/testing/objects";
import { configuredShares } from "../../routing/shares";
import { reviewsOf, rules, split, subsets, to } from "./testing/shop";

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

  it.each([
    ["no match", {}, false],
    ["a match of the request", { match: [{ headers: { "end-user": { exact: "jason" } } }] }, true],
    ["a match of the sender alone", { match: [{ sourceLabels: { app: "productpage" } }] }, true],
  ])("says of a first rule with %s whether it takes a part", (_, match, ofPart) => {
    const rule = rules({ ...match, route: [to("v1", 90), to("v2", 10)] });
    const { edit } = split([rule, subsets("v1", "v2")], { v1: 50, v2: 50 });
    expect(edit.intent.ofPart).toBe(ofPart);
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

  it("does not make shares of weights that send nothing anywhere", () => {
    const { table } = split(
      [rules({ route: [to("v1", 0), to("v2", 0)] }), subsets("v1", "v2")],
      {},
    );
    expect(table.rows.map((r) => [r.label, r.set])).toEqual([
      ["v1", 0],
      ["v2", 0],
    ]);
    expect(Object.values(table.start)).toEqual([0, 0]);
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
