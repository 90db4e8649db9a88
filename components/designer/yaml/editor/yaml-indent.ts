import { indentService } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

/** Spaces of a new line below this one: under its key, two further in below a key that waits for its value. */
export function indentBelow(line: string): number {
  const lead = /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
  const code = line.replace(/(^|\s)#.*$/, "").trimEnd();
  return /:(\s+[|>][-+0-9]*)?$/.test(code) ? lead + 2 : lead;
}

/** The grammar knows no indentation; the line above does. */
export const yamlIndent: Extension = indentService.of((context, pos) => {
  const { doc } = context.state;
  const line = doc.lineAt(pos);
  // Of a line that is being broken, the part that stays above.
  const above =
    pos > line.from ? doc.sliceString(line.from, pos) : doc.lineAt(Math.max(0, line.from - 1)).text;
  return indentBelow(above);
});
