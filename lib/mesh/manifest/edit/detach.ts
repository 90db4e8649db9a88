import { equalJson } from "../field-change";
import { type FieldChange, isJsonObject, type JsonPath } from "../json";
import { readTree } from "../yaml/read-tree";
import type { TreeAlias, TreeNode } from "../yaml/tree";
import { type TreeStep, visitTree, walkTree } from "../yaml/tree-path";
import { valueOfTree, valuesOfNodes } from "../yaml/tree-value";
import { type DocumentText, type Splice, spliced } from "./document-text";
import { placeValue } from "./place-value";

/** Rounds of detaching: one per alias or anchor that a path can meet on its way down. */
const MAX_ROUNDS = 200;

/**
 * The document with the same value, in which a change at a path reaches nothing else by way of anchors:
 *
 * - an alias on the way becomes a copy of what it names, which the change can then be made in;
 * - an anchor on the way, or in what the change takes away, passes with its present value to its first use that stays.
 */
export function detach(document: DocumentText, change: FieldChange): DocumentText {
  let at = document;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const splices = unaliased(at, change) ?? handedOver(at, change);
    if (splices === null) return at;
    const text = spliced(at.text, splices);
    const { root, problems } = readTree(text);
    if (root === null || problems.length > 0) return at;
    const value = valueOfTree(root);
    if (!isJsonObject(value) || !equalJson(value, at.value)) return at;
    at = { text, root, value: at.value };
  }
  return at;
}

/** The path of the nodes that a change goes through or into, and whether it replaces the last of them whole. */
function reachOf(change: FieldChange): { readonly path: JsonPath; readonly whole: boolean } {
  const adds = change.op === "insert" || (change.op === "set" && change.was === undefined);
  return adds
    ? { path: change.path.slice(0, -1), whole: false }
    : { path: change.path, whole: true };
}

function unaliased(document: DocumentText, change: FieldChange): readonly Splice[] | null {
  const { path, whole } = reachOf(change);
  const { steps } = walkTree(document.root, path);
  const node = steps.at(-1)?.slot.value;
  if (node?.type !== "alias" || (whole && steps.length === path.length)) return null;
  const value = valuesOfNodes(document.root).get(node);
  return value === undefined ? null : placeValue(document, { steps, node, value });
}

type Use = { readonly node: TreeAlias; readonly steps: readonly TreeStep[] };

function handedOver(document: DocumentText, change: FieldChange): readonly Splice[] | null {
  const { path, whole } = reachOf(change);
  const { steps, stop } = walkTree(document.root, path);
  const onPath = [document.root, ...steps.map((step) => step.slot.value)];
  const target = whole && stop === "end" ? onPath.at(-1) : undefined;
  for (const [anchored, uses] of usesOfAnchors(document.root)) {
    const inside = target !== undefined && isWithin(anchored, target);
    if (!inside && !onPath.includes(anchored)) continue;
    const use = uses.find(({ node }) => target === undefined || !isWithin(node, target));
    if (use)
      return [
        ...handOver(document, anchored, use),
        ...(inside ? [] : withoutAnchor(document.text, anchored)),
      ];
  }
  return null;
}

function isWithin(node: TreeNode, outer: TreeNode): boolean {
  return node.head >= outer.head && node.to <= outer.to;
}

/** Every node with an anchor that is used, with its uses in the order of the text. */
function usesOfAnchors(root: TreeNode): ReadonlyMap<TreeNode, readonly Use[]> {
  const named = new Map<string, TreeNode>();
  const uses = new Map<TreeNode, Use[]>();
  visitTree(root, (node, steps) => {
    if (node.anchor !== null) named.set(node.anchor, node);
    const anchored = node.type === "alias" ? named.get(node.name) : undefined;
    if (node.type !== "alias" || anchored === undefined) return;
    const found = uses.get(anchored) ?? [];
    found.push({ node, steps });
    uses.set(anchored, found);
  });
  return uses;
}

/** A use that gets the value written out, under the same name: later uses mean it. What is before it still means the first. */
function handOver(
  document: DocumentText,
  anchored: TreeNode,
  { node, steps }: Use,
): readonly Splice[] {
  const value = valuesOfNodes(document.root).get(anchored) ?? null;
  return placeValue(document, { steps, node, value, anchor: node.name });
}

/** Takes out an anchor with the blank that parts it from its neighbours. */
function withoutAnchor(text: string, { head, anchor }: TreeNode): readonly Splice[] {
  if (anchor === null) return [];
  const from = text.indexOf(`&${anchor}`, head);
  const to = from + 1 + anchor.length;
  if (text[to] === " ") return [{ from, to: to + 1, insert: "" }];
  return [{ from: text[from - 1] === " " ? from - 1 : from, to, insert: "" }];
}
