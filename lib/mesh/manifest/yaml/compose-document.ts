import { Composer, type CST, type Document, Lexer, Parser, type YAMLError } from "yaml";
import type { TreeProblem } from "./tree";

/**
 * Levels of nesting that are read. Istio's and the Gateway API's deepest kinds have about fifteen. The limit holds before anything is
 * composed: the parser's later stages call themselves once a level, and text can be deeper than any stack.
 */
const MAX_DEPTH = 100;
/** Problems told of one document: behind so many, the rest follow from the first. */
export const MAX_PROBLEMS = 50;

const OPTIONS = {
  // Values are read by `readScalar`, as Kubernetes reads them, and keys are compared by what they mean there.
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  keepSourceTokens: true,
  prettyErrors: false,
  logLevel: "silent",
} as const;

export type ComposedDocument = {
  /** `null`: there is none, or it is too deep. */
  readonly document: Document.Parsed | null;
  readonly problems: readonly TreeProblem[];
};

/** Runs the parser over one document's text. Never throws. */
export function composeDocument(text: string): ComposedDocument {
  const { tokens, deepAt } = tokensOf(text);
  if (deepAt !== null) return refused("too-deep", String(MAX_DEPTH), deepAt, deepAt + 1);
  try {
    const composer = new Composer(OPTIONS);
    const documents = [...composer.compose(tokens)] as readonly Document.Parsed[];
    const errors = documents.flatMap((document) => document.errors);
    const problems = [...errors, ...composer.streamInfo().errors]
      .slice(0, MAX_PROBLEMS)
      .map((error) => problemOf(text, error));
    const [document, second] = documents;
    return second
      ? refused("syntax", "More than one document", second.range[0], text.length)
      : { document: document ?? null, problems };
  } catch (error) {
    return refused("syntax", error instanceof Error ? error.message : "", 0, text.length);
  }
}

function refused(
  code: TreeProblem["code"],
  detail: string,
  from: number,
  to: number,
): ComposedDocument {
  return { document: null, problems: [{ code, detail, from, to }] };
}

/** The tokens of a text, or where it goes deeper than is read. */
function tokensOf(text: string) {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH) return { tokens: [], deepAt: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, deepAt: null };
}

function problemOf(text: string, error: YAMLError): TreeProblem {
  const at = Math.min(error.pos[0], text.length);
  const from = written(text, at);
  const stretch = { from, to: Math.max(from, Math.min(error.pos[1], text.length)) };
  const tab = error.code === "TAB_AS_INDENT" ? at : tabBefore(text, at);
  if (tab === null) return { ...stretch, code: "syntax", detail: error.message };
  return { from: tab, to: tab + 1, code: "tab-indent", detail: error.message };
}

/** Where something is missing at the end of lines, the end of what is written before it. */
function written(text: string, from: number): number {
  const isBlank = (char: string | undefined) => char === undefined || " \t\r\n".includes(char);
  let at = from;
  while (at > 0 && isBlank(text[at]) && isBlank(text[at - 1])) at -= 1;
  return at;
}

/** A tab in the white space that begins the line of an error: what goes wrong there goes wrong for it. */
function tabBefore(text: string, at: number): number | null {
  const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? "";
  const tab = indent.indexOf("\t");
  return tab < 0 ? null : start + tab;
}
