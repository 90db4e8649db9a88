import { parseAllDocuments } from "yaml";

/** The documents of a text that are there, as plain values. */
export const documentsIn = (text: string): readonly unknown[] =>
  parseAllDocuments(text).flatMap((document): unknown[] => {
    const value: unknown = document.toJS();
    return value === null ? [] : [value];
  });
