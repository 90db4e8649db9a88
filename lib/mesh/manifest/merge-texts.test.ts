import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeTexts } from "./merge-texts";

describe("mergeTexts", () => {
  const base = "a: 1\nb: 2\nc: 3\nd: 4\n";
  it.each<[string, string, string, string, boolean]>([
    [
      "both in their places",
      "a: 9\nb: 2\nc: 3\nd: 4\n",
      "a: 1\nb: 2\nc: 3\nd: 9\n",
      "a: 9\nb: 2\nc: 3\nd: 9\n",
      true,
    ],
    [
      "both the same",
      "a: 9\nb: 2\nc: 3\nd: 4\n",
      "a: 9\nb: 2\nc: 3\nd: 4\n",
      "a: 9\nb: 2\nc: 3\nd: 4\n",
      true,
    ],
    [
      "both at one line",
      "a: 8\nb: 2\nc: 3\nd: 4\n",
      "a: 9\nb: 2\nc: 3\nd: 4\n",
      "a: 8\nb: 2\nc: 3\nd: 4\n",
      false,
    ],
    [
      "one adds, one takes away",
      "# c\na: 1\nb: 2\nc: 3\nd: 4\n",
      "a: 1\nb: 2\nc: 3\n",
      "# c\na: 1\nb: 2\nc: 3\n",
      true,
    ],
  ])("%s", (_, ours, theirs, text, clean) => {
    expect(mergeTexts(base, ours, theirs)).toEqual({ text, clean });
  });

  it("takes the one side when the other changed nothing, and either way round when clean", () => {
    const lines = fc
      .array(fc.constantFrom("a\n", "b\n", "c\r\n", "__proto__\n", "\n"), { maxLength: 8 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(lines, lines, lines, (from, ours, theirs) => {
        expect(mergeTexts(from, ours, from)).toEqual({ text: ours, clean: true });
        expect(mergeTexts(from, from, theirs)).toEqual({ text: theirs, clean: true });
        const [one, other] = [mergeTexts(from, ours, theirs), mergeTexts(from, theirs, ours)];
        expect(one.clean).toBe(other.clean);
        if (one.clean) expect(one.text).toBe(other.text);
      }),
    );
  });
});
