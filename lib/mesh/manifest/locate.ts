import type { JsonPath } from "./json";
import type { ManifestFile, TextSpan } from "./manifest";
import { treesOfFile } from "./parse-manifests";
import type { FileTrees } from "./yaml/known-files";
import { createLocator, lineEnd, lineStart } from "./yaml/lines";
import { type Stretch, slotEnd, type TreeNode, type TreeSlot } from "./yaml/tree";
import { anchoredNode, ownEntry } from "./yaml/tree-path";

/** `entry` is key and value together; of a list item its dash and value. */
export type PathPart = "value" | "key" | "entry";

/**
 * Where the value at a path is written, its key, or both. `null` where nothing is written: the path leads nowhere, the value is empty text
 * (`weight:`) and so on; the empty path has no key, an item in `[...]` neither.
 *
 * Works on what the parser recovers of a broken document. Behind an alias or a merge the place is where the value is really written.
 */
export function spanOf(
  file: ManifestFile,
  documentIndex: number,
  path: JsonPath,
  part: PathPart,
): TextSpan | null {
  const slice = treesOfFile(file)[documentIndex];
  const root = slice?.tree.root;
  if (!slice || !root) return null;
  const found = stretchOf(root, path, part);
  if (found === null) return null;
  return createLocator(file.text)(slice.start + found.from, slice.start + found.to);
}

function stretchOf(root: TreeNode, path: JsonPath, part: PathPart): Stretch | null {
  let node = root;
  let slot: TreeSlot | null = null;
  for (const step of path) {
    slot = slotAt(root, node, step);
    if (slot === null) return null;
    node = slot.value;
  }
  if (part === "value" || slot === null) {
    if (part === "key" || node.head === node.to) return null;
    return { from: node.from, to: node.to };
  }
  if (part === "entry") return { from: slot.from, to: slotEnd(slot) };
  if (slot.type === "entry") return { from: slot.key.from, to: slot.key.to };
  return slot.from < slot.after ? { from: slot.from, to: slot.after } : null;
}

function slotAt(root: TreeNode, from: TreeNode, step: string | number): TreeSlot | null {
  const node = anchoredNode(root, from);
  if (node.type === "list") return (typeof step === "number" ? node.slots[step] : null) ?? null;
  if (node.type !== "map") return null;
  const own = ownEntry(node, step);
  if (own) return own;
  const merged = node.slots.flatMap((slot) => (slot.merge ? sourcesOf(root, slot.value) : []));
  for (const source of merged) {
    const found = slotAt(root, source, step);
    if (found) return found;
  }
  return null;
}

function sourcesOf(root: TreeNode, value: TreeNode): readonly TreeNode[] {
  const node = anchoredNode(root, value);
  return node.type === "list" ? node.slots.map((slot) => slot.value) : [node];
}

/** What stands at a place of a file. */
export type PathAt = {
  readonly document: number;
  readonly path: JsonPath;
  /**
   * - `key`, `value`: the place is in or at the edge of that key or value, or behind a key whose value is not written yet.
   * - `entry`: nothing is written here; a new entry or item written here would belong to the map or list at `path`.
   */
  readonly part: PathPart;
};

/**
 * What stands at an offset of the text, for completion and hover; `null` outside of documents: above the
 * first, and in a text that has none. In the blank space of block style the column
 * decides, as it will when something is typed there. Works on what the parser recovers of a broken document.
 */
export function pathAt(file: ManifestFile, offset: number): PathAt | null {
  const slices: FileTrees = treesOfFile(file);
  const document = slices.findLastIndex(({ body, end }) => offset >= body && offset <= end);
  const slice = slices[document];
  if (!slice) return null;
  const { root } = slice.tree;
  if (root === null) return { document, path: [], part: "entry" };
  const text = file.text.slice(slice.start, slice.end);
  const place = { text, offset: offset - slice.start };
  return { document, ...placeIn(place, root, []) };
}

type Found = Omit<PathAt, "document">;
type Place = { readonly text: string; readonly offset: number };

function placeIn(place: Place, node: TreeNode, path: JsonPath): Found {
  if (node.type === "scalar" || node.type === "alias") return { path, part: "value" };
  const index = node.slots.findLastIndex((slot) => slot.from <= place.offset);
  const slot = node.slots[index];
  if (slot === undefined) return { path, part: "entry" };
  const step = slot.type === "item" ? index : slot.name;
  // A merge, or a key that JSON has not: what is in it has no path of its own.
  const below = step === null ? path : [...path, step];
  const atKey =
    slot.type === "entry" ? place.offset <= slot.key.to : !node.flow && place.offset < slot.after;
  if (atKey) return { path: below, part: "key" };
  return node.flow ? inFlowSlot(place, slot, path, below) : inBlockSlot(place, slot, path, below);
}

function inFlowSlot(place: Place, slot: TreeSlot, path: JsonPath, below: JsonPath): Found {
  const end = slotEnd(slot);
  if (place.offset <= end) return placeIn(place, slot.value, below);
  const unwritten = isEmpty(slot.value) && place.text.slice(end, place.offset).trim() === "";
  return unwritten ? { path: below, part: "value" } : { path, part: "entry" };
}

function inBlockSlot(place: Place, slot: TreeSlot, path: JsonPath, below: JsonPath): Found {
  const { text, offset } = place;
  const { value } = slot;
  const isBlock = (value.type === "map" || value.type === "list") && !value.flow;
  const beside = offset <= lineEnd(text, isBlock ? slot.after : slotEnd(slot));
  if (beside) {
    const inside = isBlock && offset >= value.from;
    return inside || isFlow(value) ? inValue(place, value, below) : { path: below, part: "value" };
  }
  if (isBlock && offset >= value.from && offset <= value.to) return placeIn(place, value, below);
  // On a line of its own: behind what begins at this column, in what begins to the left of it.
  const column = offset - lineStart(text, offset);
  if (column <= slot.from - lineStart(text, slot.from)) return { path, part: "entry" };
  if (isEmpty(value)) return { path: below, part: "entry" };
  if (!isBlock) return { path: below, part: "value" };
  return offset < value.from ? { path: below, part: "entry" } : placeIn(place, value, below);
}

function inValue(place: Place, value: TreeNode, path: JsonPath): Found {
  const within = place.offset >= value.from && (!isFlow(value) || place.offset <= value.to);
  return within ? placeIn(place, value, path) : { path, part: "value" };
}

function isFlow(node: TreeNode): boolean {
  return (node.type === "map" || node.type === "list") && node.flow;
}

function isEmpty(node: TreeNode): boolean {
  return node.type === "scalar" && node.style === "empty";
}
