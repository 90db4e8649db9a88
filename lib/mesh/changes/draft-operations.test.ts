import { describe, expect, it } from "vitest";
import type { FieldChange, JsonObject } from "../manifest/json";
import { refKey } from "../model/resource";
import { type CurrentBases, movedOn } from "./base";
import type { BaseObject, Draft } from "./draft";
import {
  addEdit,
  newDraft,
  redo,
  renameDraft,
  revertEdit,
  revertObject,
  undo,
} from "./draft-operations";
import type { Edit, ObjectEdit } from "./edit";
import { foldDraft } from "./fold/fold-draft";
import { rebase } from "./rebase";
import { baseObject, objectOf, refOfText } from "./testing/objects";

const VS = "VS shop/reviews";
const DR = "DR shop/reviews";

const rule = (name: string, v1: number): JsonObject => ({
  name,
  route: [
    { destination: { host: "reviews", subset: "v1" }, weight: v1 },
    { destination: { host: "reviews", subset: "v2" }, weight: 100 - v1 },
  ],
});
const clusterOf = (...objects: readonly BaseObject[]): CurrentBases => {
  const byKey = new Map(objects.map((o) => [refKey(o.ref), o]));
  return (ref) => byKey.get(refKey(ref)) ?? null;
};
const CLUSTER = clusterOf(baseObject(VS, { http: [rule("main", 90)] }));

/** One gesture: the shares of a rule. */
const shares = (id: string, was: number, to: number, more: readonly ObjectEdit[] = []): Edit => {
  const set = (route: number, from: number, weight: number): FieldChange => ({
    op: "set",
    path: ["spec", "http", 0, "route", route, "weight"],
    was: from,
    to: weight,
  });
  const changes = [set(0, was, to), set(1, 100 - was, 100 - to)];
  return {
    id,
    intent: { type: "typed", ref: refOfText(VS) },
    objects: [{ type: "patch", ref: refOfText(VS), changes }, ...more],
  };
};
const makeRule: ObjectEdit = {
  type: "create",
  ref: refOfText(DR),
  value: objectOf(DR, { host: "reviews" }),
};
const draftOf = (...edits: readonly Edit[]) =>
  edits.reduce((draft, edit) => addEdit(draft, edit, CLUSTER), newDraft("d", "draft", "c"));

/** `main 50/50 · other 10/90`, and every conflict. */
const read = (draft: Draft): string => {
  const { objects, conflicts } = foldDraft(draft);
  const after = objects.get(refKey(refOfText(VS)))?.after;
  const weights = JSON.stringify(after?.["spec"] ?? null).match(/"name":"\w+"|"weight":\d+/g) ?? [];
  const text = weights.map((w) => w.replace(/"weight":|"name":|"/g, "")).join(" ");
  return [text, ...conflicts.map((c) => `${c.edit}: ${c.reason}`)].join(" | ");
};

describe("a draft", () => {
  it("takes the edits in turn, each on what the ones before it left", () => {
    expect(read(draftOf(shares("a", 90, 50), shares("b", 50, 20)))).toBe("main 20 80");
  });

  it("holds the steps of one drag as one edit", () => {
    const draft = draftOf(shares("a", 90, 50), shares("b", 50, 40), shares("b", 50, 30));
    expect(draft.edits.map((e) => e.id)).toEqual(["a", "b"]);
    expect(read(draft)).toBe("main 30 70");
    expect(read(undo(draft))).toBe("main 50 50");
  });

  it("forgets what was undone at the next edit", () => {
    const draft = addEdit(undo(draftOf(shares("a", 90, 50))), shares("b", 90, 10), CLUSTER);
    expect(redo(draft)).toBe(draft);
    expect(undo(undo(undo(draft))).edits).toEqual([]);
  });

  it("shows an edit that stood on a reverted one, and takes it again with it", () => {
    const draft = draftOf(shares("a", 90, 50), shares("b", 50, 20));
    const reverted = revertEdit(draft, "a");
    expect(read(reverted)).toBe("main 90 10 | b: changed-elsewhere | b: changed-elsewhere");
    expect(read(redo(reverted))).toBe("main 20 80");
    expect(revertEdit(draft, "nothing")).toBe(draft);
  });

  it("gives up one object of a gesture and keeps the other", () => {
    const draft = draftOf(shares("a", 90, 50, [makeRule]));
    const reverted = revertObject(draft, refOfText(VS));
    expect([...foldDraft(reverted).objects.values()].map((o) => o.ref.kind)).toEqual([
      "DestinationRule.networking.istio.io",
    ]);
    expect(redo(reverted)).toEqual(draft);
    expect(revertObject(draft, refOfText("VS shop/else"))).toBe(draft);
  });

  it("holds a base for every object that it touches, and for no other", () => {
    const draft = draftOf(shares("a", 90, 50, [makeRule]));
    expect(draft.base).toEqual({
      [refKey(refOfText(VS))]: CLUSTER(refOfText(VS)),
      [refKey(refOfText(DR))]: null,
    });
    const less = addEdit(draft, shares("a", 90, 60), CLUSTER);
    expect(Object.keys(less.base)).toEqual([refKey(refOfText(VS))]);
  });

  it("has a name", () => {
    expect(renameDraft(draftOf(), "half").name).toBe("half");
  });
});

describe("a draft on a cluster that moves", () => {
  const draft = draftOf(shares("a", 90, 50, [makeRule]));
  const now = (http: readonly JsonObject[], version = "2") => baseObject(VS, { http }, version);
  const dr = baseObject(DR, { host: "else" });

  it.each<{ says: string; current: CurrentBases; moved: readonly string[]; reads: string }>([
    {
      says: "a rule came in front of the one meant",
      current: clusterOf(now([rule("new", 90), rule("main", 90)])),
      moved: [VS],
      reads: "new 90 10 main 50 50",
    },
    {
      says: "the shares were changed",
      current: clusterOf(now([rule("main", 80)])),
      moved: [VS],
      reads: "main 80 20 | a: changed-elsewhere | a: changed-elsewhere",
    },
    {
      says: "the same shares were set",
      current: clusterOf(now([rule("main", 50)])),
      moved: [VS],
      reads: "main 50 50",
    },
    {
      says: "the rule is gone",
      current: clusterOf(now([rule("new", 90)])),
      moved: [VS],
      reads: "new 90 10 | a: path-gone | a: path-gone",
    },
    {
      says: "the object is gone",
      current: clusterOf(),
      moved: [VS],
      reads: " | a: does-not-exist",
    },
    {
      says: "one that it makes is there",
      current: clusterOf(now([rule("main", 90)], "1"), dr),
      moved: [DR],
      reads: "main 90 10 | a: exists-already",
    },
    {
      says: "a new version of the same",
      current: clusterOf(now([rule("main", 90)], "7")),
      moved: [],
      reads: "main 50 50",
    },
  ])("$says", ({ current, moved, reads }) => {
    expect(movedOn(draft, current)).toEqual(moved.map(refOfText));
    const rebased = rebase(draft, current);
    expect(rebased.moved).toEqual(moved.map(refOfText));
    expect(rebased.draft.edits).toBe(draft.edits);
    expect(read(rebased.draft)).toBe(reads);
  });

  it("stays on its base until it is rebased", () => {
    const current = clusterOf(now([rule("main", 80)]));
    const more = addEdit(draft, shares("b", 50, 10), current);
    expect(read(more)).toBe("main 10 90");
    expect(movedOn(more, current)).toEqual([refOfText(VS)]);
  });

  it("finds its edits again when the cluster comes back", () => {
    const gone = rebase(draft, clusterOf()).draft;
    expect(read(rebase(gone, clusterOf(now([rule("new", 90), rule("main", 90)]))).draft)).toBe(
      "new 90 10 main 50 50",
    );
  });
});
