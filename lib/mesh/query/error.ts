/** What is wrong with a query. `position` and `length` are the place to underline, in UTF-16 units of the text. */
export type QueryError = {
  readonly code: QueryErrorCode;
  readonly position: number;
  readonly length: number;
  /** What could stand there, as words of the language: `ms`, `s`, `)`. Empty where too much is possible. */
  readonly expected: readonly string[];
  /** Text that would do instead of the underlined one; `null` when none can be guessed. */
  readonly suggestion: string | null;
};

export type QueryErrorCode =
  /** No such term: `vesion:v2`. */
  | "unknown-field"
  /** The term has a closed list of values and this is none: `protocol:htp`. */
  | "unknown-value"
  /** `ns:` */
  | "missing-value"
  /** Nothing after `OR`, `-`, or in parentheses. */
  | "missing-term"
  | "unbalanced-parenthesis"
  | "unterminated-quote"
  | "bad-number"
  | "bad-unit"
  /** A share outside 0..100 %, or one that needs a unit. */
  | "out-of-range"
  /** `ns>3`, `rps:10`, `idle:yes`. */
  | "wrong-operator"
  /** Part of the language, but not answered yet: `finding:error`. */
  | "not-yet"
  | "too-deep"
  | "too-long";

export type Place = { readonly position: number; readonly length: number };

export const queryError = (
  code: QueryErrorCode,
  { position, length }: Place,
  suggestion: string | null = null,
  expected: readonly string[] = [],
): QueryError => ({ code, position, length, expected, suggestion });
