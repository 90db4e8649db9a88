import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, RangeSetBuilder } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/** By node of the YAML grammar. Source: @lezer/yaml `src/yaml.grammar`. */
const CLASSES: Readonly<Record<string, string>> = {
  Key: "cm-key",
  QuotedLiteral: "cm-text",
  BlockLiteral: "cm-text",
  Comment: "cm-comment",
  Anchor: "cm-number",
  Alias: "cm-number",
  Tag: "cm-number",
};

/** Numbers, durations and words that YAML reads as something else than text. */
const FIGURE = /^(-?\d[\d._]*([eE][-+]?\d+)?(ms|s|m|h)?|true|false|null|~)$/;

const mark = Object.fromEntries(
  ["cm-key", "cm-text", "cm-number", "cm-comment"].map((name) => [
    name,
    Decoration.mark({ class: name }),
  ]),
);

function classOf(state: EditorState, name: string, from: number, to: number): string | null {
  if (name !== "Literal") return CLASSES[name] ?? null;
  return FIGURE.test(state.sliceDoc(from, to)) ? "cm-number" : "cm-text";
}

function tokensIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const tree = syntaxTree(view.state);
  for (const { from, to } of view.visibleRanges) {
    tree.iterate({
      from,
      to,
      enter(node) {
        const name = classOf(view.state, node.name, node.from, node.to);
        const token = name === null ? undefined : mark[name];
        if (token === undefined || node.from === node.to) return true;
        builder.add(node.from, node.to, token);
        return false;
      },
    });
  }
  return builder.finish();
}

/** Colours of the text in sight, by the theme's variables. */
export const yamlTokens: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = tokensIn(view);
    }

    update({ view, docChanged, viewportChanged, startState, state }: ViewUpdate) {
      if (docChanged || viewportChanged || syntaxTree(startState) !== syntaxTree(state))
        this.decorations = tokensIn(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
