import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from "@codemirror/commands";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentUnit,
} from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { textChanges } from "../text/text-changes";
import { completionSource, hoverSource, type Lookup } from "./assist-sources";
import { draftMarks } from "./draft-marks";
import { editorLook, partsLook } from "./look";
import { type GlyphOf, notesBelow } from "./notes-below";
import { yamlTokens } from "./tokens";
import { yamlIndent } from "./yaml-indent";
import { yamlSupport } from "./yaml-language";

/** A change that came from outside: it is no typing. */
const outside = Annotation.define<true>();

/** What can be taken back one keystroke at a time. */
const keystrokes = new Compartment();

export type EditorHandlers = {
  /** The author typed. `takesBack`: by undoing or redoing typing. */
  readonly onText: (text: string, takesBack: boolean) => void;
  /** Undo and redo where no typing of this editor is left to take back; `null` where there are none. */
  readonly onUndo: (() => void) | null;
  readonly onRedo: (() => void) | null;
  readonly lookup: Lookup;
};

export type EditorOptions = {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly describedBy: string;
  readonly glyphOf: GlyphOf;
  /** Read each time they are needed. */
  readonly handlers: () => EditorHandlers;
};

const reading: Extension = [
  yamlSupport,
  yamlTokens,
  editorLook,
  partsLook,
  lineNumbers(),
  drawSelection(),
  search({ top: true }),
  highlightSelectionMatches(),
  codeFolding(),
  EditorState.tabSize.of(2),
  EditorView.lineWrapping,
];

/** Undo of typing first; then, where the editor has nothing to take back, that of the draft. */
function undoKeys(handlers: () => EditorHandlers): Extension {
  const step = (view: EditorView, way: "undo" | "redo"): boolean => {
    const [depth, command] = way === "undo" ? [undoDepth, undo] : [redoDepth, redo];
    const { onUndo, onRedo } = handlers();
    const outer = way === "undo" ? onUndo : onRedo;
    if (depth(view.state) > 0) return command(view);
    outer?.();
    return true;
  };
  return Prec.high(
    keymap.of([
      { key: "Mod-z", run: (view) => step(view, "undo"), preventDefault: true },
      { key: "Mod-y", run: (view) => step(view, "redo"), preventDefault: true },
      { key: "Mod-Shift-z", run: (view) => step(view, "redo"), preventDefault: true },
    ]),
  );
}

const names = (label: string, describedBy: string): Extension =>
  EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy });

/** An editor of YAML that an author types into. */
export function createEditor(options: EditorOptions): EditorView {
  const { parent, text, label, describedBy, glyphOf, handlers } = options;
  const extensions: Extension = [
    reading,
    undoKeys(handlers),
    keystrokes.of(history()),
    draftMarks,
    foldGutter(),
    notesBelow(glyphOf),
    indentUnit.of("  "),
    yamlIndent,
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    autocompletion({ override: [completionSource(() => handlers().lookup)], icons: false }),
    hoverTooltip(hoverSource(() => handlers().lookup)),
    keymap.of([
      ...completionKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    names(label, describedBy),
    EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (!docChanged || transactions.some((t) => t.annotation(outside))) return;
      const takesBack = transactions.some((t) => t.isUserEvent("undo") || t.isUserEvent("redo"));
      handlers().onText(state.doc.toString(), takesBack);
    }),
  ];
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
}

/**
 * Brings the editor to another text by the least changes: cursor, selection, folds and scrolling stay where nothing changed. Keystrokes
 * before it cannot be taken back one by one any more: the last thing that happened was no keystroke, and undo is the draft's.
 */
export function replaceText(view: EditorView, text: string): void {
  const changes = textChanges(view.state.doc.toString(), text.replace(/\r\n?/g, "\n"));
  if (changes.length === 0) return;
  view.dispatch({
    changes: [...changes],
    annotations: outside.of(true),
    effects: keystrokes.reconfigure([]),
  });
  view.dispatch({ effects: keystrokes.reconfigure(history()) });
}

/** Puts the cursor at an offset, and the place in sight. */
export function revealOffset(view: EditorView, offset: number): void {
  const at = Math.min(offset, view.state.doc.length);
  view.dispatch({
    selection: { anchor: at },
    effects: EditorView.scrollIntoView(at, { y: "center" }),
  });
  view.focus();
}

export type ReaderOptions = Pick<EditorOptions, "parent" | "text" | "label" | "describedBy"> & {
  /** Shows what is different from this text; `null` for the text alone. */
  readonly original: string | null;
};

/** The same text to read, alone or against another one. */
export function createReader(options: ReaderOptions): EditorView {
  const { parent, text, label, describedBy, original } = options;
  const diff =
    original === null
      ? [foldGutter()]
      : unifiedMergeView({
          original,
          mergeControls: false,
          gutter: true,
          collapseUnchanged: { margin: 3, minSize: 6 },
        });
  const extensions: Extension = [
    reading,
    diff,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: "0" }),
    keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
    names(label, describedBy),
  ];
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
}
