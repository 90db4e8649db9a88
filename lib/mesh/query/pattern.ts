/**
 * Patterns of the query language: `*` matches any text, also none; `\*` and `\\` are the characters themselves; upper and lower case
 * are the same.
 */

/** The pattern that matches exactly this text. */
export const escapePattern = (text: string): string => text.replace(/[\\*]/g, "\\$&");

export const hasWildcard = (pattern: string): boolean => piecesOf(pattern).length > 1;

/** The literal texts between the wildcards, in lower case. */
function piecesOf(pattern: string): readonly string[] {
  const pieces = [""];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (char === "*") pieces.push("");
    else {
      const escaped = char === "\\" && at + 1 < pattern.length;
      if (escaped) at += 1;
      pieces[pieces.length - 1] += pattern[at] ?? "";
    }
  }
  return pieces.map((piece) => piece.toLowerCase());
}

/** The text that a pattern without wildcards stands for. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\([\\*])/g, "$1");

/**
 * A test for whole values. Each piece is looked for once, from where the last one ended: no backtracking, whatever the pattern.
 */
export function compilePattern(pattern: string): (value: string) => boolean {
  const pieces = piecesOf(pattern);
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return (value) => value.toLowerCase() === first;

  const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
  return (value) => {
    const text = value.toLowerCase();
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return from <= end;
  };
}

/** A test for names: part of the value, or with a wildcard the whole of it. */
export function compileText(pattern: string): (value: string) => boolean {
  if (hasWildcard(pattern)) return compilePattern(pattern);
  const part = unescapePattern(pattern).toLowerCase();
  return (value) => value.toLowerCase().includes(part);
}
