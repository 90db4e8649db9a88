import fc from "fast-check";
import { expect, test } from "vitest";
import { grown, placesIn, sideAt } from "./tiles";

const area = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});

/** What browsers make of their zoom, from 50 % on a plain screen to 150 % on one of two pixels per px. */
const RATIOS = [0.5, 2 / 3, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 4 / 3, 1.5, 1.75, 2, 2.2, 2.5, 3];
const ratio = fc.constantFrom(...RATIOS);

test.each(RATIOS)("at a pixel ratio of %d tiles begin and end between two pixels", (at) => {
  for (const { rect } of placesIn({ x: -2000, y: 0, width: 4000, height: 1 }, sideAt(at))) {
    for (const edge of [rect.x, rect.x + rect.width]) {
      expect(edge * at).toBeCloseTo(Math.round(edge * at), 6);
    }
  }
});

test("an area of one tile and a pixel touches two", () => {
  const places = placesIn({ x: -1, y: 0, width: 512, height: 512 }, 512);
  expect(places.map(({ rect }) => [rect.x, rect.y])).toEqual([
    [-512, 0],
    [0, 0],
  ]);
});

test("tiles cover an area without a gap, and none stands outside of it", () => {
  fc.assert(
    fc.property(area, ratio, ({ x, y, width, height }, at) => {
      const side = sideAt(at);
      const places = placesIn({ x, y, width, height }, side);
      const covered = places.reduce((sum, { rect }) => {
        const w = Math.min(rect.x + side, x + width) - Math.max(rect.x, x);
        const h = Math.min(rect.y + side, y + height) - Math.max(rect.y, y);
        expect(Math.min(w, h)).toBeGreaterThan(0);
        return sum + w * h;
      }, 0);
      expect(covered / (width * height)).toBeCloseTo(1, 9);
      expect(new Set(places.map((p) => p.key)).size).toBe(places.length);
    }),
  );
});

test("a pan by less than the overlap needs no tile in view that was not drawn ahead", () => {
  fc.assert(
    fc.property(area, fc.nat(240), ratio, (room, by, at) => {
      const side = sideAt(at);
      const ahead = new Set(placesIn(grown(room, 240), side).map((p) => p.key));
      const later = placesIn({ ...room, x: room.x + by, y: room.y - by }, side);
      expect(later.every((p) => ahead.has(p.key))).toBe(true);
    }),
  );
});
