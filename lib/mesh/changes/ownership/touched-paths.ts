import type { FieldChange, JsonPath } from "../../manifest/json";

/** An item that came or went: later ones of its list have moved. */
type Move = { readonly list: JsonPath; readonly at: number; readonly op: "insert" | "remove" };

/**
 * The places of an object as it stands that changes of it touch. Each change's own path holds in what the changes before it left: an item
 * behind one that came or went is another there.
 *
 * A place within an item that the changes put in is where the item is put.
 */
export function touchedPaths(changes: readonly FieldChange[]): readonly JsonPath[] {
  const moves: Move[] = [];
  return changes.map((change) => {
    const { path, op } = change;
    const touched = moves.toReversed().reduce(before, path);
    const at = path.at(-1);
    if (op !== "set" && typeof at === "number") moves.push({ list: path.slice(0, -1), at, op });
    return touched;
  });
}

/** Where a path was before an item came or went. */
function before(path: JsonPath, { list, at, op }: Move): JsonPath {
  const depth = list.length;
  const index = path[depth];
  if (typeof index !== "number" || list.some((step, i) => step !== path[i])) return path;
  if (op === "remove") return index < at ? path : path.with(depth, index + 1);
  if (index === at) return path.slice(0, depth + 1);
  return index < at ? path : path.with(depth, index - 1);
}
