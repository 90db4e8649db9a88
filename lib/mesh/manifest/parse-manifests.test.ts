import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./json";
import type { ManifestProblem } from "./manifest";
import { objectsOf } from "./objects-of";
import { parseManifests } from "./parse-manifests";

const head = "apiVersion: x.io/v1\nkind: Thing\nmetadata:\n  name: a\n";

describe("parseManifests", () => {
  it("reads several documents, each for itself", () => {
    const text = `# licence\n${head}---\n${head}broken: [\n--- # third\n${head}spec: {on: off}\n...\n---\n`;
    const file = parseManifests(text);
    expect(
      file.documents.map(({ value, problems, span }) => [
        value?.["spec"] ?? value !== null,
        problems.length,
        `${span.from.line}:${span.from.column} ${span.to.line}:${span.to.column}`,
      ]),
    ).toEqual([
      [true, 0, "1:1 6:1"],
      [false, 1, "6:4 12:1"],
      [{ true: false }, 0, "12:4 18:1"],
      [false, 0, "19:4 20:1"],
    ]);
  });

  // source: `kubectl label --local -o json` 1.32, unless a comment says otherwise.
  it.each<[string, Json]>([
    ["{}", {}],
    ["!foo 12", "12"],
    ["! 12", "12"],
    ["!!str 12", "12"],
    ['!!int "12"', 12],
    ["!!float 1", 1],
    ["!!bool yes", true],
    ["!!timestamp 2001-01-01", "2001-01-01"],
    ["!!set {a, b}", { a: null, b: null }],
    ["[b: 1, c]", [{ b: 1 }, "c"]],
    ["{<<: {x: 1, z: 2}, x: 3}", { x: 3, z: 2 }],
    ["{x: 3, <<: {x: 1}}", { x: 1 }],
    ["{<<: [{x: 1}, {x: 2, z: 1}]}", { x: 1, z: 1 }],
    ['{"<<": {x: 1}}', { "<<": { x: 1 } }],
    ["&a {b: &b 1, c: *b}", { b: 1, c: 1 }],
    ["{a: &x 1, b: &x 2, c: *x}", { a: 1, b: 2, c: 2 }],
    ["{&k x: *k}", { x: "x" }],
    ["|\n  two\n   lines\n", "two\n lines\n"],
    [">-\n  one\n  line\n\n  two\n", "one line\ntwo"],
    ['"a\\tb\\u263a"', "a\tb☺"],
    ["'it''s'", "it's"],
    ['{"__proto__": {"x": 1}}', JSON.parse('{"__proto__": {"x": 1}}')],
  ])("spec: %j", (yaml, expected) => {
    const [document] = parseManifests(`${head}spec: ${yaml}`).documents;
    expect(document?.problems).toEqual([]);
    expect(document?.value?.["spec"]).toEqual(expected);
  });

  it("reads JSON, a byte order mark, and line ends of Windows", () => {
    const json =
      '\uFEFF{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"n":1e3,\r\n"s":"\\u00e9"}\r\n';
    expect(parseManifests(json).documents[0]).toMatchObject({
      value: { n: 1000, s: "é" },
      identity: { apiVersion: "v1", kind: "A", namespace: null, name: "a" },
    });
    expect(parseManifests(head.replaceAll("\n", "\r\n")).documents[0]?.problems).toEqual([]);
    expect(parseManifests(`\uFEFF---\n${head}`).documents[0]?.problems).toEqual([]);
  });

  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    .concat(
      Array.from("bcdefgh").map((c, i) => {
        const use = `*${"abcdefgh"[i]}`;
        return `${c}: &${c} [${Array(9).fill(use).join(", ")}]`;
      }),
    )
    .join("\n");

  it.each<[ManifestProblem["code"], string, string, string]>([
    ["duplicate-key", "a: 1\na: 2", "a", "2:1"],
    ["duplicate-key", "true: 1\non: 2", "true", "2:1"],
    ["tab-indent", "a:\n\tb: 1", "Tabs are not allowed as indentation", "2:1"],
    [
      "syntax",
      "a: [1",
      "Flow sequence in block collection must be sufficiently indented and end with a ]",
      "1:6",
    ],
    ["syntax", "a: *b", "Unknown anchor: b", "1:4"],
    ["syntax", "a: &b [*b]", "Anchor contains itself: b", "1:8"],
    ["too-many-aliases", bomb, "e", "6:8"],
    ["too-deep", "[".repeat(100_000), "100", "1:101"],
    ["too-large", `a: ${"x".repeat(2_000_000)}`, "1572864", "1:1"],
    ["unsafe-value", "a: .nan", ".nan", "1:4"],
    ["unsafe-value", "a: 12345678901234567890", "12345678901234567890", "1:4"],
    ["unsafe-value", "a: !!binary aGVsbG8=", "!!binary", "1:13"],
    ["wrong-type", "a: !!int x", "!!int", "1:10"],
    ["wrong-type", "a: {<<: 3}", "<<", "1:9"],
    ["wrong-type", "[a]: 1", "key", "1:1"],
    ["wrong-type", "~: 1", "key", "1:1"],
    ["not-an-object", "- 1", "list", "1:1"],
    ["not-an-object", "text", "string", "1:1"],
    ["no-api-version", "kind: K\nmetadata: {name: a}", "apiVersion", "1:1"],
    ["no-kind", "apiVersion: v1\nmetadata: {name: a}", "kind", "1:1"],
    ["no-name", "apiVersion: v1\nkind: K", "metadata.name", "1:1"],
    ["no-name", "apiVersion: v1\nkind: K\nmetadata:\n  labels: {}", "metadata.name", "4:3"],
    ["wrong-type", "apiVersion: v1\nkind: K\nmetadata: {name: 1}", "metadata.name", "3:18"],
    ["wrong-type", "apiVersion: v1\nkind: K\nmetadata: x", "metadata", "3:11"],
    ["wrong-type", "apiVersion: 1\nkind: K\nmetadata: {name: a}", "apiVersion", "1:13"],
  ])("finds %s", (code, text, detail, place) => {
    const file = parseManifests(`${text}\n---\n${head}`);
    const [document, other] = file.documents;
    const found = document?.problems.find((problem) => problem.code === code);
    const { line, column } = found?.span.from ?? {};
    expect([found?.detail, `${line}:${column}`]).toEqual([detail, place]);
    expect([document?.value, document?.identity]).toEqual([null, null]);
    expect(other?.problems).toEqual([]);
  });

  it("takes a List for one document of several objects", () => {
    const file = parseManifests(
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- {apiVersion: v1, kind: B, metadata: {name: b, namespace: ns}}\n- 1\n",
    );
    expect(file.documents[0]).toMatchObject({ identity: null, problems: [] });
    expect(objectsOf(file).map(({ path, identity }) => [path, identity.name])).toEqual([
      [["items", 0], "a"],
      [["items", 1], "b"],
    ]);
  });

  it("keeps any text as it is, in documents that follow each other, and never throws", () => {
    const unit = fc.constantFrom(..."ab:- \n\t\r[]{},#&*!|>'\"%@`?~.0\uFEFF", "---", "...", "<<: ");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit, maxLength: 80 }), fc.string()), (text) => {
        const file = parseManifests(text);
        expect(file.text).toBe(text);
        let at = 0;
        for (const { span, problems } of file.documents) {
          expect(span.from.offset).toBeGreaterThanOrEqual(at);
          at = span.to.offset;
          for (const problem of problems) {
            expect(problem.span.from.offset).toBeGreaterThanOrEqual(0);
            expect(problem.span.to.offset).toBeLessThanOrEqual(text.length);
          }
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});
