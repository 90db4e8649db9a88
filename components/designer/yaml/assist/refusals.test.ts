import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@/lib/mesh/manifest/json";
import { pathText } from "@/lib/mesh/manifest/path-text";
import { objectSchema } from "@/lib/mesh/manifest/schema/validate-object";
import { bundledSchemaOf, type KindSchema } from "./kind-schema";
import { refusalsOf } from "./refusals";

const objectWith = (spec: JsonObject): JsonObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "shop" },
  spec: { hosts: ["reviews"], ...spec },
});

const routeOf = (weight: Json): JsonObject => ({
  http: [{ route: [{ destination: { host: "reviews" }, weight }] }],
});

/** A definition that has grown a field, as a cluster of a newer Istio serves it. */
const GROWN: KindSchema = {
  from: "cluster",
  schema: objectSchema({
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          hosts: { type: "array", items: { type: "string" } },
          tier: { type: "string", enum: ["gold", "silver"] },
        },
      },
    },
  }),
};

const said = (schema: KindSchema | null, value: JsonObject) =>
  refusalsOf(schema, value).map(({ path, part }) => `${pathText(path)} ${part}`);

describe("what an object cannot be written for", () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ["nothing", routeOf(90), []],
    ["a value of another type", routeOf("abc"), ["spec.http[0].route[0].weight value"]],
    ["a field that there is none of", { tier: "gold" }, ["spec.tier key"]],
    ["a number that istiod cannot read", routeOf(2 ** 31), ["spec.http[0].route[0].weight value"]],
  ])("%s", async (_, spec, expected) => {
    const schema = await bundledSchemaOf("VirtualService.networking.istio.io", "v1");
    expect(said(schema, objectWith(spec))).toEqual(expected);
  });

  it("is what the cluster's schema says, where that knows more", () => {
    expect(said(GROWN, objectWith({ tier: "gold" }))).toEqual([]);
    expect(said(GROWN, objectWith({ tier: "tin" }))).toEqual(["spec.tier value"]);
  });

  it("is not known without a schema", () => {
    expect(said(null, objectWith({ tier: "tin" }))).toEqual([]);
  });
});
