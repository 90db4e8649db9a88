import { beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { readTyped } from "@/lib/mesh/changes/typed/read-typed";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { bundledSchemaOf, type KindSchema } from "../assist/kind-schema";
import { notesOf, problemNotes } from "./notes";

const KIND = "VirtualService.networking.istio.io";
const REF = { cluster: "c", kind: KIND, namespace: "shop", name: "reviews" } as const;
const TEXT = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: shop
spec:
  hosts:
  - reviews
  http:
  - route:
    - destination:
        host: reviews
        subset: v1
      weight: 90
    - destination:
        host: reviews
        subset: v3
      weight: 10
`;

let schema: KindSchema | null = null;
beforeAll(async () => {
  schema = await bundledSchemaOf(KIND, "v1");
});

const finding = (path: JsonPath): Finding => ({
  code: "HED102",
  severity: "error",
  ref: REF,
  path,
  facts: {},
  fix: null,
});

/** Each note as what it underlines, and what it says. */
const said = (text: string, findings: readonly Finding[] = []) =>
  notesOf(text, schema, findings).map((n) => `${text.slice(n.from, n.to)} | ${n.text}`);

describe("where a finding is shown", () => {
  it.each<[string, JsonPath, string]>([
    ["a value on one line", ["spec", "http", 0, "route", 1, "weight"], "10"],
    ["a map by its key", ["spec", "http", 0, "route", 1, "destination"], "destination"],
    ["an item of a list by its first line", ["spec", "http", 0], "- route:"],
    ["a field that is not there by what it belongs to", ["spec", "http", 0, "timeout"], "- route:"],
    ["the whole object by its first line", [], "apiVersion: networking.istio.io/v1"],
  ])("%s", (_, path, underlined) => {
    expect(said(TEXT, [finding(path)])).toEqual([
      `${underlined} | The weights sum to 0. Istio refuses that.`,
    ]);
  });
});

describe("what the schema refuses", () => {
  it("is said in the API server's words, at its place", () => {
    expect(said(TEXT.replace("weight: 90", "weight: ninety"))).toEqual([
      expect.stringMatching(/^ninety \| spec\.http\[0\]\.route\[0\]\.weight: Invalid value/),
    ]);
  });

  it("is a number that istiod cannot read, though the schema takes it", () => {
    expect(said(TEXT.replace("weight: 90", "weight: 3000000000"))).toEqual([
      expect.stringMatching(/^3000000000 \| spec\.http\[0\]\.route\[0\]\.weight: .*type int32$/),
    ]);
  });

  it("is a field that there is none of", () => {
    expect(said(TEXT.replace("weight: 90", "wieght: 90"))).toEqual([
      'wieght | strict decoding error: unknown field "spec.http[0].route[0].wieght"',
    ]);
  });

  it("is nothing of a sound object", () => {
    expect(said(TEXT)).toEqual([]);
  });
});

describe("what keeps a text out of the draft", () => {
  const problems = (text: string) => {
    const read = readTyped(text, REF);
    if (read.ok) return [];
    return problemNotes(read.error).map((n) => `${text.slice(n.from, n.to)} | ${n.text}`);
  };

  it.each([
    ["a tab", TEXT.replace("  hosts", "\thosts"), "YAML is not indented by tabs: use spaces."],
    ["a name", TEXT.replace("name: reviews", "name: web"), "Kubernetes cannot rename an object."],
    ["a key twice", TEXT.replace("weight: 90", "weight: 1\n      weight: 2"), "a second time"],
  ])("%s", (_, text, words) => {
    expect(problems(text).join("\n")).toContain(words);
  });
});
