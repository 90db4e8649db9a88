import type { Completion, CompletionContext, CompletionSource } from "@codemirror/autocomplete";
import type { HoverTooltipSource } from "@codemirror/view";
import type { FieldNote } from "../assist/field-note";
import type { Suggestions } from "../assist/suggestions";

/** What is known of a place in a text. */
export type Lookup = {
  readonly suggest: (text: string, offset: number) => Suggestions | null;
  readonly describe: (text: string, offset: number) => FieldNote | null;
};

/** Completion from the schema and the mesh, as one types and on request. */
export const completionSource =
  (lookup: () => Lookup): CompletionSource =>
  (context: CompletionContext) => {
    const found = lookup().suggest(context.state.doc.toString(), context.pos);
    if (found === null || found.items.length === 0) return null;
    if (!context.explicit && found.from === context.pos && !found.eager) return null;
    const options = found.items.map(
      ({ label, insert, detail, info, rank }): Completion => ({
        label,
        apply: insert,
        detail,
        boost: -rank,
        ...(info !== null && { info }),
      }),
    );
    return { from: found.from, to: found.to, options, validFor: /^[\w./*-]*$/ };
  };

/** What the field under the pointer means. */
export const hoverSource =
  (lookup: () => Lookup): HoverTooltipSource =>
  (view, pos) => {
    const note = lookup().describe(view.state.doc.toString(), pos);
    if (note === null) return null;
    return {
      pos: note.from,
      end: note.to,
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = "cm-hover";
        const title = document.createElement("b");
        title.textContent = note.title;
        dom.append(title);
        for (const line of note.lines) {
          const words = document.createElement("p");
          words.textContent = line;
          dom.append(words);
        }
        return { dom };
      },
    };
  };
