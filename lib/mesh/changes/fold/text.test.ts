import { describe, expect, it } from "vitest";
import { diffJson } from "../../manifest/diff-json";
import type { JsonObject } from "../../manifest/json";
import { parseManifests } from "../../manifest/parse-manifests";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { Draft } from "../draft";
import { addEdit, newDraft, revertEdit } from "../draft-operations";
import type { Edit } from "../edit";
import { rebase } from "../rebase";
import { baseObject, objectOf, refOfText } from "../testing/objects";
import { foldDraft } from "./fold-draft";

const AT = "DR shop/reviews";
const REF = refOfText(AT);
const spec = (...names: string[]): JsonObject => ({
  host: "reviews",
  subsets: names.map((name) => ({ name })),
});
const cluster =
  (value: JsonObject | null, version = "1"): CurrentBases =>
  () =>
    value && baseObject(AT, value, version);

const object = (draft: Draft) => foldDraft(draft).objects.get(refKey(REF));
const textOf = (draft: Draft): string => object(draft)?.text ?? "";
const intent = { type: "typed", ref: REF } as const;

/** The edit of an author who types a whole text over the one that is there. */
function typed(draft: Draft, id: string, text: string, current: CurrentBases): Edit {
  const before = object(draft)?.after ?? current(REF)?.value ?? {};
  const after = parseManifests(text).documents[0]?.value ?? {};
  return {
    id,
    intent,
    objects: [{ type: "patch", ref: REF, changes: diffJson(before, after), text }],
  };
}
const dragged = (draft: Draft, id: string, value: JsonObject, current: CurrentBases): Edit => {
  const before = object(draft)?.after ?? current(REF)?.value ?? {};
  return {
    id,
    intent,
    objects: [{ type: "patch", ref: REF, changes: diffJson(before, objectOf(AT, value)) }],
  };
};

const BASE = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: reviews
  namespace: shop
spec:
  host: reviews
  subsets:
  - name: v1
`;
const TYPED = BASE.replace("  subsets:", "  # who is served\n  subsets:").replace(
  "  - name: v1\n",
  "  - name: v1\n  - name: v2   # the new one\n",
);

describe("the text of an object in a draft", () => {
  const current = cluster(spec("v1"));
  const start = newDraft("d", "draft", "c");
  const draft = addEdit(start, typed(start, "typed", TYPED, current), current);

  it("is laid out as kubectl lays it out while nobody typed it", () => {
    const plain = addEdit(start, dragged(start, "drag", spec("v1", "v2"), current), current);
    expect(textOf(plain)).toBe(`${BASE}  - name: v2\n`);
    expect(object(plain)?.typed).toBeUndefined();
  });

  it("is what was typed, to the character", () => {
    expect(textOf(draft)).toBe(TYPED);
    expect(object(draft)?.typed).toBe(true);
  });

  it("is what was typed for a new object", () => {
    const text = `# made by hand\n${BASE}`;
    const value = objectOf(AT, spec("v1"));
    const made = addEdit(
      start,
      { id: "made", intent, objects: [{ type: "create", ref: REF, value, text }] },
      cluster(null),
    );
    expect(textOf(made)).toBe(text);
  });

  it("keeps what was typed around the lines that a drag changes", () => {
    const more = addEdit(draft, dragged(draft, "drag", spec("v1", "v2", "v3"), current), current);
    expect(textOf(more)).toBe(`${TYPED}  - name: v3\n`);
  });

  it("takes in what changed under it", () => {
    const moved = { ...spec("v1"), exportTo: ["."] };
    const { draft: on, conflicts } = rebase(draft, cluster(moved, "2"));
    expect(conflicts).toEqual([]);
    expect(parseManifests(textOf(on)).documents[0]?.value?.["spec"]).toEqual({
      ...spec("v1", "v2"),
      exportTo: ["."],
    });
    expect(textOf(on)).toContain("  # who is served\n");
    expect(textOf(on)).toContain("  - name: v2   # the new one\n");
  });

  it("keeps what was typed when both texts changed the same lines in different ways", () => {
    const { draft: on, conflicts } = rebase(draft, cluster(spec("v1", "v9"), "2"));
    expect(conflicts).toEqual([]);
    expect(parseManifests(textOf(on)).documents[0]?.value?.["spec"]).toEqual(
      object(on)?.after?.["spec"],
    );
    expect(textOf(on)).toContain("# the new one");
    expect(textOf(on)).toContain("- name: v9");
  });

  it("loses a comment with the edit that brought it, and no other", () => {
    const second = textOf(draft).replace("# the new one", "# the new one, soon");
    const both = addEdit(draft, typed(draft, "again", `# reviewed\n${second}`, current), current);
    expect(textOf(both)).toContain("# reviewed");
    const reverted = revertEdit(both, "again");
    expect(textOf(reverted)).toBe(TYPED);
  });

  it("is laid out from the value when what was typed means something else", () => {
    const wrong: Edit = {
      id: "x",
      intent,
      objects: [{ type: "patch", ref: REF, changes: [], text: "a: [" }],
    };
    expect(textOf(addEdit(start, wrong, current))).toBe(BASE);
  });
});
