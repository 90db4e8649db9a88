import type { Point } from "@/lib/layout/structure";
import { isCertain } from "@/lib/mesh/prediction/interval";
import type { Curve } from "./curves";
import type { DraftCourse, DraftedPly, DraftShare } from "./draft-course";
import type { Card, Flow } from "./flow";
import { EYE_HALF, PLY_MIN, portHeight } from "./measures";
import { type DrawnThread, hullOfAll, type Picture, plyCurve } from "./picture";

/** What drafts divide, by the id of the thread. */
export type DraftShares = ReadonlyMap<string, readonly DraftShare[]>;

/** Width of the stem of a bundle that is edited. */
export const EDIT_STEM = 14;

/** The picture with the courses of drafted threads. Without any it is the same picture. */
export function withDrafts(picture: Picture, flow: Flow, drafts: DraftShares): Picture {
  if (drafts.size === 0) return picture;
  const cards = new Map(flow.cards.map((card) => [card.id, card]));
  const threads = picture.threads.map((drawn) => {
    const shares = drafts.get(drawn.thread.id);
    const course = shares === undefined ? null : courseOf(drawn, shares, picture, cards);
    return course === null ? drawn : { ...drawn, draft: course, hull: course.hull };
  });
  return { ...picture, threads };
}

function courseOf(
  { thread, hull }: DrawnThread,
  shares: readonly DraftShare[],
  { rects }: Picture,
  cards: ReadonlyMap<string, Card>,
): DraftCourse | null {
  const source = rects.get(thread.from.card);
  const target = rects.get(thread.to.card);
  const [from, to] = [cards.get(thread.from.card), cards.get(thread.to.card)];
  if (source === undefined || target === undefined || from === undefined || to === undefined) {
    return null;
  }
  const start = {
    x: source.x + source.width + EYE_HALF,
    y: source.y + portHeight(thread.from.row, from.rowHeight),
  };
  const endAt = (row: number | null): Point => ({
    x: target.x - EYE_HALF,
    y: target.y + portHeight(row, to.rowHeight),
  });
  const lay = (widths: readonly number[]) => onStem(widths, shares, { start, endAt });
  const now = lay(shares.map((share) => EDIT_STEM * share.now));
  const after = lay(shares.map((share) => EDIT_STEM * share.after.max));
  const plies = shares.map(
    (share, i): DraftedPly => ({
      share,
      now: now[i] ?? null,
      after: after[i] ?? null,
      uncertain: !isCertain(share.after),
    }),
  );
  const courses = [...now, ...after].filter((ply) => ply !== null);
  return { plies, hull: courses.length === 0 ? hull : hullOfAll(courses) };
}

type Stem = { readonly start: Point; readonly endAt: (row: number | null) => Point };
type Laid = { readonly curve: Curve; readonly width: number } | null;

/**
 * Plies side by side on a stem, each where its share lies in it; one without a share has no ply. What may be more than there is, because
 * it is not certain, is pushed together so that the stem stays as wide.
 */
function onStem(
  widths: readonly number[],
  shares: readonly DraftShare[],
  { start, endAt }: Stem,
): readonly Laid[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const squeeze = total > EDIT_STEM ? EDIT_STEM / total : 1;
  let top = (-total * squeeze) / 2;
  return widths.map((width, i): Laid => {
    const slot = width * squeeze;
    const y = start.y + top + slot / 2;
    top += slot;
    if (width === 0) return null;
    const curve = plyCurve({ x: start.x, y }, endAt(shares[i]?.row ?? null));
    return { curve: [curve], width: Math.max(PLY_MIN, width) };
  });
}
