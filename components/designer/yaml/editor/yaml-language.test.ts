import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { patiently, yamlSupport } from "./yaml-language";

const namesIn = (state: EditorState) => {
  const names = new Set<string>();
  ensureSyntaxTree(state, state.doc.length, 5_000)?.iterate({
    enter: ({ name }) => void names.add(name),
  });
  return names;
};

/** A parse that ends as it does where the stack is too short for the text. */
const failing = (error: Error) =>
  patiently({
    advance() {
      throw error;
    },
    stopAt: () => {},
    parsedPos: 7,
    stoppedAt: null,
  });

describe("the editor's reading of YAML", () => {
  it("tells keys from values, also behind deep nesting that was cut", () => {
    const doc = `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const state = EditorState.create({ doc, extensions: [yamlSupport] });
    const cut = state.update({ changes: { from: 0, to: doc.length, insert: "- host: b" } }).state;
    expect([...namesIn(cut)]).toEqual(expect.arrayContaining(["Key", "Literal", "BlockSequence"]));
  });

  it("leaves a text unread for which the stack is too short", () => {
    const parse = failing(new RangeError("Maximum call stack size exceeded"));
    expect(parse.advance()?.length).toBe(0);
    expect([parse.parsedPos, parse.stoppedAt]).toEqual([7, null]);
  });

  it("hides no other fault", () => {
    expect(() => failing(new TypeError("no")).advance()).toThrow("no");
  });
});
