import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffJson } from "../../manifest/diff-json";
import type { JsonObject } from "../../manifest/json";
import { parseManifests } from "../../manifest/parse-manifests";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { Draft } from "../draft";
import { addEdit, newDraft, revertEdit, undo } from "../draft-operations";
import { foldDraft } from "../fold/fold-draft";
import { plainText } from "../fold/text";
import { baseObject, refOfText } from "../testing/objects";
import { type Burst, burstEdit, type Typed, typedEdit } from "./typed-edit";

const AT = "VS shop/reviews";
const REF = refOfText(AT);
const destination = (subset: string, weight: number): JsonObject => ({
  destination: { host: "reviews", subset },
  weight,
});
const spec = (v1: number, v2: number): JsonObject => ({
  hosts: ["reviews"],
  http: [{ route: [destination("v1", v1), destination("v2", v2)] }],
});
const BASE = baseObject(AT, spec(90, 10));
const current: CurrentBases = () => BASE;
const TEXT = plainText(BASE.value);
const EMPTY = newDraft("d", "draft", "c");

const on = (draft: Draft) => ({ draft, current, ref: REF });
const textOf = (draft: Draft): string => foldDraft(draft).objects.get(refKey(REF))?.text ?? TEXT;

/** What the editor does with an outcome; texts that are unfinished stay out. */
function take(draft: Draft, typed: Typed): Draft {
  if (typed.type === "edit") return addEdit(draft, typed.edit, current);
  return typed.type === "taken-back" ? revertEdit(draft, typed.edit) : draft;
}

/** A drag on the canvas. */
function drag(draft: Draft, id: string, v1: number, v2: number): Draft {
  const before = foldDraft(draft).objects.get(refKey(REF))?.after ?? BASE.value;
  const after = { ...before, spec: spec(v1, v2) };
  const changes = diffJson(before, after);
  const objects = [{ type: "patch", ref: REF, changes }] as const;
  return addEdit(draft, { id, intent: { type: "typed", ref: REF }, objects }, current);
}

const codesOf = (typed: Typed): string =>
  typed.type === "unfinished" ? typed.problems.map((p) => p.code).join(" ") : typed.type;

describe("a text becomes an edit", () => {
  const half = TEXT.replace("weight: 90", "weight: 50").replace("weight: 10", "weight: 50");

  it("of the fields that differ, with the text to the character", () => {
    const text = half.replace("  hosts:", "  # ask ops1\n  hosts:");
    const typed = typedEdit(on(EMPTY), text, "e1");
    expect(typed.type === "edit" ? typed.edit.objects : typed).toMatchObject([
      {
        type: "patch",
        changes: [
          { op: "set", path: ["spec", "http", 0, "route", 0, "weight"], was: 90, to: 50 },
          { op: "set", path: ["spec", "http", 0, "route", 1, "weight"], was: 10, to: 50 },
        ],
        text,
      },
    ]);
    expect(textOf(take(EMPTY, typed))).toBe(text);
  });

  it("of none but the text, where only a comment came", () => {
    const text = TEXT.replace("  hosts:", "  hosts:   # one");
    const draft = take(EMPTY, typedEdit(on(EMPTY), text, "e1"));
    expect(draft.edits[0]?.objects).toMatchObject([{ changes: [] }]);
    expect(textOf(draft)).toBe(text);
  });

  it("grows from where the edit began, not from the last keystroke", () => {
    let draft = take(EMPTY, typedEdit(on(EMPTY), TEXT.replace("90", "9"), "e1"));
    draft = take(draft, typedEdit(on(draft), TEXT.replace("90", "95"), "e1"));
    expect(draft.edits).toHaveLength(1);
    expect(draft.edits[0]?.objects).toMatchObject([{ changes: [{ was: 90, to: 95 }] }]);
  });

  it("leaves the draft when it comes back to where it began", () => {
    const draft = take(EMPTY, typedEdit(on(EMPTY), half, "e1"));
    expect(typedEdit(on(draft), TEXT, "e1")).toEqual({ type: "taken-back", edit: "e1" });
    expect(typedEdit(on(draft), half, "e1")).toEqual({ type: "same" });
    expect(typedEdit(on(EMPTY), TEXT, "e1")).toEqual({ type: "same" });
  });

  it("stands on a drag that came before it, and a drag on it keeps its comments", () => {
    const dragged = drag(EMPTY, "d1", 70, 30);
    const text = textOf(dragged).replace("weight: 70", "weight: 70 # from the canvas");
    const typed = take(dragged, typedEdit(on(dragged), text, "e1"));
    expect(textOf(drag(typed, "d2", 60, 40))).toBe(
      text.replace("weight: 70", "weight: 60").replace("weight: 30", "weight: 40"),
    );
  });
});

// The text is the base's but for one replacement.
const REFUSED: readonly (readonly [string, (text: string) => string, string])[] = [
  ["a bracket that is open", (t) => t.replace("weight: 90", "weight: ["), "syntax"],
  ["a tab", (t) => t.replace("    weight", "\tweight"), "tab-indent"],
  ["a key twice", (t) => t.replace("weight: 90", "weight: 90\n      weight: 80"), "duplicate-key"],
  ["nothing", () => "", "no-object"],
  ["a comment alone", () => "# later\n", "no-object"],
  ["a second object", (t) => `${t}---\n${t}`, "several-objects"],
  ["another kind", (t) => t.replace("VirtualService", "Gateway"), "other-kind"],
  ["another name", (t) => t.replace("name: reviews", "name: ratings"), "other-name"],
  ["another namespace", (t) => t.replace("namespace: shop", "namespace: web"), "other-namespace"],
  ["no namespace", (t) => t.replace("  namespace: shop\n", ""), "other-namespace"],
  ["a version of its own", (t) => t.replace(".io/v1", ".io/v9"), "other-version"],
  ["another group", (t) => t.replace("networking", "security"), "other-version"],
  ["a status", (t) => `${t}status: {}\n`, "not-the-authors"],
  ["a uid", (t) => t.replace("metadata:", "metadata:\n  uid: a"), "not-the-authors"],
  ["a list of objects", () => "apiVersion: v1\nkind: List\nitems: []\n", "other-kind"],
];

describe("a text that cannot become an edit leaves the draft alone", () => {
  it.each(REFUSED)("%s", (_, change, code) => {
    expect(codesOf(typedEdit(on(EMPTY), change(TEXT), "e1")).split(" ")[0]).toBe(code);
  });

  it("says line and column of what is wrong", () => {
    const typed = typedEdit(on(EMPTY), TEXT.replace("name: reviews", "name: ratings"), "e1");
    expect(typed).toMatchObject({
      problems: [{ detail: "reviews", span: { from: { line: 4, column: 9 } } }],
    });
  });

  it("of an object that the draft removes", () => {
    const objects = [{ type: "remove", ref: REF, was: BASE.value }] as const;
    const intent = { type: "remove", ref: REF } as const;
    const removed = addEdit(EMPTY, { id: "r", intent, objects }, current);
    expect(codesOf(typedEdit(on(removed), `${TEXT}# more\n`, "e1"))).toBe("gone");
  });

  it("anchors that would grow without end", () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"
        : `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(", ")}]`,
    );
    const bomb = `${TEXT}${levels.join("\n")}\n`;
    expect(codesOf(typedEdit(on(EMPTY), bomb, "e1"))).toBe("too-many-aliases");
  });
});

describe("which edit typing belongs to", () => {
  const typed = take(EMPTY, typedEdit(on(EMPTY), TEXT.replace("90", "95"), "e1"));
  const last: Burst = { edit: "e1", at: 1_000 };
  const at = (ms: number, takesBack = false) => ({ at: ms, takesBack });

  it.each([
    ["goes on without a pause", typed, last, at(2_000), "e1"],
    ["begins anew after a pause", typed, last, at(9_000), null],
    ["goes back into the last edit however late", typed, last, at(9_000, true), "e1"],
    ["begins anew after a reload", typed, null, at(2_000), null],
    ["begins anew after a drag", drag(typed, "d1", 50, 50), last, at(2_000), null],
    ["begins anew after the edit was undone", undo(typed), last, at(2_000), null],
  ] as const)("%s", (_, draft, burst, typing, id) => {
    expect(burstEdit(draft, REF, burst, typing)).toBe(id);
  });

  it("not into an edit of another object", () => {
    expect(burstEdit(typed, refOfText("VS shop/ratings"), last, at(1_100))).toBe(null);
  });
});

describe("laws", () => {
  /** Ways of typing over a text: at a place, so many characters go and these come, one by one. */
  const edits = fc.array(
    fc.record({
      at: fc.nat(TEXT.length),
      away: fc.nat(6),
      typed: fc.oneof(
        fc.constantFrom(
          "0",
          "5",
          " # why\n",
          "\n",
          "  - ",
          "x: 1\n",
          "weight: ",
          '"',
          "{",
          "'",
          "\t",
        ),
        fc.string({ maxLength: 4 }),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  );

  function* keystrokes(changes: readonly { at: number; away: number; typed: string }[]) {
    let text = TEXT;
    for (const { at, away, typed } of changes) {
      const place = Math.min(at, text.length);
      for (let i = 0; i < away; i += 1) {
        text = text.slice(0, place) + text.slice(place + 1);
        yield text;
      }
      for (const [i, char] of [...typed].entries()) {
        text = text.slice(0, place + i) + char + text.slice(place + i);
        yield text;
      }
    }
  }

  it("typing in one burst, then undo, is the base to the character", () => {
    fc.assert(
      fc.property(edits, (changes) => {
        let draft = EMPTY;
        for (const text of keystrokes(changes))
          draft = take(draft, typedEdit(on(draft), text, "e1"));
        expect(draft.edits.length).toBeLessThanOrEqual(1);
        expect(textOf(undo(draft))).toBe(TEXT);
      }),
    );
  });

  it("the draft always has the last text that was an object, to the character", () => {
    fc.assert(
      fc.property(edits, (changes) => {
        let draft = EMPTY;
        let readable = TEXT;
        for (const text of keystrokes(changes)) {
          const typed = typedEdit(on(draft), text, "e1");
          if (typed.type !== "unfinished") readable = text;
          draft = take(draft, typed);
          expect(textOf(draft)).toBe(readable);
        }
        const value = parseManifests(readable).documents.find((d) => d.value)?.value;
        const object = foldDraft(draft).objects.get(refKey(REF));
        expect(object?.after ?? BASE.value).toEqual(value);
      }),
    );
  });
});
