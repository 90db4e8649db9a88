/** What is wrong with a text, and where. */
export type QueryFault = {
  /** Offset of the first wrong character. */
  readonly at: number;
  /** How many characters are wrong; 0 where something is missing. */
  readonly length: number;
  readonly message: string;
  /** What to put in place of the wrong characters. */
  readonly suggestion: string | null;
};

/** One way to go on with a text. */
export type QueryCompletion = {
  /** The whole text once it is taken. */
  readonly text: string;
  readonly label: string;
  /** What the label means. */
  readonly detail: string;
};

/** The find and hide language, as the input needs it. The page binds it to `lib/mesh/query` and to the names in scope. */
export type QueryLanguage = {
  /** `null` when the text is a query. An empty text is one. */
  readonly check: (text: string) => QueryFault | null;
  /** The operands of the outermost `and` or `or`, printed; the text itself when there is no such operator. */
  readonly operands: (text: string, operator: "and" | "or") => readonly string[];
  /** Texts of queries joined into one, with parentheses where they are needed. */
  readonly join: (texts: readonly string[], operator: "and" | "or") => string;
  readonly complete: (text: string, caret: number) => readonly QueryCompletion[];
};
