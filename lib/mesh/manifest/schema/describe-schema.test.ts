import { describe, expect, it } from "vitest";
import type { ConfigKind } from "../../model/kinds";
import type { JsonPath } from "../json";
import { loadBundledSchema } from "./bundled-schemas";
import { describeSchema } from "./describe-schema";
import { readSchema } from "./read-schema";

async function at(kind: ConfigKind, path: JsonPath) {
  const schema = (await loadBundledSchema(kind))?.ofVersion("v1");
  return schema ? describeSchema(schema, path) : null;
}

const VS = "VirtualService.networking.istio.io";

/** `host*: string` for a field that must be there, values after `=`. */
async function keysAt(kind: ConfigKind, path: JsonPath) {
  return (await at(kind, path))?.keys.map(
    (k) =>
      `${k.key}${k.required ? "*" : ""}: ${k.type}${k.enum.length > 0 ? ` = ${k.enum.join("|")}` : ""}`,
  );
}

describe("what may stand at a place", () => {
  it("lists the fields of an object", async () => {
    expect(await keysAt(VS, [])).toEqual([
      "apiVersion: string",
      "kind: string",
      "metadata: object",
      "spec: object",
      "status: any",
    ]);
    expect(await keysAt(VS, ["spec", "http", 0, "route", 1, "destination"])).toEqual([
      "host*: string",
      "port: object",
      "subset: string",
    ]);
    expect(await keysAt("HTTPRoute.gateway.networking.k8s.io", ["spec", "parentRefs", 0])).toEqual([
      "group: string",
      "kind: string",
      "name*: string",
      "namespace: string",
      "port: integer",
      "sectionName: string",
    ]);
  });

  it("goes into maps whose keys are the author's own", async () => {
    const headers = ["spec", "http", 0, "match", 0, "headers"];
    expect(await at(VS, headers)).toMatchObject({ freeKeys: true, keys: [] });
    expect((await at(VS, [...headers, "end-user"]))?.exclusive).toEqual([
      ["exact", "prefix", "regex"],
    ]);
  });

  it("says values, defaults, bounds and rules", async () => {
    const dr = "DestinationRule.networking.istio.io";
    const simple = ["spec", "trafficPolicy", "loadBalancer", "simple"];
    expect((await at(dr, simple))?.enum).toContain("LEAST_REQUEST");
    expect(await at(VS, ["spec", "http", 0, "timeout"])).toMatchObject({
      type: "string",
      rules: ["must be a valid duration greater than 1ms"],
    });
    const weight = ["spec", "rules", 0, "backendRefs", 0, "weight"];
    expect(await at("HTTPRoute.gateway.networking.k8s.io", weight)).toMatchObject({
      type: "integer",
      default: 1,
      bounds: { minimum: 0, maximum: 1_000_000 },
    });
  });

  it("has nothing where the schema has nothing", async () => {
    expect(await at(VS, ["spec", "https"])).toBeNull();
    expect(await at(VS, ["spec", 0])).toBeNull();
  });

  it("keeps the words that a cluster serves", () => {
    const schema = readSchema({
      type: "object",
      properties: { host: { type: "string", description: "Where to." } },
    });
    expect(describeSchema(schema, ["host"])?.description).toBe("Where to.");
    expect(describeSchema(schema, [])?.keys[0]?.description).toBe("Where to.");
  });
});
