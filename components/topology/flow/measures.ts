/** Measures of a card in canvas units; the tokens `--h-node-*` say the same to the stylesheet. */
export const CARD = {
  width: 128,
  head: 38,
  row: 19,
  foot: 3,
  /** Of a service that a draft changes: rows say what is set, seen and predicted. */
  wide: 168,
  wideRow: 34,
  wideFoot: 18,
  /** Room at its left, in which its plies can be told apart, and what they say. */
  lead: 72,
  ring: { x: 17, y: 19, r: 9 },
} as const;

/** Height of a card with this many rows. */
export const cardHeight = (rows: number): number =>
  rows === 0 ? CARD.head : CARD.head + rows * CARD.row + CARD.foot;

/** Height of a card with this many rows, each with room for two lines. */
export const wideHeight = (rows: number): number => CARD.head + rows * CARD.wideRow + CARD.wideFoot;

/** Where threads meet the side of a card, from its upper edge. */
export const portHeight = (row: number | null, rowHeight: number = CARD.row): number =>
  row === null ? CARD.head / 2 : CARD.head + row * rowHeight + Math.round(rowHeight / 2);

/** Half the width of an eye: threads end where it begins. */
export const EYE_HALF = 3;

/** Width of a thread by requests per second: 1.2 at none, 5 at most. */
export const threadWidth = (requestsPerSecond: number): number =>
  requestsPerSecond <= 0 ? 1.2 : Math.min(5, 1.2 + 1.25 * Math.log10(1 + requestsPerSecond));

/** Width of the stem of a bundle, and of its thinnest ply. */
export const STEM = 4;
export const PLY_MIN = 1.4;
