import { lineBelow, lineEnd, lineStart } from "../yaml/lines";
import { slotEnd, type TreeList, type TreeMap, type TreeSlot } from "../yaml/tree";
import { beginsLine, columnOf, type Splice } from "./document-text";
import { wholeLines } from "./place-value";

/**
 * Puts an entry or item into a map or list in block style, right behind the one before it, so that comments above the next one stay with
 * that one. In front of all it goes above the comments of the first. `write` gives its text for the column that it stands at.
 */
export function insertInBlock(
  text: string,
  container: TreeMap | TreeList,
  index: number,
  eol: string,
  write: (column: number) => string,
): readonly Splice[] | null {
  const first = container.slots[0];
  if (first === undefined) return null;
  const column = columnOf(text, first.from);
  const margin = " ".repeat(column);
  const previous = container.slots[index - 1];
  if (previous !== undefined) {
    const at = lineEnd(text, slotEnd(previous));
    return [{ from: at, to: at, insert: eol + margin + write(column) }];
  }
  if (!beginsLine(text, first.from)) {
    return [{ from: first.from, to: first.from, insert: write(column) + eol + margin }];
  }
  const at = aboveComments(text, first.from, container.head);
  return [{ from: at, to: at, insert: margin + write(column) + eol }];
}

/** The start of the comment lines right above a line; not of comments above the container's anchor. */
function aboveComments(text: string, from: number, head: number): number {
  const floor = head < from ? lineBelow(text, head) : 0;
  let at = lineStart(text, from);
  for (;;) {
    if (at <= floor || at === 0) return at;
    const above = lineStart(text, at - 1);
    if (above < floor || !/^[ \t]*#/.test(text.slice(above, at))) return at;
    at = above;
  }
}

/** Takes an entry or item out of a map or list in block style that has others. Comment lines around it stay. */
export function removeFromBlock(
  text: string,
  container: TreeMap | TreeList,
  index: number,
): readonly Splice[] | null {
  const slot = container.slots[index];
  if (slot === undefined || container.slots.length === 1) return null;
  if (beginsLine(text, slot.from)) return [wholeLines(text, slot.from, slotEnd(slot))];
  return [inFront(text, slot, container.slots[index + 1])];
}

/** The first entry behind a dash: the next one moves up to the dash, or comments between them keep their lines. */
function inFront(text: string, slot: TreeSlot, next: TreeSlot | undefined): Splice {
  const end = lineEnd(text, slotEnd(slot));
  if (next !== undefined && /^\s*$/.test(text.slice(end, next.from)))
    return { from: slot.from, to: next.from, insert: "" };
  const blanks = / *$/.exec(text.slice(0, slot.from))?.[0].length ?? 0;
  return { from: slot.from - blanks, to: end, insert: "" };
}
