import { describe, expect, it } from "vitest";
import type { GraphLayout } from "@/lib/layout/layout-graph";
import { near } from "@/lib/layout/rectangles";
import type { Rect } from "@/lib/layout/structure";
import type { Card, Flow } from "./flow";
import { makeRoom } from "./make-room";
import { CARD, cardHeight, wideHeight } from "./measures";

const row = { id: "v", label: "v" } as Card["rows"][number];

/** A card of a group: plain, or wide with two versions. */
const card = (id: string, group: string | null, wide = false): Card =>
  ({
    id,
    group,
    rows: wide ? [row, row] : [],
    lead: wide ? CARD.lead : 0,
    width: wide ? CARD.wide : CARD.width,
    height: wide ? wideHeight(2) : cardHeight(0),
  }) as unknown as Card;

/** Two boxes side by side and one below; `reviews` has one card beside it and one below. */
const AT = {
  page: [20, 40],
  reviews: [200, 40],
  details: [200, 140],
  ratings: [400, 40],
  cart: [640, 40],
  report: [20, 260],
  outside: [640, 200],
} as const;
const GROUPS: Readonly<Record<string, string | null>> = { cart: "b", report: "c", outside: null };

function world(wide: readonly string[]) {
  const ids = Object.keys(AT) as (keyof typeof AT)[];
  const cards = ids.map((id) =>
    card(id, id in GROUPS ? (GROUPS[id] ?? null) : "a", wide.includes(id)),
  );
  const layout: GraphLayout = {
    positions: new Map(ids.map((id) => [id, { x: AT[id][0], y: AT[id][1] }])),
    boxes: new Map([
      ["a", { x: 10, y: 20, width: 530, height: 180 }],
      ["b", { x: 630, y: 20, width: 160, height: 120 }],
      ["c", { x: 10, y: 240, width: 160, height: 80 }],
    ]),
    bounds: { x: 0, y: 0, width: 800, height: 340 },
  };
  const flow = { cards } as unknown as Flow;
  return { cards, ...makeRoom(flow, layout), before: layout };
}

const rectsOf = ({ cards, ...now }: ReturnType<typeof world>): ReadonlyMap<string, Rect> => {
  const { positions } = makeRoom({ cards } as unknown as Flow, now.before).layout;
  return new Map(
    cards.map(({ id, height, lead, width }) => {
      const at = positions.get(id) ?? { x: 0, y: 0 };
      return [id, { ...at, width: lead + width, height }];
    }),
  );
};

/** Pairs of rectangles that meet. */
const meetings = (rects: readonly Rect[]): number =>
  rects.reduce((sum, a, i) => sum + rects.slice(i + 1).filter((b) => near(a, b, 0)).length, 0);

const holds = (box: Rect, { x, y, width, height }: Rect): boolean =>
  x >= box.x && y >= box.y && x + width <= box.x + box.width && y + height <= box.y + box.height;

describe("room for a card that a draft makes wide", () => {
  it("is the layout as it is where no card is wide", () => {
    const { before, layout, shifts } = world([]);
    expect(layout).toBe(before);
    expect(shifts.size).toBe(0);
  });

  it("leaves the card where it stands, moves what is right of it to the right and what is below it down", () => {
    const { shifts } = world(["reviews"]);
    const dx = CARD.lead + CARD.wide - CARD.width;
    const dy = wideHeight(2) - cardHeight(2);
    expect(Object.fromEntries(shifts)).toEqual({
      details: { x: 0, y: dy },
      ratings: { x: dx, y: 0 },
      cart: { x: dx, y: 0 },
      outside: { x: dx, y: 0 },
      report: { x: 0, y: expect.any(Number) },
    });
  });

  it.each([[["reviews"]], [["reviews", "cart"]], [["page", "reviews", "details"]]])(
    "of %j leaves nothing standing on anything else, and every card in its box",
    (wide) => {
      const now = world(wide);
      const rects = rectsOf(now);
      expect(meetings([...rects.values()])).toBe(0);
      expect(meetings([...now.layout.boxes.values()])).toBe(0);
      const out = now.cards.filter(({ id, group }) => {
        const [rect, box] = [rects.get(id), now.layout.boxes.get(group ?? "")];
        return rect && box && !holds(box, rect);
      });
      expect(out).toEqual([]);
    },
  );
});
