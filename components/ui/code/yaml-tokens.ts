export type TokenKind = "key" | "string" | "number" | "comment" | "plain";
export type Token = { readonly kind: TokenKind; readonly text: string };

const KEY = /^(\s*(?:- )*)([\w./~-]+|"[^"]*"|'[^']*')(:)(?=\s|$)/;
const COMMENT = /^\s*#/;
const NUMBER = /^(?:[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|~)$/;

/**
 * The parts of one line of YAML, for colours only: block scalars and flow collections are not followed, and their lines count as
 * text. The texts of all tokens together are the line.
 */
export function yamlTokens(line: string): readonly Token[] {
  if (COMMENT.test(line)) return [{ kind: "comment", text: line }];
  const match = KEY.exec(line);
  if (match === null) return valueTokens(line);
  const [whole, indent = "", key = "", colon = ""] = match;
  const head: readonly Token[] = [
    { kind: "plain", text: indent },
    { kind: "key", text: key },
    { kind: "plain", text: colon },
  ];
  return [...head, ...valueTokens(line.slice(whole.length))].filter((t) => t.text !== "");
}

function valueTokens(text: string): readonly Token[] {
  const value = text.replace(/^[\s-]*(?=\S)/, "").trim();
  if (value === "") return text === "" ? [] : [{ kind: "plain", text }];
  const at = text.lastIndexOf(value);
  const kind = NUMBER.test(value) ? "number" : /^[|>{[&*]/.test(value) ? "plain" : "string";
  const parts: readonly Token[] = [
    { kind: "plain", text: text.slice(0, at) },
    { kind, text: value },
    { kind: "plain", text: text.slice(at + value.length) },
  ];
  return parts.filter((t) => t.text !== "");
}
