import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

  it("gives the value back, whatever it holds", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.string({
        unit: fc.constantFrom(..."ab:- \n\t\r[]{},#&*!|>'\"%@`?~.0=<\ud800\u2028"),
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
});
