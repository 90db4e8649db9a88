import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { undo } from "@/lib/mesh/changes/draft-operations";
import { and, drafted, EMPTY, written } from "../testing/drafted";
import { mergeDrafts, sameWork } from "./merge-drafts";

describe("mergeDrafts", () => {
  const start = drafted("x.a=1");

  it.each([
    ["mine alone", and(start, "x.b=2"), start, "x.a=1, x.b=2"],
    ["theirs alone", start, and(start, "x.b=2"), "x.a=1, x.b=2"],
    ["both, in other objects", and(start, "x.b=2"), and(start, "y.a=3"), "x.a=1, y.a=3, x.b=2"],
    ["the same on both sides", and(start, "x.b=2"), and(start, "x.b=2"), "x.a=1, x.b=2"],
    ["mine undone, theirs gone on", undo(start), and(start, "y.a=3"), "y.a=3"],
    ["theirs undone, mine gone on", and(start, "y.a=3"), undo(start), "y.a=3"],
    ["one field set by both", and(start, "x.b=2"), and(start, "x.b=3"), null],
    ["nothing at all", start, start, "x.a=1"],
  ])("%s", (_, mine, theirs, expected) => {
    const merged = mergeDrafts(start, mine, theirs);
    expect(merged && written(merged)).toBe(expected);
  });

  it("does not decide who is right about one edit that grew on both sides", () => {
    const grown = (to: number) => {
      const [edit] = drafted(`x.a=${to}`).edits;
      return edit === undefined ? start : { ...start, edits: [{ ...edit, id: "x.a=1" }] };
    };
    expect(mergeDrafts(start, grown(5), grown(6))).toBeNull();
    expect(mergeDrafts(start, grown(5), undo(start))).toBeNull();
    expect(mergeDrafts(start, grown(5), start)?.edits).toEqual(grown(5).edits);
  });

  it("takes the name that was changed last", () => {
    const named = (name: string) => ({ ...start, name });
    expect(mergeDrafts(start, named("mine"), and(start, "y.a=1"))?.name).toBe("mine");
    expect(mergeDrafts(start, and(start, "y.a=1"), named("theirs"))?.name).toBe("theirs");
  });

  it("takes every edit as new where nothing is known of what both began with", () => {
    const merged = mergeDrafts(null, drafted("x.a=1", "x.b=2"), drafted("x.a=1", "y.a=3"));
    expect(merged && written(merged)).toBe("x.a=1, y.a=3, x.b=2");
  });

  const field = fc.constantFrom("x.a", "x.b", "y.a", "y.b");
  const edits = fc.uniqueArray(
    fc.tuple(field, fc.integer({ min: 1, max: 3 })).map(([f, n]) => `${f}=${n}`),
    { maxLength: 4 },
  );

  it("loses no edit and invents no conflict, whoever saves first", () => {
    fc.assert(
      fc.property(edits, edits, edits, (common, left, right) => {
        const base = and(EMPTY, ...common);
        const fresh = (list: readonly string[]) => list.filter((e) => !common.includes(e));
        const [mine, theirs] = [and(base, ...fresh(left)), and(base, ...fresh(right))];
        const merged = mergeDrafts(base, mine, theirs);
        if (merged === null) return;
        const all = new Set([...common, ...left, ...right]);
        expect(new Set(merged.edits.map(({ id }) => id))).toEqual(all);
        expect(written(merged)).not.toContain("does not fit");
        expect(sameWork(mergeDrafts(theirs, merged, theirs) ?? base, merged)).toBe(true);
      }),
    );
  });
});
