import { describe, expect, it } from "vitest";
import { diffJson } from "@/lib/mesh/manifest/diff-json";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { fieldLines, untouched, wholeLines } from "./field-lines";

const to = (subset: string, weight: number) => ({
  destination: { host: "reviews", subset },
  weight,
});
const virtualService = (http: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  metadata: { name: "reviews" },
  spec: { hosts: ["reviews"], http, ...more },
});
const split = virtualService([
  { name: "jason", timeout: "1s" },
  { route: [to("v1", 90), to("v3", 10)] },
]);

const shown = (before: JsonObject, after: JsonObject) =>
  fieldLines(before, diffJson(before, after)).map(({ sign, path, was, to: now }) =>
    [sign, path, was ?? "", "→", now ?? ""].join(" "),
  );

describe("changes by meaning", () => {
  it.each<readonly [string, JsonObject, readonly string[]]>([
    [
      "weights, by subset",
      virtualService([{ name: "jason", timeout: "1s" }, { route: [to("v1", 50), to("v3", 50)] }]),
      ["~ http[1].route[v1].weight 90 → 50", "~ http[1].route[v3].weight 10 → 50"],
    ],
    [
      "a rule by its name, a destination that comes by its own",
      virtualService([
        { name: "jason", timeout: "2s" },
        { route: [to("v1", 80), to("v3", 10), to("v2", 10)] },
      ]),
      [
        "~ http[jason].timeout 1s → 2s",
        "~ http[1].route[v1].weight 90 → 80",
        "+ http[1].route[v2]  → destination.host=reviews, destination.subset=v2, weight=10",
      ],
    ],
    [
      "a field that goes, one that comes, a label with a slash",
      {
        metadata: { name: "reviews", labels: { "app.io/x": "1" } },
        spec: {
          hosts: ["reviews"],
          http: [{ name: "jason" }, { route: [to("v1", 90), to("v3", 10)] }],
          gateways: [],
        },
      },
      ["+ metadata.labels  → app.io/x=1", "− http[jason].timeout 1s → ", "+ gateways  → []"],
    ],
  ])("%s", (_, after, expected) => {
    expect([...shown(split, after)].sort()).toEqual([...expected].sort());
  });

  it("says what is not touched", () => {
    const after = virtualService([{ name: "jason", timeout: "2s" }]);
    expect(untouched(split, diffJson(split, after))).toEqual(["hosts"]);
  });

  it("of a whole object says its parts, cut where they are long", () => {
    const object = { spec: { host: "reviews", subsets: [to("v1", 1), to("v2", 2), to("v3", 3)] } };
    expect(wholeLines(object, "+").map(({ path, to: now }) => `${path}: ${now}`)).toEqual([
      "host: reviews",
      "subsets: destination.host=reviews, destination.subset=v1, weight=1, …",
    ]);
  });
});
