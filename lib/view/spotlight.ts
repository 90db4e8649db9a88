import { parseSelection, printSelection, type Selection } from "./selection";

/** A place of the picture whose neighbourhood stays bright, so many calls far. */
export type Spotlight = { readonly on: Selection; readonly hops: number };

/** As far as keys reach. */
const MOST_HOPS = 3;

/** Reads `2:node:id`; `null` when malformed, or with no hops or too many. */
export function parseSpotlight(text: string): Spotlight | null {
  const [first = "", second] = [text.slice(0, 1), text.slice(1, 2)];
  const hops = /^[1-9]$/.test(first) ? Number(first) : 0;
  const on = second === ":" ? parseSelection(text.slice(2)) : null;
  return on === null || hops < 1 || hops > MOST_HOPS ? null : { on, hops };
}

export const printSpotlight = ({ on, hops }: Spotlight): string => `${hops}:${printSelection(on)}`;
