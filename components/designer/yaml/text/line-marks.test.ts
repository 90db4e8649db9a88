import { describe, expect, it } from "vitest";
import { lineMarks } from "./line-marks";

const lines = (text: string) => `${text.trim().replaceAll("/", "\n")}\n`;

/** `3~90`: line 3 changed, was 90; `4+` added; `5-2`: two lines gone above line 5. */
const marksOf = (before: string, after: string): string =>
  lineMarks(lines(before), lines(after))
    .map((mark) => {
      if (mark.type === "add") return `${mark.line}+`;
      return mark.type === "remove"
        ? `${mark.line}-${mark.count}`
        : `${mark.line}~${mark.was ?? ""}`;
    })
    .join(" ");

describe("what the draft did to a line", () => {
  it.each([
    ["nothing", "a: 1/b: 2", "a: 1/b: 2", ""],
    ["a value", "a: 1/b: 2", "a: 1/b: 3", "2~2"],
    [
      "a value in a list item",
      "- weight: 90/- weight: 10",
      "- weight: 50/- weight: 50",
      "1~90 2~10",
    ],
    ["a line put in", "a: 1/c: 3", "a: 1/b: 2/c: 3", "2+"],
    ["a line taken out", "a: 1/b: 2/c: 3", "a: 1/c: 3", "2-1"],
    ["the last line taken out", "a: 1/b: 2", "a: 1", "2-1"],
    ["another key", "a: 1/b: 2", "a: 1/c: 2", "2+ 3-1"],
    ["a value and a line behind it", "a: 1", "a: 2/b: 3", "1~1 2+"],
    ["a comment on a line", "a: 1", "a: 1 # why", "1~1"],
    ["a map in place of a value", "a: 1", "a:/  b: 1", "1~ 2+"],
  ])("%s", (_, before, after, marks) => {
    expect(marksOf(before, after)).toBe(marks);
  });

  it("all lines of an object that was not there", () => {
    expect(lineMarks("", "a: 1\nb: 2\n")).toEqual([
      { type: "add", line: 1 },
      { type: "add", line: 2 },
    ]);
  });
});
