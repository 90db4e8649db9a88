import fc from "fast-check";
import { expect, test } from "vitest";
import { grown, placesIn, TILE } from "./tiles";

const area = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});

test("an area of one tile and a pixel touches two", () => {
  const keys = placesIn({ x: -1, y: 0, width: TILE, height: TILE }).map((p) => p.key);
  expect(keys).toEqual(["-1 0", "0 0"]);
});

test("tiles cover an area without a gap, and none stands outside of it", () => {
  fc.assert(
    fc.property(area, ({ x, y, width, height }) => {
      const places = placesIn({ x, y, width, height });
      const covered = places.reduce((sum, { rect }) => {
        const w = Math.min(rect.x + TILE, x + width) - Math.max(rect.x, x);
        const h = Math.min(rect.y + TILE, y + height) - Math.max(rect.y, y);
        expect(Math.min(w, h)).toBeGreaterThan(0);
        return sum + w * h;
      }, 0);
      expect(covered).toBe(width * height);
      expect(new Set(places.map((p) => p.key)).size).toBe(places.length);
    }),
  );
});

test("a pan by less than the overlap needs no tile in view that was not drawn ahead", () => {
  fc.assert(
    fc.property(area, fc.nat(240), (room, by) => {
      const ahead = new Set(placesIn(grown(room, 240)).map((p) => p.key));
      const later = placesIn({ ...room, x: room.x + by, y: room.y - by });
      expect(later.every((p) => ahead.has(p.key))).toBe(true);
    }),
  );
});
