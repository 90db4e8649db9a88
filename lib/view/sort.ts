/** Columns of the table of nodes, as they stand in the address. */
export const NODE_COLUMN_IDS = [
  "name",
  "health",
  "namespace",
  "kind",
  "rps",
  "errors",
  "p95",
  "mtls",
  "bytes",
  "ready",
  "callers",
  "callees",
] as const;
export type NodeColumnId = (typeof NODE_COLUMN_IDS)[number];

/** Columns of the table of edges, as they stand in the address. */
export const EDGE_COLUMN_IDS = [
  "source",
  "target",
  "health",
  "protocol",
  "rps",
  "errors",
  "p95",
  "mtls",
  "bytes",
  "share",
] as const;
export type EdgeColumnId = (typeof EDGE_COLUMN_IDS)[number];

/** By which column a table is sorted, and which way. */
export type Sort<C extends string = string> = {
  readonly column: C;
  readonly direction: "ascending" | "descending";
};

/** Reads `rps`, or `-rps` for descending; `null` for what is none of the columns. */
export function parseSort<C extends string>(text: string, columns: readonly C[]): Sort<C> | null {
  const descending = text.startsWith("-");
  const name = descending ? text.slice(1) : text;
  const column = columns.find((one) => one === name);
  if (column === undefined) return null;
  return { column, direction: descending ? "descending" : "ascending" };
}

export const printSort = ({ column, direction }: Sort): string =>
  direction === "descending" ? `-${column}` : column;
