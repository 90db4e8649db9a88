import { type Cursor, giveUp, skipBlanks } from "./cursor";

/** A literal block (`|`, `|-`), whose content is deeper than `parent`; the cursor ends at the last line break of the block. */
export function readLiteral(cursor: Cursor, parent: number): string {
  cursor.at += 1;
  const strip = cursor.text[cursor.at] === "-";
  if (strip) cursor.at += 1;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== "\n") return giveUp(cursor) ?? "";
  const lines = linesOfBlock(cursor, parent);
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return giveUp(cursor) ?? "";
  return lines.join("\n") + (strip ? "" : "\n");
}

/** The lines of a block without their margin, which is that of its first line: blank lines before it are left to the full reading. */
function linesOfBlock(cursor: Cursor, parent: number): string[] {
  const { text } = cursor;
  const lines: string[] = [];
  const margin = indentAt(text, cursor.at + 1);
  if (margin <= parent) return giveUp(cursor) ?? [];
  for (let at = cursor.at + 1; at < text.length; at = cursor.at + 1) {
    const eol = text.indexOf("\n", at);
    // How a last line without an end counts is for the full reading to say.
    if (eol < 0) return giveUp(cursor) ?? [];
    const indent = indentAt(text, at);
    const isBlank = at + indent === eol;
    if (!isBlank && indent < margin) return indent > parent ? (giveUp(cursor) ?? []) : lines;
    lines.push(text.slice(Math.min(at + margin, eol), eol));
    cursor.at = eol;
  }
  return lines;
}

function indentAt(text: string, start: number): number {
  let at = start;
  while (text[at] === " ") at += 1;
  return at - start;
}
