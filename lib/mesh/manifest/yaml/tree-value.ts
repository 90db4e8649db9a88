import { isJsonList, isJsonObject, type Json } from "../json";
import type { TreeEntry, TreeMap, TreeNode } from "./tree";

/** The value of the tree's root, aliases and merges resolved. Only for trees without problems: there it is the document's value. */
export function valueOfTree(root: TreeNode): Json {
  return readValue(root, { named: new Map(), nodes: null });
}

/** The value of every node of a tree, by the node. */
export function valuesOfNodes(root: TreeNode): ReadonlyMap<TreeNode, Json> {
  const nodes = new Map<TreeNode, Json>();
  readValue(root, { named: new Map(), nodes });
  return nodes;
}

type Anchored = {
  /** What anchors name so far: a use means the last anchor of its name before it. */
  readonly named: Map<string, { value: Json }>;
  readonly nodes: Map<TreeNode, Json> | null;
};

function readValue(node: TreeNode, anchors: Anchored): Json {
  const named = { value: null as Json };
  if (node.anchor !== null) anchors.named.set(node.anchor, named);
  const value = contentOf(node, anchors);
  named.value = value;
  anchors.nodes?.set(node, value);
  return value;
}

function contentOf(node: TreeNode, anchors: Anchored): Json {
  switch (node.type) {
    case "scalar":
      return node.value;
    case "alias":
      return anchors.named.get(node.name)?.value ?? null;
    case "list":
      return node.slots.map((slot) => readValue(slot.value, anchors));
    case "map":
      return mapValue(node, anchors);
  }
}

function mapValue(node: TreeMap, anchors: Anchored): Json {
  const entries = new Map<string, Json>();
  for (const slot of node.slots) {
    if (slot.merge) merge(slot, anchors, entries);
    else {
      if (slot.key.anchor !== null) readValue(slot.key, anchors);
      const value = readValue(slot.value, anchors);
      if (slot.name !== null) entries.set(slot.name, value);
    }
  }
  return Object.fromEntries(entries);
}

/**
 * The later entry of a map wins, merged or its own; of several merged maps the first.
 *
 * source: `kubectl` 1.32 reads `{x: 3, <<: {x: 1}}` as `{x: 1}`.
 */
function merge(slot: TreeEntry, anchors: Anchored, into: Map<string, Json>): void {
  const value = readValue(slot.value, anchors);
  const sources = isJsonList(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (!isJsonObject(source)) continue;
    for (const [key, merged] of Object.entries(source)) into.set(key, merged);
  }
}
