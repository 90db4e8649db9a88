import "server-only";
import type { Result } from "@/lib/result";
import type { UnreadableRow } from "@/server/adapters/postgres/store-fault";

export type RowResult<T> = Result<T, UnreadableRow>;

/** Keeps what can be read; what cannot is told to `report` by name and does not take the others with it. */
export function readable<T>(
  rows: readonly RowResult<T>[],
  report: (row: UnreadableRow) => void,
): readonly T[] {
  return rows.flatMap((row) => {
    if (row.ok) return [row.value];
    report(row.error);
    return [];
  });
}
