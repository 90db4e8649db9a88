import type { ConfigRef } from "../edit";

/** Sentences that stand as comments in exported files; a line each, the caller's words. */
export type ExportWords = {
  readonly title: (cluster: string) => string;
  readonly removed: (ref: ConfigRef) => string;
  /** The object has to be written in parts, with other writes between them. */
  readonly inParts: (ref: ConfigRef) => string;
  readonly component: string;
  readonly context: (cluster: string) => string;
  readonly step: (
    n: number,
    of: number,
    verb: "create" | "update" | "remove",
    ref: ConfigRef,
  ) => string;
  readonly wait: string;
};

/** A comment of one line. Names come from what somebody typed: a line break in one must not end the comment. */
export const comment = (text: string): string => `# ${text.replace(/[\p{Cc}\u2028\u2029]/gu, "?")}`;
