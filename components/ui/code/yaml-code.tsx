import { unturned } from "@/lib/format/visible";
import { type Token, type TokenKind, yamlTokens } from "./yaml-tokens";

const COLORS: Readonly<Record<TokenKind, string>> = {
  key: "text-code-key",
  string: "text-code-string",
  number: "text-code-number",
  comment: "text-code-comment",
  plain: "text-ink-2",
};

/** Columns of a line, counted from 0; `to` is the first that is not in it. */
export type Columns = { readonly from: number; readonly to: number };

type YamlCodeProps = {
  readonly line: string;
  /** A part that stands out, and how. */
  readonly strong?: Columns | null;
  readonly strongClass?: string;
};

/** One line of YAML in colours. It reads as it is stored: nothing in it turns the direction of the rest. */
export function YamlCode({ line, strong = null, strongClass = "" }: YamlCodeProps) {
  return piecesOf(line, strong).map(({ kind, text, from, isStrong }) => (
    <span key={from} className={isStrong ? `${COLORS[kind]} ${strongClass}` : COLORS[kind]}>
      {unturned(text)}
    </span>
  ));
}

function piecesOf(line: string, strong: Columns | null): readonly Piece[] {
  let at = 0;
  return yamlTokens(line).flatMap((token) => {
    const pieces = cut(token, at, strong);
    at += token.text.length;
    return pieces;
  });
}

type Piece = Token & { readonly from: number; readonly isStrong: boolean };

/** A token in at most three pieces: before the strong part, in it, and behind it. */
function cut(token: Token, at: number, strong: Columns | null): readonly Piece[] {
  if (strong === null) return [{ ...token, from: at, isStrong: false }];
  const { length } = token.text;
  const from = Math.min(Math.max(strong.from - at, 0), length);
  const to = Math.min(Math.max(strong.to - at, from), length);
  const pieces: readonly (readonly [number, number, boolean])[] = [
    [0, from, false],
    [from, to, true],
    [to, length, false],
  ];
  return pieces.flatMap(([start, end, isStrong]) =>
    start === end
      ? []
      : [{ kind: token.kind, text: token.text.slice(start, end), from: at + start, isStrong }],
  );
}
