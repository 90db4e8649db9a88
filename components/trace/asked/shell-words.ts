/**
 * The words of a command as a POSIX shell cuts them, with the `$'…'` that browsers write. Nothing is expanded. `null` where a quote is
 * not closed.
 *
 * Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
 */
export function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let rest = text;
  while (rest !== "") {
    const blank = /^(?:\s|\\\r?\n)+/.exec(rest);
    if (blank) {
      if (word !== null) words.push(word);
      word = null;
      rest = rest.slice(blank[0].length);
      continue;
    }
    const piece = PIECES.find(({ form }) => form.test(rest));
    const [whole = "", inner = ""] = piece?.form.exec(rest) ?? [];
    if (!piece || whole === "") return null;
    word = (word ?? "") + piece.mean(inner);
    rest = rest.slice(whole.length);
  }
  return word === null ? words : [...words, word];
}

type Piece = { readonly form: RegExp; readonly mean: (inner: string) => string };

const PIECES: readonly Piece[] = [
  { form: /^\$'((?:[^'\\]|\\[\s\S])*)'/, mean: unescaped },
  { form: /^'([^']*)'/, mean: (inner) => inner },
  {
    form: /^"((?:[^"\\]|\\[\s\S])*)"/,
    mean: (inner) => inner.replace(/\\(\r?\n|[$`"\\])/g, (_, sign: string) => sign.trim()),
  },
  { form: /^\\([\s\S])/, mean: (inner) => inner },
  { form: /^([^\s'"\\$]+)/, mean: (inner) => inner },
  { form: /^(\$)(?!')/, mean: (inner) => inner },
];

const SIGNS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(inner: string): string {
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_, byte: string | undefined, unit: string | undefined, sign: string | undefined) => {
      const code = byte ?? unit;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return SIGNS[sign ?? ""] ?? sign ?? "";
    },
  );
}
