import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { near } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import { type Curve, curveBetween, distanceTo, hullOf, pointAt } from "./curves";
import { levelAt, textSize } from "./levels";
import { threadWidth } from "./measures";
import { createWays } from "./picture";

const coordinate = fc.integer({ min: -2000, max: 2000 });
const point = fc.record({ x: coordinate, y: coordinate });

describe("curves", () => {
  it("begin and end where they are told to, inside their hull, at no distance from themselves", () => {
    fc.assert(
      fc.property(point, point, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, t) => {
        const curve: Curve = [curveBetween(from, to)];
        expect(pointAt(curve, 0)).toEqual(from);
        expect(pointAt(curve, 1)).toEqual(to);
        const p = pointAt(curve, t);
        expect(near({ ...p, width: 0, height: 0 }, hullOf(curve), 0.001)).toBe(true);
        // Sampled as segments: a bend of some thousand units is met to within a few of them.
        expect(distanceTo(curve, p)).toBeLessThan(12);
      }),
    );
  });

  it.each([
    [0, 1.2],
    [1, 1.58],
    [42, 3.24],
    [620, 4.69],
    [100_000, 5],
  ])("%d requests per second are %d wide", (rps, width) => {
    expect(threadWidth(rps)).toBeCloseTo(width, 2);
  });
});

describe("ways", () => {
  const card = (x: number, y: number): Rect => ({ x, y, width: 128, height: 38 });
  const from = { x: 131, y: 19 };
  const to = { x: 509, y: 19 };

  it("go straight where nothing stands between", () => {
    const ways = createWays([card(0, 0), card(512, 0), card(256, 200)], []);
    expect(ways.between(from, to, [card(0, 0), card(512, 0)])).toHaveLength(1);
  });

  it("go round a card that stands between", () => {
    const [source, blocked, target] = [card(0, 0), card(256, 0), card(512, 0)];
    const curve = createWays([source, blocked, target], []).between(from, to, [source, target]);
    const points = Array.from({ length: 60 }, (_, i) => pointAt(curve, i / 59));
    expect(points.filter((p) => near({ ...p, width: 0, height: 0 }, blocked, 0))).toEqual([]);
    expect([points[0], points.at(-1)]).toEqual([from, to]);
  });

  it("keep off the name of a box", () => {
    const [source, blocked, target] = [card(0, 0), card(256, 0), card(512, 0)];
    const box = { x: 240, y: -24, width: 160, height: 200 };
    const curve = createWays([source, blocked, target], [box]).between(from, to, [source, target]);
    expect(pointAt(curve, 0.5).y).toBeGreaterThan(38);
  });
});

describe("levels", () => {
  it.each([
    [0.2, "far"],
    [0.5, "middle"],
    [0.84, "middle"],
    [0.85, "near"],
    [2, "near"],
  ])("zoom %d is %s", (zoom, level) => {
    expect(levelAt(zoom)).toBe(level);
  });

  it("never shows text below 10 px", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 4, noNaN: true }), (zoom) => {
        expect(textSize(10, zoom) * zoom).toBeGreaterThanOrEqual(10 - 1e-9);
      }),
    );
  });
});
