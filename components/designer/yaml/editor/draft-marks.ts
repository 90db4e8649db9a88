import {
  RangeSetBuilder as Builder,
  type EditorState,
  type Extension,
  RangeSet,
  type RangeSetBuilder,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  WidgetType,
} from "@codemirror/view";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { LineMark } from "../text/line-marks";

/** Says anew which lines the draft has changed. Until then marks move with their lines. */
export const setLineMarks = StateEffect.define<readonly LineMark[]>();

class Was extends WidgetType {
  constructor(readonly value: string) {
    super();
  }

  override eq(other: Was): boolean {
    return other.value === this.value;
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement("span");
    dom.className = "cm-was";
    dom.textContent = yamlEditorText.was(this.value);
    return dom;
  }
}

class Sign extends GutterMarker {
  constructor(
    readonly sign: string,
    readonly label: string,
    override readonly elementClass: string,
  ) {
    super();
  }

  override eq(other: Sign): boolean {
    return other.sign === this.sign && other.label === this.label;
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement("span");
    dom.textContent = this.sign;
    dom.title = this.label;
    return dom;
  }
}

const ADDED = new Sign("+", yamlEditorText.added, "cm-draft-sign");
const CHANGED = new Sign("~", yamlEditorText.changed, "cm-draft-sign");
const gone = (count: number) => new Sign("−", yamlEditorText.linesRemoved(count), "cm-draft-gone");
const LINE = Decoration.line({ class: "cm-draft-line" });

type Marks = { readonly lines: DecorationSet; readonly signs: RangeSet<GutterMarker> };

const NONE: Marks = { lines: Decoration.none, signs: RangeSet.empty };

function build(state: EditorState, marks: readonly LineMark[]): Marks {
  const lines: RangeSetBuilder<Decoration> = new Builder();
  const signs: RangeSetBuilder<GutterMarker> = new Builder();
  for (const mark of marks) {
    const line = state.doc.line(Math.min(mark.line, state.doc.lines));
    if (mark.type === "remove") {
      signs.add(line.from, line.from, gone(mark.count));
      continue;
    }
    lines.add(line.from, line.from, LINE);
    signs.add(line.from, line.from, mark.type === "add" ? ADDED : CHANGED);
    if (mark.type === "change" && mark.was !== null) {
      const widget = new Was(mark.was);
      lines.add(line.to, line.to, Decoration.widget({ widget, side: 1 }));
    }
  }
  return { lines: lines.finish(), signs: signs.finish() };
}

const field = StateField.define<Marks>({
  create: () => NONE,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setLineMarks)) return build(transaction.state, effect.value);
    }
    if (!transaction.docChanged) return marks;
    const { changes } = transaction;
    return { lines: marks.lines.map(changes), signs: marks.signs.map(changes) };
  },
  provide: (f) => EditorView.decorations.from(f, ({ lines }) => lines),
});

/** + and ~ beside the lines that the draft has added and changed, with what stood there. */
export const draftMarks: Extension = [
  field,
  gutter({ class: "cm-draft-gutter", markers: (view) => view.state.field(field).signs }),
];
