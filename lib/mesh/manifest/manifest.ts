import type { JsonObject } from "./json";

/** A place in a text. Line and column count from 1, as editors do; the offset from 0, in UTF-16 units. */
export type TextPosition = {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
};

export type TextSpan = { readonly from: TextPosition; readonly to: TextPosition };

/**
 * Why a text, or a part of it, cannot be read as an object.
 *
 * `detail` is the parser's own sentence for `syntax`, else the name or value that is wrong.
 */
export type ManifestProblem = {
  readonly code:
    | "syntax"
    | "tab-indent"
    | "duplicate-key"
    | "too-many-aliases"
    | "too-deep"
    | "too-large"
    | "unsafe-value"
    | "not-an-object"
    | "no-api-version"
    | "no-kind"
    | "no-name"
    | "wrong-type"
    | "unknown-kind";
  readonly detail: string;
  readonly span: TextSpan;
};

/** The identity that a manifest gives itself. The cluster is not in the text. */
export type ManifestIdentity = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
};

/** One document of a file. A document with a problem keeps its text and has no value. */
export type ManifestDocument = {
  /** Place of the document in the file: from after its `---` to before the next. */
  readonly span: TextSpan;
  readonly value: JsonObject | null;
  readonly identity: ManifestIdentity | null;
  readonly problems: readonly ManifestProblem[];
};

/**
 * A text of any number of documents (YAML or JSON) and what it means.
 *
 * The text is the truth: printing gives it back to the byte, whatever is wrong with it.
 */
export type ManifestFile = {
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
};
