import type { Rect } from "@/lib/layout/structure";
import type { Interval } from "@/lib/mesh/prediction/interval";
import type { Curve } from "./curves";

/** What one end of a thread gets of its requests: seen now and after a draft, 0..1. */
export type DraftShare = {
  /** Row of the card at its end; `null` for the card as a whole. */
  readonly row: number | null;
  readonly now: number;
  readonly after: Interval;
};

/** One ply of a drafted thread, where it runs now and where it will. */
export type DraftedPly = {
  readonly share: DraftShare;
  readonly now: { readonly curve: Curve; readonly width: number } | null;
  readonly after: { readonly curve: Curve; readonly width: number } | null;
  /** It may get anything up to its width. */
  readonly uncertain: boolean;
};

/** A thread as a draft divides it. */
export type DraftCourse = { readonly plies: readonly DraftedPly[]; readonly hull: Rect };
