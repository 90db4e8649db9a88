import { describe, expect, it } from "vitest";
import { editManifest } from "./edit-manifest";
import { valueAt } from "./field-change";
import type { FieldChange, Json, JsonPath } from "./json";
import { parseManifests } from "./parse-manifests";

const HEAD = "apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: a}\n";

type Step =
  | readonly ["set", JsonPath, Json]
  | readonly ["remove", JsonPath]
  | readonly ["insert", JsonPath, Json];

/** The text below the head after the steps; `was` is what stands there. */
function edit(body: string, ...steps: readonly Step[]): string {
  let file = parseManifests(HEAD + body);
  for (const step of steps) {
    const value = file.documents[0]?.value;
    if (!value) throw new Error(JSON.stringify(file.documents[0]?.problems));
    const result = editManifest(file, 0, [changeOf(step, valueAt(value, step[1]))]);
    if (!result.ok) throw new Error(result.error.code);
    file = result.value;
  }
  expect(file.text.startsWith(HEAD)).toBe(true);
  return file.text.slice(HEAD.length);
}

function changeOf(step: Step, was: Json | undefined): FieldChange {
  const [op, path] = step;
  if (op === "insert") return { op, path, to: step[2] };
  if (op === "set") return { op, path, ...(was !== undefined && { was }), to: step[2] };
  if (was === undefined) throw new Error("nothing to remove");
  return { op, path, was };
}

const ROUTES = `spec:
  http:
  # the only rule
  - name: main   # its name
    route:
    - destination: {host: reviews, subset: "v1"}
      weight: 90

    # canary
    - destination:
        host: 'reviews'
        subset: v2
      weight: 10 # small
`;

const route = (i: number, ...more: JsonPath): JsonPath => ["spec", "http", 0, "route", i, ...more];

describe("editManifest", () => {
  it.each<[string, string, readonly Step[], string]>([
    ["a number", "w: 10 # small\n", [["set", ["w"], 50]], "w: 50 # small\n"],
    ["a bare text", "w: v1\n", [["set", ["w"], "v2"]], "w: v2\n"],
    ["a bare text that needs quotes", "w: v1\n", [["set", ["w"], "on"]], 'w: "on"\n'],
    ["a text in double quotes", 'w: "v1"\n', [["set", ["w"], "v2"]], 'w: "v2"\n'],
    ["a text in single quotes", "w: 'v1'\n", [["set", ["w"], "it's"]], "w: 'it''s'\n"],
    ["single quotes cannot escape", "w: 'v1'\n", [["set", ["w"], "a\tb"]], 'w: "a\\tb"\n'],
    ["a text that becomes a number", 'w: "1"\n', [["set", ["w"], 2]], "w: 2\n"],
    ["nothing", "w:   # none\n", [["set", ["w"], 2]], "w: 2   # none\n"],
    ["a tagged text", "w: !!str 1 # c\n", [["set", ["w"], "2"]], 'w: "2" # c\n'],
    [
      "lines",
      "w: | # c\n  a\n  b\nx: 1\n",
      [["set", ["w"], "c\nd\n"]],
      "w: | # c\n  c\n  d\nx: 1\n",
    ],
    ["one line for lines", "w: | # c\n  a\n  b\nx: 1\n", [["set", ["w"], "c"]], "w: c # c\nx: 1\n"],
    ["a folded text", "w: >-\n  a\n  b\nx: 1\n", [["set", ["w"], "c"]], "w: c\nx: 1\n"],
    ["a bare text of two lines", "w: a\n  b\nx: 1\n", [["set", ["w"], "c"]], "w: c\nx: 1\n"],
    [
      "in flow style, a comma is no text",
      "w: {a: b}\n",
      [["set", ["w", "a"], "x,y"]],
      "w: {a: 'x,y'}\n",
    ],
    [
      "in JSON, text is in double quotes",
      'w: {"a": 1}\n',
      [["set", ["w", "a"], "b"]],
      'w: {"a": "b"}\n',
    ],
  ])("replaces %s", (_, before, steps, after) => {
    expect(edit(before, ...steps)).toBe(after);
  });

  it.each<[string, string, readonly Step[], string]>([
    [
      "at the end of a map",
      "w:\n    a: 1 # one\n    # end\nx: 1\n",
      [["set", ["w", "b"], 2]],
      "w:\n    a: 1 # one\n    b: 2\n    # end\nx: 1\n",
    ],
    [
      "without a last line break",
      "w:\n  a: 1",
      [["set", ["w", "b"], [1]]],
      "w:\n  a: 1\n  b:\n  - 1",
    ],
    [
      "with the indents of the document",
      "w:\n    a:\n      - 1\n",
      [["set", ["x"], { b: { c: [2] } }]],
      "w:\n    a:\n      - 1\nx:\n    b:\n        c:\n          - 2\n",
    ],
    [
      "behind an item, above the next one's comment",
      "w:\n- 1 # one\n\n# three\n- 3\n",
      [["insert", ["w", 1], 2]],
      "w:\n- 1 # one\n- 2\n\n# three\n- 3\n",
    ],
    [
      "in front, above the first one's comment",
      "w: # all\n# one\n- 1\n",
      [["insert", ["w", 0], 0]],
      "w: # all\n- 0\n# one\n- 1\n",
    ],
    [
      "with the blanks of the other items",
      "w:\n-   a: 1\n    b: 2\n",
      [["insert", ["w", 1], { a: 3, b: 4 }]],
      "w:\n-   a: 1\n    b: 2\n-   a: 3\n    b: 4\n",
    ],
    [
      "in front, behind another dash",
      "w:\n- - 1\n  - 2\n",
      [["insert", ["w", 0, 0], 0]],
      "w:\n- - 0\n  - 1\n  - 2\n",
    ],
    ["into an empty list", "w: [] # none\n", [["insert", ["w", 0], "a"]], "w: # none\n- a\n"],
    ["into an empty map", "w: {}\n", [["set", ["w", "a"], 1]], "w:\n  a: 1\n"],
    [
      "in flow style",
      "w: {a: 1}\n",
      [["set", ["w", "b"], { c: [1, "x"] }]],
      "w: {a: 1, b: {c: [1, x]}}\n",
    ],
    [
      "in flow style, behind the last comma",
      "w: [1, 2,]\n",
      [["insert", ["w", 2], 3]],
      "w: [1, 2, 3,]\n",
    ],
    ["in flow style, in front", "w: [1, 2]\n", [["insert", ["w", 0], 0]], "w: [0, 1, 2]\n"],
    [
      "in flow style, on a line",
      "w: [\n  1, # one\n  2 # two\n]\n",
      [["insert", ["w", 2], 3]],
      "w: [\n  1, # one\n  2, # two\n  3\n]\n",
    ],
    [
      "in JSON, on lines",
      'w: {\n  "a": 1\n}\n',
      [["set", ["w", "b"], { c: [] }]],
      'w: {\n  "a": 1,\n  "b": {\n    "c": []\n  }\n}\n',
    ],
  ])("adds %s", (_, before, steps, after) => {
    expect(edit(before, ...steps)).toBe(after);
  });

  it.each<[string, string, readonly Step[], string]>([
    [
      "an entry with its lines",
      "w:\n  # above\n  a: # of a\n    x: 1\n  b: 2\n",
      [["remove", ["w", "a"]]],
      "w:\n  # above\n  b: 2\n",
    ],
    ["the last entry", "w:\n  a: 1\n", [["remove", ["w", "a"]]], "w: {}\n"],
    [
      "the last item, its list's comments kept",
      "w: # all\n# above\n- 1\nx: 1\n",
      [["remove", ["w", 0]]],
      "w: [] # all\n# above\nx: 1\n",
    ],
    [
      "the entry beside a dash",
      "w:\n- a: 1 # one\n  b: 2\n",
      [["remove", ["w", 0, "a"]]],
      "w:\n- b: 2\n",
    ],
    [
      "the entry beside a dash, above a comment",
      "w:\n- a: 1\n  # two\n  b: 2\n",
      [["remove", ["w", 0, "a"]]],
      "w:\n-\n  # two\n  b: 2\n",
    ],
    [
      "at the end, without a last line break",
      "w:\n  a: 1\n  b: 2",
      [["remove", ["w", "b"]]],
      "w:\n  a: 1",
    ],
    ["a text of several lines", "w: |+\n  a\n\n\nx: 1\n", [["remove", ["w"]]], "x: 1\n"],
    ["in flow style", "w: {a: 1, b: 2, c: 3}\n", [["remove", ["w", "b"]]], "w: {a: 1, c: 3}\n"],
    ["the last in flow style", "w: [1, 2]\n", [["remove", ["w", 1]]], "w: [1]\n"],
    ["the only one in flow style", "w: [ 1 ]\n", [["remove", ["w", 0]]], "w: []\n"],
    [
      "a line in flow style",
      "w: [\n  1, # one\n  2,\n  3\n]\n",
      [["remove", ["w", 1]]],
      "w: [\n  1, # one\n  3\n]\n",
    ],
  ])("takes out %s", (_, before, steps, after) => {
    expect(edit(before, ...steps)).toBe(after);
  });

  it.each<[string, string, readonly Step[], string]>([
    [
      "below an alias: that use becomes a copy",
      "a: &a {x: 1}\nb: *a\nc: *a\n",
      [["set", ["b", "x"], 2]],
      "a: &a {x: 1}\nb:\n  x: 2\nc: *a\n",
    ],
    [
      "of an alias",
      "a: &a 1\nb: *a # c\nc: *a\n",
      [["set", ["b"], 2]],
      "a: &a 1\nb: 2 # c\nc: *a\n",
    ],
    [
      "of what is named: the next use names it",
      "a: &a 1\nb: *a # c\nc: *a\n",
      [["set", ["a"], 2]],
      "a: 2\nb: &a 1 # c\nc: *a\n",
    ],
    [
      "within what is named",
      "a: &a\n  x: 1 # one\nb: *a\n",
      [["set", ["a", "x"], 2]],
      "a:\n  x: 2 # one\nb: &a\n  x: 1\n",
    ],
    [
      "that takes a name away",
      "a:\n  x: &x 1\nb: [*x, *x]\n",
      [["remove", ["a"]]],
      "b: [&x 1, *x]\n",
    ],
    ["of an anchor that nobody uses", "a: &a {x: 1}\n", [["set", ["a", "x"], 2]], "a: &a {x: 2}\n"],
    [
      "of a merged value: an entry of its own wins",
      "a: &a {x: 1}\nb:\n  <<: *a\n  y: 1\n",
      [["set", ["b", "x"], 2]],
      "a: &a {x: 1}\nb:\n  <<: *a\n  y: 1\n  x: 2\n",
    ],
    [
      "that takes a merged value out: its map is written anew",
      "a: &a {x: 1, z: 1}\nb:\n  <<: *a\nc: 1 # c\n",
      [["remove", ["b", "x"]]],
      "a: &a {x: 1, z: 1}\nb:\n  z: 1\nc: 1 # c\n",
    ],
  ])("keeps the other uses of an anchor: a change %s", (_, before, steps, after) => {
    expect(edit(before, ...steps)).toBe(after);
  });

  it("changes the weights of a split, and nothing else", () => {
    const split: readonly Step[] = [
      ["set", route(0, "weight"), 50],
      ["set", route(1, "weight"), 50],
    ];
    expect(edit(ROUTES, ...split)).toBe(
      ROUTES.replace("weight: 90", "weight: 50").replace("weight: 10", "weight: 50"),
    );
  });

  it("adds a destination in the style of the list, and takes it out again to the byte", () => {
    const to = { destination: { host: "reviews", subset: "v3" }, weight: 0 };
    const added = ROUTES.replace(
      "\n\n    # canary",
      "\n    - destination:\n        host: reviews\n        subset: v3\n      weight: 0\n\n    # canary",
    );
    expect(edit(ROUTES, ["insert", route(1), to])).toBe(added);
    expect(edit(ROUTES, ["insert", route(1), to], ["remove", route(1)])).toBe(ROUTES);
  });

  it("makes a map of a map by the differences between them", () => {
    const to = {
      name: "main",
      route: [{ destination: { host: "reviews", subset: "v2" }, weight: 100 }],
    };
    expect(edit(ROUTES, ["set", ["spec", "http", 0], to])).toBe(`spec:
  http:
  # the only rule
  - name: main   # its name
    route:

    # canary
    - destination:
        host: 'reviews'
        subset: v2
      weight: 100 # small
`);
  });

  it("ends lines as the document does", () => {
    const text = `${HEAD}w: 1\n`.replaceAll("\n", "\r\n");
    const change = { op: "set", path: ["spec"], to: { a: [1], b: "x\ny" } } as const;
    const result = editManifest(parseManifests(text), 0, [change]);
    expect(result.ok && result.value.text.slice(text.length)).toBe(
      "spec:\r\n  a:\r\n  - 1\r\n  b: |-\r\n    x\r\n    y\r\n",
    );
  });

  it("edits JSON as JSON", () => {
    const text = '{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}}\n';
    const result = editManifest(parseManifests(text), 0, [
      { op: "set", path: ["metadata", "labels"], to: { a: "b" } },
    ]);
    expect(result.ok && result.value.text).toBe(
      '{"apiVersion": "v1", "kind": "A", "metadata": {"name": "a", "labels": {"a": "b"}}}\n',
    );
  });

  it("says why it changes nothing", () => {
    const file = parseManifests(`${HEAD}---\na: [\n`);
    const change = { op: "set", path: ["kind"], was: "Other", to: "X" } as const;
    const gone = { op: "remove", path: ["spec"], was: 1 } as const;
    const there = { op: "set", path: ["kind"], to: "X" } as const;
    const deep = {
      op: "set",
      path: ["spec"],
      to: JSON.parse("[".repeat(120) + "]".repeat(120)),
    } as const;
    expect(editManifest(file, 0, [change])).toEqual({
      ok: false,
      error: { code: "changed-elsewhere", change },
    });
    expect(editManifest(file, 0, [gone])).toEqual({
      ok: false,
      error: { code: "path-gone", change: gone },
    });
    expect(editManifest(file, 0, [there])).toEqual({
      ok: false,
      error: { code: "exists-already", change: there },
    });
    expect(editManifest(file, 0, [deep])).toEqual({
      ok: false,
      error: { code: "not-expressible", change: deep },
    });
    expect(editManifest(file, 1, [there])).toMatchObject({ error: { code: "unreadable" } });
    expect(editManifest(file, 2, [there])).toMatchObject({ error: { code: "no-document" } });
  });

  it("tells of an object that an edit makes none of", () => {
    const result = editManifest(parseManifests(HEAD), 0, [
      { op: "remove", path: ["metadata", "name"], was: "a" },
    ]);
    expect(result.ok && result.value.documents[0]).toMatchObject({
      value: null,
      problems: [{ code: "no-name", span: { from: { line: 3, column: 11 } } }],
    });
  });
});
