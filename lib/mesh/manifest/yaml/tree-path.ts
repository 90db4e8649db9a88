import type { JsonPath } from "../json";
import type { TreeEntry, TreeList, TreeMap, TreeNode, TreeSlot } from "./tree";

/** One step down a tree: the slot of a map or list that is entered, and its place among the slots. */
export type TreeStep = {
  readonly container: TreeMap | TreeList;
  readonly slot: TreeSlot;
  readonly index: number;
};

/**
 * How far a path leads down a tree in the text's own nodes: to its end, or to an alias or a merge, behind which the text says the value
 * elsewhere, or to where there is nothing.
 */
export type TreeWalk = {
  readonly steps: readonly TreeStep[];
  readonly stop: "end" | "alias" | "merge" | "nothing";
};

export function walkTree(root: TreeNode, path: JsonPath): TreeWalk {
  const steps: TreeStep[] = [];
  let node = root;
  for (const step of path) {
    if (node.type === "alias") return { steps, stop: "alias" };
    if (node.type === "scalar") return { steps, stop: "nothing" };
    const index = slotIndex(node, step);
    const slot = node.slots[index];
    if (slot === undefined) return { steps, stop: "nothing" };
    if (slot.type === "entry" && slot.merge) return { steps, stop: "merge" };
    steps.push({ container: node, slot, index });
    node = slot.value;
  }
  return { steps, stop: "end" };
}

/** The slot that gives an entry its value: the last of its name, or a merge behind it, which may give it another. */
function slotIndex(node: TreeMap | TreeList, step: string | number): number {
  if (node.type === "list") return typeof step === "number" ? step : -1;
  return node.slots.findLastIndex((slot) => slot.merge || slot.name === step);
}

/** The entry of a map with a key of its own, merges aside. */
export function ownEntry(node: TreeMap, name: string | number): TreeEntry | undefined {
  return node.slots.findLast((slot) => slot.name === name);
}

/** Every node of a tree with the steps to it, in the order of the text. Keys are left out. */
export function visitTree(
  root: TreeNode,
  visit: (node: TreeNode, steps: readonly TreeStep[]) => void,
): void {
  const below = (node: TreeNode, steps: readonly TreeStep[]) => {
    visit(node, steps);
    if (node.type !== "map" && node.type !== "list") return;
    node.slots.forEach((slot, index) => {
      below(slot.value, [...steps, { container: node, slot, index }]);
    });
  };
  below(root, []);
}

/** What an alias names: the last node of that anchor before it; itself when there is none, and every other node. */
export function anchoredNode(root: TreeNode, node: TreeNode): TreeNode {
  if (node.type !== "alias") return node;
  let found: TreeNode = node;
  visitTree(root, (other) => {
    if (other.anchor === node.name && other.head < node.head) found = other;
  });
  return found;
}
