/**
 * The lines of the block that begins on a line: it and all that is indented deeper behind it. A list that stands at its key's own indent
 * belongs to it.
 *
 * @param line from 1
 */
export function blockLines(yaml: string, line: number): ReadonlySet<number> {
  const lines = yaml.split("\n");
  const first = lines[line - 1] ?? "";
  const indent = indentOf(first);
  const isKey = !/^\s*-/.test(first) && /:\s*$/.test(first);
  const block = new Set([line]);
  for (let i = line; i < lines.length; i++) {
    const next = lines[i] ?? "";
    if (next.trim() === "") continue;
    const isOwnItem = isKey && indentOf(next) === indent && /^\s*-/.test(next);
    if (indentOf(next) <= indent && !isOwnItem) break;
    block.add(i + 1);
  }
  return block;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
