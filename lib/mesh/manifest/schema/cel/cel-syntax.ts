import { parse } from "@bufbuild/cel";

/** What is wrong with the syntax of a CEL expression, in the parser's words; `null` when nothing is. */
export function celSyntaxFault(expression: string): string | null {
  try {
    parse(expression);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
