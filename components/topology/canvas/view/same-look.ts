import type { Point, Rect } from "@/lib/layout/structure";
import type { Viewport } from "@/lib/view/viewport";
import type { Room } from "./fit-view";

type Places = ReadonlyMap<string, Point>;

type Looks = {
  readonly view: Viewport;
  readonly room: Room;
  /** What must stand where it stands; `null` takes what is nearest to the middle of the room. */
  readonly anchor: string | null;
};

/**
 * Where to look at the same cards in another arrangement so that one of them stands at the same place of the screen.
 *
 * Somebody else has neither the pins nor the past of this picture: their cards are laid out from nothing.
 */
export function sameLook(here: Places, there: Places, { view, room, anchor }: Looks): Viewport {
  const id = anchor !== null && here.has(anchor) ? anchor : nearest(here, middleOf(view, room));
  const from = here.get(id ?? "");
  const to = there.get(id ?? "");
  if (from === undefined || to === undefined) return view;
  const { x, y, zoom } = view;
  return { x: x + (from.x - to.x) * zoom, y: y + (from.y - to.y) * zoom, zoom };
}

/** The middle of the room in canvas units. */
const middleOf = ({ x, y, zoom }: Viewport, room: Room): Point => ({
  x: (room.width / 2 - x) / zoom,
  y: (room.height / 2 - y) / zoom,
});

function nearest(places: Places, { x, y }: Point): string | null {
  const distance = (at: Pick<Rect, "x" | "y">) => (at.x - x) ** 2 + (at.y - y) ** 2;
  const [first] = [...places].sort(([, a], [, b]) => distance(a) - distance(b));
  return first?.[0] ?? null;
}
