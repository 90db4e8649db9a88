import { type FieldChange, isJsonObject, type Json } from "../json";
import { readTree } from "../yaml/read-tree";
import type { TreeEntry, TreeItem, TreeNode, TreeScalar, TreeSlot } from "../yaml/tree";
import { type TreeStep, walkTree } from "../yaml/tree-path";
import { valueOfTree } from "../yaml/tree-value";
import { inlineScalar, isScalarValue } from "../yaml/write-scalar";
import type { DocumentText, Splice } from "./document-text";
import { flowPlace } from "./place-value";

export type ReplacedScalar = { readonly splice: Splice; readonly root: TreeNode };

/**
 * One scalar for another on its line: the commonest change by far, and the one that a drag makes many times a second. Only that scalar is
 * read again; the tree behind it moves along. `null` where more than one line, an anchor or a tag is involved.
 */
export function replaceScalar(document: DocumentText, change: FieldChange): ReplacedScalar | null {
  if (change.op !== "set" || change.was === undefined || !isScalarValue(change.to)) return null;
  const { steps, stop } = walkTree(document.root, change.path);
  const node = steps.at(-1)?.slot.value;
  if (stop !== "end" || !isPlainMatter(document, steps, node)) return null;
  const place = flowPlace(steps);
  const quotes = node.style === "single" || node.style === "double" ? node.style : "none";
  if (typeof change.to === "string" && change.to.includes("\n") && place === null) return null;
  const insert = inlineScalar(change.to, place ?? "block", quotes);
  if (!isReadAs(insert, change.to, place !== null)) return null;
  const style = styleOf(insert);
  const leaf = { ...node, style, value: change.to, to: node.from + insert.length };
  const splice = { from: node.from, to: node.to, insert };
  return { splice, root: withLeaf(document.root, node, leaf) };
}

function isPlainMatter(
  { text, root }: DocumentText,
  steps: readonly TreeStep[],
  node: TreeNode | undefined,
): node is TreeScalar {
  if (node?.type !== "scalar" || node.style === "block" || node.style === "empty") return false;
  if (node.tagged || text.slice(node.from, node.to).includes("\n")) return false;
  return root.anchor === null && steps.every(({ slot }) => slot.value.anchor === null);
}

function styleOf(insert: string): TreeScalar["style"] {
  if (insert.startsWith('"')) return "double";
  return insert.startsWith("'") ? "single" : "plain";
}

/** Whether a written scalar is read as the value, alone in its place. */
function isReadAs(written: string, value: Json, inFlow: boolean): boolean {
  const { root, problems } = readTree(inFlow ? `{k: ${written}}` : `k: ${written}`);
  if (root === null || problems.length > 0) return false;
  const read = valueOfTree(root);
  return isJsonObject(read) && Object.keys(read).length === 1 && read["k"] === value;
}

/** The tree with one scalar replaced: what is before it is shared, what is behind it has moved. */
function withLeaf(root: TreeNode, was: TreeScalar, leaf: TreeScalar): TreeNode {
  const delta = leaf.to - was.to;
  const moved = (at: number) => (at >= was.to ? at + delta : at);
  const movedSlot = (slot: TreeSlot): TreeSlot => {
    const { from, after } = slot;
    const value = movedNode(slot.value);
    if (slot.type === "item") {
      return { type: "item", from: moved(from), after: moved(after), value } satisfies TreeItem;
    }
    const key = movedNode(slot.key);
    return { ...slot, from: moved(from), after: moved(after), key, value } satisfies TreeEntry;
  };
  const movedNode = (node: TreeNode): TreeNode => {
    if (node === was) return leaf;
    if (node.to < was.to || (delta === 0 && node.head >= was.to)) return node;
    const placed = { from: moved(node.from), to: moved(node.to), head: moved(node.head) };
    switch (node.type) {
      case "scalar":
      case "alias":
        return { ...node, ...placed };
      case "map":
        // A slot keeps its type when it moves.
        return { ...node, ...placed, slots: node.slots.map(movedSlot) as readonly TreeEntry[] };
      case "list":
        return { ...node, ...placed, slots: node.slots.map(movedSlot) as readonly TreeItem[] };
    }
  };
  return movedNode(root);
}
