import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { findingPlaces } from "./object-places";

const TEXT = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
spec:
  hosts: [web]
  http:
  - route:
    - destination:
        host: gone
`;

const at = (...path: JsonPath): Finding => ({
  code: "X",
  severity: "error",
  ref: { cluster: "c", kind: "VirtualService.networking.istio.io", namespace: "a", name: "web" },
  path,
  facts: {},
  fix: null,
});

describe("the places of findings in a text", () => {
  it.each([
    [[], 1],
    [["spec", "hosts", 0], 6],
    [["spec", "http", 0, "route", 0, "destination", "host"], 10],
    // What the text does not have stands at the nearest place above it.
    [["spec", "http", 0, "route", 0, "destination", "subset"], 9],
    [["status"], 1],
  ] as const)("%j is on line %i", (path, line) => {
    expect(findingPlaces(TEXT, [at(...path)]).map((p) => p.line)).toEqual([line]);
  });

  it("come in the order of the lines", () => {
    const places = findingPlaces(TEXT, [at("spec", "http"), at("spec", "hosts")]);
    expect(places.map((p) => p.line)).toEqual([6, 7]);
    expect(findingPlaces("", [at("spec")]).map((p) => p.line)).toEqual([1]);
  });
});
