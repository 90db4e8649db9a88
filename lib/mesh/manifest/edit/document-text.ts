import type { JsonObject } from "../json";
import { lineBreakOf, lineStart } from "../yaml/lines";
import type { TreeNode } from "../yaml/tree";
import { visitTree } from "../yaml/tree-path";
import { KUBECTL, type Layout } from "../yaml/write-value";

/** The text of one document while it is edited, with what it says. The tree has no problems. */
export type DocumentText = {
  readonly text: string;
  readonly root: TreeNode;
  readonly value: JsonObject;
};

/** Text to put in place of a stretch of a document's text. */
export type Splice = { readonly from: number; readonly to: number; readonly insert: string };

/** The text after splices that do not overlap, given in any order. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, insert } of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** Whether nothing but blanks stands before this place on its line. */
export function beginsLine(text: string, at: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, at), at));
}

/** How a document is laid out: by its first map below a key, and its first list below a key. */
export function layoutOf({ text, root }: DocumentText): Layout {
  let step: number | null = null;
  let listStep: number | null = null;
  visitTree(root, (node, steps) => {
    const slot = steps.at(-1)?.slot;
    if (slot?.type !== "entry" || node.type === "scalar" || node.type === "alias") return;
    if (node.flow || !beginsLine(text, node.from)) return;
    const columns = columnOf(text, node.from) - columnOf(text, slot.from);
    if (node.type === "map") step ??= columns;
    else listStep ??= columns;
  });
  return {
    eol: lineBreakOf(text),
    step: Math.max(1, step ?? KUBECTL.step),
    listStep: Math.max(0, listStep ?? KUBECTL.listStep),
  };
}
