import { type Diagnostic, linter, setDiagnostics } from "@codemirror/lint";
import {
  type EditorState,
  type Extension,
  Facet,
  StateEffect,
  StateField,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { Severity } from "@/lib/mesh/analysis/finding";
import type { Note } from "../text/notes";

const setNotes = StateEffect.define<readonly Note[]>();

/** Makes the shape of a severity; the editor draws without React. */
export type GlyphOf = (severity: Severity) => Node | null;

const glyphs = Facet.define<GlyphOf, GlyphOf>({
  combine: (values) => values[0] ?? (() => null),
});

class NoteBlock extends WidgetType {
  constructor(
    readonly note: Note,
    readonly glyphOf: GlyphOf,
  ) {
    super();
  }

  override eq({ note }: NoteBlock): boolean {
    const { severity, text, code } = this.note;
    return note.severity === severity && note.text === text && note.code === code;
  }

  override toDOM(): HTMLElement {
    const { severity, text, code } = this.note;
    const dom = document.createElement("div");
    dom.className = `cm-note cm-note-${severity}`;
    const words = document.createElement("span");
    words.textContent = text;
    if (code !== null) {
      const small = document.createElement("span");
      small.className = "cm-note-code";
      small.textContent = ` ${code}`;
      words.append(small);
    }
    dom.append(this.glyphOf(severity) ?? "", words);
    const block = document.createElement("div");
    block.className = "cm-note-block";
    block.append(dom);
    return block;
  }
}

function build(state: EditorState, notes: readonly Note[]): DecorationSet {
  const glyphOf = state.facet(glyphs);
  return Decoration.set(
    notes.map((note) => {
      const { to } = state.doc.lineAt(Math.min(note.from, state.doc.length));
      const widget = new NoteBlock(note, glyphOf);
      return Decoration.widget({ widget, block: true, side: 2 }).range(to);
    }),
    true,
  );
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(blocks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setNotes)) return build(transaction.state, effect.value);
    }
    return blocks.map(transaction.changes);
  },
  provide: (f) => EditorView.decorations.from(f),
});

/** Notes under their lines; their places are underlined, and F8 goes from one to the next. */
export const notesBelow = (glyphOf: GlyphOf): Extension => [
  glyphs.of(glyphOf),
  field,
  linter(null, { tooltipFilter: () => [] }),
];

/** Shows these notes and no others. */
export function showNotes(view: EditorView, notes: readonly Note[]): void {
  const { length } = view.state.doc;
  const diagnostics = notes.map((note): Diagnostic => {
    const from = Math.min(note.from, length);
    const to = Math.max(from, Math.min(note.to, length));
    return { from, to, severity: note.severity, message: note.text };
  });
  const { effects } = setDiagnostics(view.state, diagnostics);
  view.dispatch({ effects: [setNotes.of(notes), ...[effects ?? []].flat()] });
}
