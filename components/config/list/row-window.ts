/** Which rows are drawn, and how high what is left out above and below stands for, in px. */
export type RowWindow = {
  readonly from: number;
  /** The first that is not drawn any more. */
  readonly to: number;
  readonly above: number;
  readonly below: number;
};

/** Rows drawn beyond each edge, so that scrolling shows no gap. */
const SPARE = 12;

/** Rows of one height, of which only those in sight are drawn. */
export function rowWindow(
  count: number,
  rowHeight: number,
  sight: { readonly top: number; readonly height: number },
): RowWindow {
  const first = Math.floor(Math.max(0, sight.top) / rowHeight) - SPARE;
  const seen = Math.ceil(sight.height / rowHeight) + 2 * SPARE;
  const from = Math.max(0, Math.min(first, count - seen));
  const to = Math.min(count, Math.max(0, first) + seen);
  return { from, to, above: from * rowHeight, below: (count - to) * rowHeight };
}
