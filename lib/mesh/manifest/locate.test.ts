import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueAt } from "./field-change";
import type { JsonPath } from "./json";
import { type PathPart, pathAt, spanOf } from "./locate";
import type { TextSpan } from "./manifest";
import { parseManifests } from "./parse-manifests";
import { pathsOf, yamlDocument } from "./testing/yaml-arbitraries";

const text = `# file
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, labels: {}}
spec:
  hosts: [reviews, *]
  http:
  - name: a
    route:
    - destination: &d
        host: reviews
      weight:
  - route:
    - destination: *d
`;

const slice = (span: TextSpan | null) =>
  span === null ? null : text.slice(span.from.offset, span.to.offset);

describe("spanOf", () => {
  const file = parseManifests(text);
  it.each<[JsonPath, PathPart, string | null]>([
    [["kind"], "value", "VirtualService"],
    [["kind"], "key", "kind"],
    [["kind"], "entry", "kind: VirtualService"],
    [["metadata", "name"], "entry", "name: reviews"],
    [["metadata", "labels"], "value", "{}"],
    [["spec", "http", 0, "name"], "entry", "name: a"],
    [["spec", "http", 0], "key", "-"],
    [["spec", "http", 0, "route", 0, "weight"], "value", null],
    [["spec", "http", 0, "route", 0, "weight"], "entry", "weight:"],
    [["spec", "http", 1, "route", 0, "destination"], "value", "*d"],
    [["spec", "http", 1, "route", 0, "destination", "host"], "value", "reviews"],
    [["spec", "http", 2], "value", null],
    [["spec", "nothing"], "key", null],
    [["kind", "nothing"], "value", null],
    [["metadata", "labels", "x"], "entry", null],
    [[], "key", null],
  ])("%j %s is %j", (path, part, expected) => {
    expect(slice(spanOf(file, 0, path, part))).toBe(expected);
  });

  it("counts lines and columns from 1", () => {
    expect(spanOf(file, 0, ["spec", "http", 0, "name"], "value")).toEqual({
      from: { offset: 147, line: 8, column: 11 },
      to: { offset: 148, line: 8, column: 12 },
    });
  });

  it("finds merged values where they are written", () => {
    const merged = parseManifests("a: &a {x: 1}\nb:\n  <<: *a\n");
    expect(spanOf(merged, 0, ["b", "x"], "entry")?.from.column).toBe(8);
  });

  it("knows nothing of other documents, nor of none", () => {
    expect(spanOf(file, 1, [], "value")).toBeNull();
    expect(spanOf(parseManifests("---\n"), 0, [], "value")).toBeNull();
  });
});

describe("pathAt", () => {
  // `|` is the place.
  it.each<[string, JsonPath, PathPart]>([
    ["kin|d: x", ["kind"], "key"],
    ["kind|: x", ["kind"], "key"],
    ["kind:| x", ["kind"], "value"],
    ["kind: x|", ["kind"], "value"],
    ["kind: |", ["kind"], "value"],
    ["kind: x # no|te", ["kind"], "value"],
    ["kind: x\n|", [], "entry"],
    ["---\n|", [], "entry"],
    ["spec:\n  |", ["spec"], "entry"],
    ["spec:\n  |\nkind: x", ["spec"], "entry"],
    ["spec:\n|", [], "entry"],
    ["spec:\n  a: 1\n  |", ["spec"], "entry"],
    ["spec:\n  a: 1\n|", [], "entry"],
    ["spec:\n  a: 1\n  |\n  b: 2", ["spec"], "entry"],
    ["spec:\n  # note |\n  a: 1", ["spec"], "entry"],
    ["spec:\n  a:\n  - b: 1\n    |", ["spec", "a", 0], "entry"],
    // A key of `spec`, although an item of `a` could stand here too.
    ["spec:\n  a:\n  - b: 1\n  |", ["spec"], "entry"],
    ["spec:\n  a:\n    - b: 1\n    |", ["spec", "a"], "entry"],
    ["spec:\n  a:\n  - |", ["spec", "a", 0], "value"],
    ["spec:\n  a:\n  |- b", ["spec", "a", 0], "key"],
    ["spec:\n  a:\n  - b|", ["spec", "a", 0], "value"],
    ["spec:\n  a: 1\n  we|", ["spec", "we"], "key"],
    ["a: {b: 1, c|: 2}", ["a", "c"], "key"],
    ["a: {b: |}", ["a", "b"], "value"],
    ["a: {b: 1, |}", ["a"], "entry"],
    ["a: {|}", ["a"], "entry"],
    ["a: [1, 2|]", ["a", 1], "value"],
    ["a: [1, 2] |", ["a"], "value"],
    ["a: [1, {b: 2|", ["a", 1, "b"], "value"],
    ['a: "x|', ["a"], "value"],
    ["a: |\nb: c: d", ["a"], "value"],
  ])("%j", (marked, path, part) => {
    const file = parseManifests(marked.replace("|", ""));
    expect(pathAt(file, marked.indexOf("|"))).toEqual({ document: 0, path, part });
  });

  it("finds the document", () => {
    const file = parseManifests("# none\n---\na: 1\n---\nb: 2\n");
    expect(pathAt(file, 3)).toBeNull();
    expect(pathAt(file, 12)).toEqual({ document: 0, path: ["a"], part: "key" });
    expect(pathAt(file, 21)).toEqual({ document: 1, path: ["b"], part: "key" });
  });

  it("finds what spanOf found: every key, and every scalar", () => {
    const unaliased = yamlDocument.filter(({ text: written }) => !written.includes("*n"));
    fc.assert(
      fc.property(unaliased, ({ text: written, value }) => {
        const file = parseManifests(written);
        const paths = pathsOf(value).filter((path) => path.length > 0);
        const at = (path: JsonPath, part: PathPart) => {
          const span = spanOf(file, 0, path, part);
          return span && pathAt(file, span.from.offset);
        };
        const keys = paths.filter((path) => spanOf(file, 0, path, "key") !== null);
        const scalars = paths.filter(
          (path) =>
            typeof (valueAt(value, path) ?? {}) !== "object" && spanOf(file, 0, path, "value"),
        );
        expect(keys.map((path) => at(path, "key"))).toEqual(
          keys.map((path) => ({ document: 0, path, part: "key" })),
        );
        expect(scalars.map((path) => at(path, "value"))).toEqual(
          scalars.map((path) => ({ document: 0, path, part: "value" })),
        );
      }),
    );
  });

  it("answers at every place of any text", () => {
    const unit = fc.constantFrom("a", ":", " ", "\n", "- ", "[", "{", ",", "]", "}", "#", '"', "|");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), fc.nat({ max: 40 }), (any, offset) => {
        const at = pathAt(parseManifests(any), offset);
        expect(at === null || at.document >= 0).toBe(true);
      }),
    );
  });
});
