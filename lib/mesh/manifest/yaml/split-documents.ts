/** One document in a file. Its text runs from `start` to `end` and holds its directives and `---`; its content begins at `body`. */
export type DocumentSlice = {
  readonly start: number;
  readonly body: number;
  readonly end: number;
};

type Open = {
  readonly start: number;
  readonly body: number;
  /** Nothing but blank lines, comments and directives so far, and no `---`: not a document yet. */
  readonly bare: boolean;
  /** Start of the first directive: it belongs to the next `---`. */
  readonly directive: number | null;
};

/**
 * Cuts a text into its documents at `---` and `...`, which end a document wherever they begin a line: what is wrong in one document cannot
 * reach the next. Text before the first document that holds only comments belongs to none.
 *
 * source: https://yaml.org/spec/1.2.2/#912-document-markers
 */
export function splitDocuments(text: string): readonly DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  let open: Open = blank(0);
  const close = (end: number) => {
    if (!open.bare) slices.push({ start: open.start, body: open.body, end });
  };
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    const marker = markerAt(text, at);
    if (marker === "---") {
      close(at);
      open = {
        start: open.bare ? (open.directive ?? at) : at,
        body: markerFrom(text, at) + 3,
        bare: false,
        directive: null,
      };
    } else if (marker === "...") {
      close(at);
      open = blank(nextLine(text, at));
    } else if (open.bare) {
      open = withLine(open, text, at);
    }
  }
  close(text.length);
  return slices;
}

const blank = (at: number): Open => ({ start: at, body: at, bare: true, directive: null });

function nextLine(text: string, at: number): number {
  const eol = text.indexOf("\n", at);
  return eol < 0 ? text.length : eol + 1;
}

/** A byte order mark may stand before the first marker. */
function markerFrom(text: string, at: number): number {
  return at === 0 && text.charCodeAt(0) === 0xfeff ? 1 : at;
}

function markerAt(text: string, at: number): "---" | "..." | null {
  const from = markerFrom(text, at);
  const marker = text.startsWith("---", from) ? "---" : text.startsWith("...", from) ? "..." : null;
  const next = text[from + 3];
  return next === undefined || " \t\r\n".includes(next) ? marker : null;
}

function withLine(open: Open, text: string, at: number): Open {
  const first = /[^ \t\r\uFEFF]/g;
  first.lastIndex = at;
  const char = first.exec(text)?.[0] ?? "\n";
  if (char === "\n" || char === "#") return open;
  if (char === "%") return { ...open, directive: open.directive ?? at };
  return { ...open, bare: false };
}
