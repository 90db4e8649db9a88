import { lineBelow, lineEnd, lineStart } from "../yaml/lines";
import { slotEnd, type TreeList, type TreeMap } from "../yaml/tree";
import { beginsLine, columnOf, type Splice } from "./document-text";

/** Puts an entry or item into a map or list in flow style, on a line of its own where its neighbours are; `null`: it has no brackets. */
export function insertInFlow(
  text: string,
  container: TreeMap | TreeList,
  index: number,
  part: string,
  eol: string,
): readonly Splice[] | null {
  if (!"[{".includes(text[container.from] ?? "")) return null;
  const next = container.slots[index];
  const last = container.slots.at(-1);
  if (last === undefined) return intoEmpty(text, container, part);
  const separator = (at: number) =>
    beginsLine(text, at) ? eol + " ".repeat(columnOf(text, at)) : " ";
  if (next !== undefined) {
    return [{ from: next.from, to: next.from, insert: `${part},${separator(next.from)}` }];
  }
  const end = slotEnd(last);
  const comma = commaBehind(text, end);
  const between = separator(last.from);
  if (comma !== null) return [{ from: comma + 1, to: comma + 1, insert: `${between}${part},` }];
  const line = lineEnd(text, end);
  const comment = /^[ \t]*#/.test(text.slice(end, line)) && between !== " ";
  if (!comment) return [{ from: end, to: end, insert: `,${between}${part}` }];
  return [
    { from: end, to: end, insert: "," },
    { from: line, to: line, insert: between + part },
  ];
}

function intoEmpty(text: string, container: TreeMap | TreeList, part: string): readonly Splice[] {
  const from = container.from + 1;
  const to = container.to - 1;
  return [{ from, to: text.slice(from, to).includes("#") ? from : to, insert: part }];
}

/** Takes an entry or item out of a map or list in flow style, with one comma; `null`: it has no brackets. */
export function removeFromFlow(
  text: string,
  container: TreeMap | TreeList,
  index: number,
): readonly Splice[] | null {
  const slot = container.slots[index];
  if (slot === undefined || !"[{".includes(text[container.from] ?? "")) return null;
  const end = slotEnd(slot);
  const comma = commaBehind(text, end);
  const previous = container.slots[index - 1];
  if (container.slots.length === 1) {
    const inner = { from: container.from + 1, to: container.to - 1 };
    const comments = text.slice(inner.from, inner.to).includes("#");
    return [comments ? out(slot.from, comma === null ? end : comma + 1) : { ...inner, insert: "" }];
  }
  if (comma !== null) return [withComma(text, slot.from, comma)];
  const before = previous === undefined ? null : commaBehind(text, slotEnd(previous));
  if (before === null) return [out(slot.from, end)];
  return /^\s*$/.test(text.slice(before + 1, slot.from))
    ? [out(before, end)]
    : [out(before, before + 1), out(slot.from, end)];
}

const out = (from: number, to: number): Splice => ({ from, to, insert: "" });

function withComma(text: string, from: number, comma: number): Splice {
  const line = text.slice(comma + 1, lineEnd(text, comma));
  if (line.trim() === "") {
    return beginsLine(text, from)
      ? out(lineStart(text, from), lineBelow(text, comma))
      : out(from, comma + 1);
  }
  return out(from, comma + 1 + (/^ */.exec(line)?.[0].length ?? 0));
}

/** The comma behind a place, past blanks, line breaks and comments. */
function commaBehind(text: string, from: number): number | null {
  const gap = /(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\n]*)*/y;
  gap.lastIndex = from;
  gap.exec(text);
  return text[gap.lastIndex] === "," ? gap.lastIndex : null;
}
