import { describe, expect, it } from "vitest";
import type { JsonPath } from "../../manifest/json";
import type { Raw } from "../../model/raw/value";
import { fieldManagers, managersAt } from "./field-managers";
import { gatewaySpec, managedBy, object, RECORDED } from "./testing/objects";

const at = (raw: Raw, path: JsonPath): readonly string[] =>
  managersAt(raw, path).map((m) => m.manager);

const kubectl = ["kubectl-client-side-apply"];

describe("who manages a place", () => {
  const service = object({ managedFields: RECORDED.clientApply });
  const gateway = object({ spec: gatewaySpec, managedFields: RECORDED.gateway });

  it.each<[string, Raw, JsonPath, readonly string[]]>([
    ["a field", service, ["spec", "hosts"], kubectl],
    [
      "a value deep in a list that is owned whole",
      service,
      ["spec", "http", 0, "route", 3],
      kubectl,
    ],
    ["an item that is not there yet, of such a list", service, ["spec", "http", 7], kubectl],
    ["what holds the field", service, ["spec"], kubectl],
    ["the object", service, [], kubectl],
    ["a field of nobody", service, ["spec", "gateways"], []],
    ["a field whose name begins alike", service, ["spec", "host"], []],
    ["an item by its key", gateway, ["spec", "listeners", 1], kubectl],
    ["a field of such an item", gateway, ["spec", "listeners", 0, "port"], kubectl],
    ["a field that such an item has not", gateway, ["spec", "listeners", 1, "hostname"], []],
    ["an item of another key", gateway, ["spec", "listeners", 2], []],
    [
      "an annotation with dots and a slash",
      gateway,
      ["metadata", "annotations", "gateway.istio.io/controller-version"],
      ["istio.io/gateway-controller"],
    ],
    ["an annotation of nobody", gateway, ["metadata", "annotations", "x"], []],
  ])("%s", (_, raw, path, expected) => {
    expect(at(raw, path)).toEqual(expected);
  });

  it("knows items of a set by value, and items of a list by index", () => {
    const fields = { "f:a": { 'v:"x"': {}, "v:2": {} }, "f:b": { "i:1": {} } };
    const raw = object({
      spec: { a: ["w", "x", 2], b: [1, 2] },
      managedFields: [managedBy("m", "Apply", { "f:spec": fields })],
    });
    const owned = (list: string, i: number) => at(raw, ["spec", list, i]).length === 1;
    expect([owned("a", 0), owned("a", 1), owned("a", 2)]).toEqual([false, true, true]);
    expect([owned("b", 0), owned("b", 1)]).toEqual([false, true]);
  });
});

describe("what is no entry", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no list", "x"],
    ["no manager", [{ operation: "Apply", fieldsV1: {} }]],
    ["an unknown operation", [{ manager: "m", operation: "Delete", fieldsV1: {} }]],
    ["no object", [null, 3, "x"]],
  ])("%s", (_, managedFields) => {
    expect(fieldManagers({ metadata: { managedFields } })).toEqual([]);
  });

  it("an entry with keys that are no JSON owns what it names otherwise", () => {
    const fields = { "f:spec": { "f:a": { "k:{broken": {} }, "f:b": {} } };
    const raw = object({
      spec: { a: [{}], b: 1 },
      managedFields: [managedBy("m", "Apply", fields)],
    });
    expect(at(raw, ["spec", "b"])).toEqual(["m"]);
    expect(at(raw, ["spec", "a", 0])).toEqual([]);
  });
});
