import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinWireTexts, listParts, plainText, type WireText, wireText } from "./wire-text";

const unit = fc.constantFrom("a", '"', "\\", "\n", "é", "€", "😀", "\u2028", "\u0000");
const part = fc.oneof(
  fc.array(unit).map((units) => units.join("")),
  // Longer than a piece, with pairs of surrogates at odd and even places.
  fc
    .tuple(fc.constantFrom("", "x"), fc.integer({ min: 32_000, max: 70_000 }))
    .map(([first, count]) => first + '😀"'.repeat(count).slice(0, count * 3)),
);
const parts = fc.array(part, { maxLength: 5 });

const sent = ({ pieces }: WireText) => `"${Buffer.concat(pieces).toString("utf8")}"`;

describe("a text for the wire", () => {
  it("is, byte for byte, what JSON makes of the text, wherever it was cut", () => {
    fc.assert(
      fc.property(parts, (texts) => {
        const whole = texts.join("");
        const wire = wireText(texts);
        expect(sent(wire) === JSON.stringify(whole)).toBe(true);
        expect(plainText(wire) === whole).toBe(true);
        expect(wire.length).toBe(whole.length);
        expect(wire.bytes).toBe(Buffer.byteLength(whole));
        expect(wire.pieces.every((piece) => piece.length <= 6 * 65_536)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("is as long in several texts as in one", () => {
    fc.assert(
      fc.property(parts, (texts) => {
        const joined = joinWireTexts(texts.map((text) => wireText([text])));
        const { bytes, length } = wireText(texts);
        expect(joined).toMatchObject({ bytes, length });
        expect(plainText(joined) === texts.join("")).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("keeps the pieces of the texts it is made of", () => {
    const [a, b] = [wireText(["a"]), wireText(["b"])];
    expect(joinWireTexts([a, b]).pieces).toEqual([...a.pieces, ...b.pieces]);
    expect(joinWireTexts([a, b]).pieces[0]).toBe(a.pieces[0]);
  });
});

describe("a list in parts", () => {
  it("is the JSON of the whole", () => {
    const items = fc.array(fc.record({ name: fc.string(), n: fc.integer() }));
    fc.assert(
      fc.property(fc.record({ revision: fc.nat(), at: fc.string() }), items, (head, list) => {
        expect([...listParts(head, "list", list)].join("")).toBe(JSON.stringify({ ...head, list }));
      }),
    );
  });
});
