import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { besideEachOther, type DiffLine, foldLines, lineDiff } from "./shown-lines";

const SIGN = { same: " ", added: "+", removed: "-" } as const;

/** `-15 weight: [90]` */
const shown = (before: string, after: string) =>
  foldLines(lineDiff(before, after)).map((line) => {
    if (line.type === "folded") return `… ${line.lines.length}`;
    if (line.type === "same") return `  ${line.after} ${line.text}`;
    const { strong, text } = line;
    const marked =
      strong === null
        ? text
        : `${text.slice(0, strong.from)}[${text.slice(strong.from, strong.to)}]${text.slice(strong.to)}`;
    return `${SIGN[line.type]} ${line.number} ${marked}`;
  });

const yaml = (weights: readonly [number, number], more = "") =>
  `kind: VirtualService
metadata:
  name: reviews
spec:
  hosts:
  - reviews
  http:
  - route:
    - destination: {subset: v1}
      weight: ${weights[0]}
    - destination: {subset: v3}
      weight: ${weights[1]}
${more}`;

describe("two texts", () => {
  it("differ by lines, and in a line by words; what stays is folded", () => {
    expect(shown(yaml([90, 10]), yaml([95, 5], "  # end\n"))).toEqual([
      "… 6",
      "  7   http:",
      "  8   - route:",
      "  9     - destination: {subset: v1}",
      "- 10       weight: [90]",
      "+ 10       weight: [95]",
      "  11     - destination: {subset: v3}",
      "- 12       weight: 10",
      "+ 12       weight: 5",
      "+ 13   # end",
    ]);
  });

  it.each([
    ["", "a\nb\n", ["+ 1 a", "+ 2 b"]],
    ["a\nb", "", ["- 1 a", "- 2 b"]],
    ["a\r\n", "a\n", ["  1 a"]],
    ["timeout: 1s", "retries: 3", ["- 1 timeout: 1s", "+ 1 retries: 3"]],
    [
      "host: reviews.old",
      "host: reviews.new",
      ["- 1 host: [reviews.old]", "+ 1 host: [reviews.new]"],
    ],
  ])("%j becomes %j", (before, after, expected) => {
    expect(shown(before, after)).toEqual(expected);
  });

  const text = fc
    .array(fc.constantFrom("a", "b: 1", "b: 2", "  c", ""), { maxLength: 12 })
    .map((lines) => lines.join("\n"));

  it("are both in the differences, whole and in order", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const side = (left: boolean) =>
          lines.flatMap((l) => (l.type === (left ? "added" : "removed") ? [] : [l.text]));
        const plain = (t: string) => (t === "" ? [] : t.replace(/\n$/, "").split("\n"));
        expect(side(true)).toEqual(plain(before));
        expect(side(false)).toEqual(plain(after));
        const rows = besideEachOther(lines);
        expect(rows.flatMap(({ left }) => left?.text ?? [])).toEqual(plain(before));
        expect(rows.flatMap(({ right }) => right?.text ?? [])).toEqual(plain(after));
      }),
    );
  });

  it("lose no line by folding", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const unfolded = foldLines(lines).flatMap((l): readonly DiffLine[] =>
          l.type === "folded" ? l.lines : [l],
        );
        expect(unfolded).toEqual(lines);
      }),
    );
  });
});
