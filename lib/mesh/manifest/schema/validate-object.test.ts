import { describe, expect, it } from "vitest";
import { CONFIG_KINDS } from "../../model/kinds";
import type { JsonObject } from "../json";
import { bundledKinds, loadBundledSchema } from "./bundled-schemas";
import { ruleOf } from "./cel/compile-rule";
import type { SchemaNode } from "./schema";
import { objectSchema, validateObject } from "./validate-object";

const ROUTE = { destination: { host: "reviews", subset: "v1" }, weight: 50 };
const split: JsonObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "bookinfo" },
  spec: {
    hosts: ["reviews"],
    http: Array.from({ length: 10 }, (_, i) => ({
      match: [{ uri: { prefix: `/p${i}` }, headers: { "end-user": { exact: "jason" } } }],
      timeout: "5s",
      retries: { attempts: 3, perTryTimeout: "2s" },
      route: [ROUTE, ROUTE],
    })),
  },
};

async function virtualServices(): Promise<SchemaNode> {
  const schema = (await loadBundledSchema("VirtualService.networking.istio.io"))?.ofVersion("v1");
  if (!schema) throw new Error("no schema");
  return schema;
}

describe("the bundled schemas", () => {
  it("say where they are from, and have the first version that Heddle writes", async () => {
    for (const id of bundledKinds) {
      const bundle = await loadBundledSchema(id);
      const versions = CONFIG_KINDS.find((k) => k.id === id)?.versions ?? [];
      expect(bundle?.source, id).toMatch(/^(istio\/istio|kubernetes-sigs\/gateway-api) v?\d/);
      expect(
        versions.some((v) => bundle?.ofVersion(v) != null),
        id,
      ).toBe(true);
    }
    expect(bundledKinds.length).toBeGreaterThan(25);
  });

  it("hold no rule that cannot be evaluated here", async () => {
    const left: string[] = [];
    for (const id of bundledKinds) {
      const bundle = await loadBundledSchema(id);
      const schema = bundle?.ofVersion("v1") ?? bundle?.ofVersion("v1alpha1") ?? null;
      for (const rule of schema === null ? [] : rulesOf(schema)) {
        if (ruleOf(rule) === null) left.push(rule.rule);
      }
    }
    expect(left.filter((rule) => !rule.includes("oldSelf"))).toEqual([]);
  });
});

function rulesOf(node: SchemaNode): readonly SchemaNode["rules"][number][] {
  const parts = [...node.properties.values(), node.additional, node.items];
  return [...node.rules, ...parts.flatMap((part) => (part === null ? [] : rulesOf(part)))];
}

describe("validateObject", () => {
  it("points at the value that is wrong", async () => {
    const schema = await virtualServices();
    const wrong = { ...split, spec: { hosts: ["a"], http: [{ timeout: "5", route: [ROUTE] }] } };
    expect(validateObject(schema, wrong)).toMatchObject([
      { path: ["spec", "http", 0, "timeout"], field: "spec.http[0].timeout", check: "rule" },
    ]);
  });

  it("does not look at status, which authors do not write", async () => {
    const schema = await virtualServices();
    expect(validateObject(schema, { ...split, status: { anything: [1] } })).toEqual([]);
  });

  it("leaves rules alone that call what it does not know, and those about a change", () => {
    const schema = objectSchema({
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: { size: { type: "string" } },
          "x-kubernetes-validations": [
            { rule: "quantity(self.size).isLessThan(quantity('1Gi'))" },
            { rule: "self == oldSelf" },
          ],
        },
      },
    });
    expect(validateObject(schema, { metadata: { name: "a" }, spec: { size: "2Gi" } })).toEqual([]);
  });

  it("makes the message of a rule from the value", () => {
    const schema = objectSchema({
      properties: {
        spec: {
          type: "integer",
          "x-kubernetes-validations": [
            { rule: "self < 3", messageExpression: "'at most 2, not ' + string(self)" },
            { rule: "self != 5" },
          ],
        },
      },
    });
    expect(
      validateObject(schema, { metadata: { name: "a" }, spec: 5 }).map((p) => p.message),
    ).toEqual(["Invalid value: 5: at most 2, not 5", "Invalid value: 5: failed rule: self != 5"]);
  });

  it("is taken aback by nothing", async () => {
    const schema = await virtualServices();
    for (const spec of [null, 1, "x", [], [[]], { hosts: { a: 1 } }, { http: [null, 1, [{}]] }]) {
      expect(() => validateObject(schema, { ...split, spec })).not.toThrow();
    }
    const odd = JSON.parse('{"metadata":{"name":"a"},"spec":{"__proto__":{"a":1}}}');
    expect(validateObject(schema, odd)[0]?.message).toContain('unknown field "spec.__proto__');
  });

  it("takes less than 2 ms for a VirtualService of ten rules", async () => {
    const schema = await virtualServices();
    // Of the processor's time: others may be at work on the machine.
    const times = Array.from({ length: 40 }, () => {
      const start = process.cpuUsage();
      for (let i = 0; i < 5; i++) validateObject(schema, split);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000 / 5;
    }).sort((a, b) => a - b);
    expect(times[10]).toBeLessThan(2);
  });
});
