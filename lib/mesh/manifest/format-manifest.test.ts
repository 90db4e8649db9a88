import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { formatManifest } from "./format-manifest";
import type { JsonObject } from "./json";
import { parseManifests } from "./parse-manifests";
import { jsonObject } from "./testing/json-arbitraries";

const identity = { apiVersion: "x.io/v1", kind: "Thing", metadata: { name: "a" } };

describe("formatManifest", () => {
  // source: what `kubectl label --local -o yaml` 1.32 prints for this object, apart from the order of keys.
  it("prints as kubectl does", () => {
    const spec = {
      hosts: ["reviews", "*", "a: b", "on", "8080", "", "it's", "2001-01-01", "-a", "a #b", "x'y"],
      http: [{ route: [[1, [true, null]], { weight: 1.5 }], match: [], headers: {} }],
      text: "l1\nl2\n",
      end: "l1\nl2",
    };
    expect(formatManifest({ spec, status: {}, extra: 1, ...identity })).toBe(`apiVersion: x.io/v1
kind: Thing
metadata:
  name: a
spec:
  hosts:
  - reviews
  - '*'
  - 'a: b'
  - "on"
  - "8080"
  - ""
  - it's
  - "2001-01-01"
  - -a
  - 'a #b'
  - x'y
  http:
  - route:
    - - 1
      - - true
        - null
    - weight: 1.5
    match: []
    headers: {}
  text: |
    l1
    l2
  end: |-
    l1
    l2
extra: 1
status: {}
`);
  });

  it("writes out what would turn the direction of text", () => {
    const text = formatManifest({ ...identity, spec: { a: "x\u202ey", "\u2066k": ["عربى"] } });
    expect(text).toContain('  a: "x\\u202ey"\n  "\\u2066k":\n');
    expect(text).toContain("عربى");
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  it("gives the value back, whatever it holds", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.string({
        unit: fc.constantFrom(..."ab:- \n\t\r[]{},#&*!|>'\"%@`?~.0=<\ud800\u2028\u202e\u2066"),
        maxLength: 8,
      }),
      fc.constantFrom("0x1F", "1_0", "010", "1e5", ".inf", "~", "y", "<<", "---", "12:30:45"),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const object = fc.record({
      text: fc.dictionary(text, fc.oneof(text, number)),
      list: fc.array(text),
      any: jsonObject,
    });
    fc.assert(
      fc.property(object, (spec) => {
        const value: JsonObject = { ...identity, spec };
        const [document, ...others] = parseManifests(formatManifest(value)).documents;
        expect(others).toEqual([]);
        expect(document?.problems).toEqual([]);
        expect(JSON.stringify(document?.value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  // The Kubernetes tools read YAML 1.1, editors mostly 1.2.
  // source: https://pkg.go.dev/sigs.k8s.io/yaml
  it("means the same to readers of YAML 1.1 and of YAML 1.2, whatever the strings look like", () => {
    const tricky = fc.constantFrom(
      ...["on", "yes", "0777", "1e3", "~", "a: b", "- x", "1_000", "12:30", ".", "e3", "-._", "<<"],
    );
    const json = fc.dictionary(fc.oneof(fc.string(), tricky), fc.oneof(tricky, fc.jsonValue()));
    fc.assert(
      fc.property(json, (manifest) => {
        const plain: JsonObject = JSON.parse(JSON.stringify(manifest));
        const text = formatManifest(plain);
        expect(parse(text, { version: "1.1", merge: false })).toEqual(plain);
        expect(parse(text, { version: "1.2" })).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });
});
