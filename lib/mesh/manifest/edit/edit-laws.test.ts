import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "../diff-json";
import { editManifest } from "../edit-manifest";
import { applyChange, equalJson, invertChange, valueAt } from "../field-change";
import { type FieldChange, isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import { spanOf } from "../locate";
import type { ManifestFile } from "../manifest";
import { parseManifests } from "../parse-manifests";
import { jsonObject, jsonValue, routeObject } from "../testing/json-arbitraries";
import { documents, pathsOf, yamlDocument } from "../testing/yaml-arbitraries";

/** The changes that a value allows; those that would leave it no object of Kubernetes are left out. */
function changesOf(value: JsonObject, to: Json): readonly FieldChange[] {
  const own = pathsOf(value).filter(
    ([top]) => !["apiVersion", "kind", "metadata"].includes(String(top)),
  );
  return own.flatMap((path): readonly FieldChange[] => {
    const was = valueAt(value, path);
    if (was === undefined) return [];
    const added: readonly FieldChange[] = isJsonList(was)
      ? [0, was.length].map((at) => ({ op: "insert", path: [...path, at], to }))
      : isJsonObject(was) && !Object.hasOwn(was, "fresh")
        ? [{ op: "set", path: [...path, "fresh"], to }]
        : [];
    if (path.length === 0) return added;
    return [{ op: "set", path, was, to }, { op: "remove", path, was }, ...added];
  });
}

const change = (value: JsonObject, to: Json, pick: number): FieldChange => {
  const changes = changesOf(value, to);
  const found = changes[pick % changes.length];
  if (!found) throw new Error("a document with a root always allows an addition");
  return found;
};

function edited(file: ManifestFile, index: number, ...changes: readonly FieldChange[]) {
  const result = editManifest(file, index, changes);
  if (!result.ok) throw new Error(`${result.error.code} in\n${file.text}`);
  return result.value;
}

const valueIn = (file: ManifestFile, index = 0) => file.documents[index]?.value ?? null;

const cases = fc.record({ document: yamlDocument, to: jsonValue, pick: fc.nat() });
const runs = { numRuns: 100 };

describe("editManifest", () => {
  it("is made in documents that mean what they were written from", () => {
    fc.assert(
      fc.property(yamlDocument, ({ text, value }) => {
        const file = parseManifests(text);
        expect(file.documents.map((d) => d.problems)).toEqual([[]]);
        expect(equalJson(valueIn(file), value)).toBe(true);
      }),
      runs,
    );
  });

  it("gives the value that the change gives, in the text too", () => {
    fc.assert(
      fc.property(cases, ({ document, to, pick }) => {
        const made = change(document.value, to, pick);
        const expected = applyChange(document.value, made);
        const after = edited(parseManifests(document.text), 0, made);
        expect(expected.ok && equalJson(valueIn(after), expected.value)).toBe(true);
        expect(parseManifests(`${after.text}\n`).documents[0]?.value).toEqual(valueIn(after));
      }),
      runs,
    );
  });

  it("is undone by the inverse", () => {
    fc.assert(
      fc.property(cases, ({ document, to, pick }) => {
        const made = change(document.value, to, pick);
        const there = edited(parseManifests(document.text), 0, made);
        const back = edited(there, 0, invertChange(made));
        expect(equalJson(valueIn(back), document.value)).toBe(true);
      }),
      runs,
    );
  });

  it("knows the places of what it edited as if it had read it", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ document, to, pick }, next) => {
        const text = `${document.text}\n---\na: 1\n`;
        const after = edited(parseManifests(text), 0, change(document.value, to, pick));
        // A blank behind the text makes it another text, that is read from the start.
        const read = parseManifests(`${after.text} `);
        expect(after.documents[0]).toEqual(read.documents[0]);
        expect(after.documents[1]?.problems).toEqual(read.documents[1]?.problems);
        const value = valueIn(after);
        if (!value) throw new Error("no value");
        const again = change(value, to, next);
        expect(edited(after, 0, again).text).toBe(edited(read, 0, again).text.slice(0, -1));
      }),
      runs,
    );
  });

  it("leaves other documents alone, whatever they are", () => {
    const other = fc.string({
      unit: fc.constantFrom("a", ":", " ", "\n", "[", "\t", '"', "#", "&"),
    });
    fc.assert(
      fc.property(cases, other, ({ document, to, pick }, garbage) => {
        const text = document.text.replace(/^---(?: # head)?\r?\n/, "");
        const file = parseManifests(`a: 1\n---\n${text}\n---\n${garbage}`);
        const after = edited(file, 1, change(document.value, to, pick));
        const from = (f: ManifestFile, i: number) => f.documents[i]?.span.from.offset;
        expect(after.text.slice(0, from(after, 1))).toBe(file.text.slice(0, from(file, 1)));
        expect(after.text.slice(from(after, 2))).toBe(file.text.slice(from(file, 2)));
        expect(after.documents[2]?.value).toEqual(file.documents[2]?.value);
      }),
      runs,
    );
  });
});

/** Lines that a change may touch: those of its entry, and where its map or list begins or is written in brackets. */
function touchable(file: ManifestFile, { op, path, ...rest }: FieldChange): ReadonlySet<number> {
  const parent = path.slice(0, -1);
  const adds = op === "insert" || !("was" in rest);
  const children = pathsOf(valueAt(file.documents[0]?.value ?? {}, parent) ?? null, parent).filter(
    (child) => child.length === path.length,
  );
  const container = spanOf(file, 0, parent, "value");
  const inBrackets = container !== null && "[{".includes(file.text[container.from.offset] ?? "");
  const whole = inBrackets || children.length === 0 ? [parent] : [];
  const spans = [...(adds ? [] : [path]), ...whole].map((own) => spanOf(file, 0, own, "entry"));
  const at = children.findIndex((child) => child.at(-1) === path.at(-1));
  // The neighbour behind moves up to a dash, or is pushed from it.
  const neighbour = (adds ? children[0] : children[at + 1]) ?? parent;
  const heads = [parent, neighbour].map((own) => spanOf(file, 0, own, "entry")?.from.line);
  const lines = spans.flatMap((span) =>
    span
      ? Array.from({ length: span.to.line - span.from.line + 1 }, (_, i) => span.from.line + i)
      : [],
  );
  return new Set([...lines, ...heads.filter((line) => line !== undefined)]);
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at += 1;
  return at === part.length;
}

describe("lines", () => {
  const unanchored = yamlDocument.filter(({ text }) => !/&n|\*n/.test(text));
  it("that have no part in a change stay as they are", () => {
    fc.assert(
      fc.property(unanchored, jsonValue, fc.nat(), ({ text, value }, to, pick) => {
        const file = parseManifests(text);
        const made = change(value, to, pick);
        const touched = touchable(file, made);
        const lines = (t: string) => t.split(/\r?\n/);
        const kept = lines(text).filter((line, i) => line !== "" && !touched.has(i + 1));
        const after = lines(edited(file, 0, made).text);
        expect(isSubsequence(kept, after), JSON.stringify(made)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a scalar for a scalar", () => {
  const scalar = fc.constantFrom<Json>(1, 50, true, "v1", "b", "x # y", "true", "it's", "", "{");
  const isScalar = (value: Json | undefined) => typeof value !== "object" || value === null;
  const plain = documents(jsonObject).filter(({ text }) => !/[&*|]/.test(text));

  it("changes its line alone, and comes back to the byte", () => {
    fc.assert(
      fc.property(plain, scalar, fc.nat(), ({ text, value }, to, pick) => {
        const paths = pathsOf(value).filter(
          (p) => p.length > 0 && p[0] !== "metadata" && typeof valueAt(value, p) === "number",
        );
        const path = paths[pick % Math.max(1, paths.length)];
        const was = path && valueAt(value, path);
        fc.pre(path !== undefined && was !== undefined && isScalar(was));
        const made: FieldChange = { op: "set", path, was, to };
        const file = parseManifests(text);
        const after = edited(file, 0, made);
        const [before, now] = [text.split("\n"), after.text.split("\n")];
        expect(now.length).toBe(before.length);
        expect(now.filter((line, i) => line !== before[i]).length).toBeLessThanOrEqual(1);
        expect(edited(after, 0, invertChange(made)).text).toBe(text);
      }),
      runs,
    );
  });
});

describe("several changes", () => {
  it("lead from any object to any other", () => {
    const pair = fc.tuple(documents(routeObject), documents(routeObject));
    fc.assert(
      fc.property(pair, ([from, to]) => {
        const after = edited(parseManifests(from.text), 0, ...diffJson(from.value, to.value));
        expect(equalJson(valueIn(after), to.value)).toBe(true);
      }),
      runs,
    );
  });

  it("keep the comments of lines that they do not touch", () => {
    fc.assert(
      fc.property(documents(routeObject), fc.nat({ max: 100 }), ({ text, value }, weight) => {
        const path = ["spec", "http", 0, "route", 0, "weight"];
        const was = valueAt(value, path);
        fc.pre(was !== undefined);
        const after = edited(parseManifests(text), 0, { op: "set", path, was, to: weight });
        const comments = (t: string) => (t.match(/#.*/g) ?? []).toSorted();
        expect(comments(after.text)).toEqual(comments(text));
      }),
      runs,
    );
  });
});
