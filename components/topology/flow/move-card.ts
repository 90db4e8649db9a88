import type { Point } from "@/lib/layout/structure";
import type { Flow } from "./flow";
import { createWays, drawThread, type Picture } from "./picture";

/** The picture with one card elsewhere, as while it is dragged: only its own threads are led anew. */
export function moveCard(picture: Picture, flow: Flow, id: string, to: Point): Picture {
  const rect = picture.rects.get(id);
  if (rect === undefined) return picture;
  const rects = new Map(picture.rects).set(id, { ...rect, ...to });
  const cards = new Map(flow.cards.map((c) => [c.id, c]));
  const ways = createWays([...rects.values()], [...picture.boxes.values()]);
  const threads = picture.threads.flatMap((drawn) => {
    const { from, to: end } = drawn.thread;
    const touched = from.card === id || end.card === id;
    return touched ? drawThread(drawn.thread, cards, rects, ways) : [drawn];
  });
  return { ...picture, rects, threads };
}
