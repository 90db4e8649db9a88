import "server-only";
import type { Columns } from "./parse-answer.mjs";

/** One row of columns, read in place. */
export type Row = {
  /** Value of the n-th label of the shape; empty when absent. */
  label(n: number): string;
  /** Calls `visit` with each value, the word of its pivot label and its time in seconds. */
  each(visit: (value: number, key: string, timeSeconds: number) => void): void;
};

/** Maps every row; `null` drops it. The row is valid during the call only. */
export function mapRows<T>(columns: Columns, map: (row: Row) => T | null): T[] {
  const { words, codes, width, offsets, values, keys, times } = columns;
  const out: T[] = [];
  let at = 0;
  const row: Row = {
    label: (n) => words[codes[at * width + n] ?? 0] ?? "",
    each(visit) {
      for (let i = offsets[at] ?? 0; i < (offsets[at + 1] ?? 0); i++) {
        visit(values[i] ?? Number.NaN, words[keys[i] ?? 0] ?? "", times[i] ?? Number.NaN);
      }
    },
  };
  for (; at < columns.rows; at++) {
    const mapped = map(row);
    if (mapped !== null) out.push(mapped);
  }
  return out;
}
