import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textChanges } from "./text-changes";

/** Offsets are of the text before, so the last change goes first. */
function applied(before: string, after: string): string {
  return textChanges(before, after)
    .toReversed()
    .reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), before);
}

const line = fc.constantFrom("a: 1\n", "b: 2\n", "  c: 3\n", "\n", "# note\n", "a: 10\n");
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("", "a: 1", "é"))
  .map(([all, last]) => all.join("") + last);

describe("least changes from one text to another", () => {
  it("touch the two weights of a split and nothing between", () => {
    const before = "- host: a\n  weight: 90\n- host: b\n  weight: 10\n";
    const after = before.replace("90", "50").replace("10", "50");
    expect(textChanges(before, after)).toEqual([
      { from: before.indexOf("90"), to: before.indexOf("90") + 1, insert: "5" },
      { from: before.indexOf("10"), to: before.indexOf("10") + 1, insert: "5" },
    ]);
  });

  it("put lines in without touching their neighbours", () => {
    expect(textChanges("a: 1\nc: 3\n", "a: 1\nb: 2\nc: 3\n")).toEqual([
      { from: 5, to: 5, insert: "b: 2\n" },
    ]);
  });

  it("lead to the other text, in order and apart", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, after)).toBe(after);
        const changes = textChanges(before, after);
        for (const [i, { from }] of changes.entries()) {
          expect(from).toBeGreaterThanOrEqual(changes[i - 1]?.to ?? 0);
        }
      }),
    );
  });

  it("are none between a text and itself", () => {
    fc.assert(
      fc.property(text, (t) => {
        expect(textChanges(t, t)).toEqual([]);
      }),
    );
  });
});
