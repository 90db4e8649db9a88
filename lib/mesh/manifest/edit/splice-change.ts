import { valueAt } from "../field-change";
import { type FieldChange, isJsonList, type Json, type JsonObject, type JsonPath } from "../json";
import type { TreeList, TreeMap, TreeNode } from "../yaml/tree";
import { ownEntry, type TreeStep, walkTree } from "../yaml/tree-path";
import { entryText, flowEntry, flowText, itemText, tallFlowText } from "../yaml/write-value";
import { insertInBlock, removeFromBlock } from "./block-slots";
import { beginsLine, columnOf, type DocumentText, layoutOf, type Splice } from "./document-text";
import { insertInFlow, removeFromFlow } from "./flow-slots";
import { flowPlace, isDoubleQuoted, placeValue } from "./place-value";

/**
 * The splices that make one change in a document's text, and nothing else; `null` where there is none so small. The path leads through no
 * alias. `after` is the document's value with the change.
 */
export function spliceChange(
  document: DocumentText,
  change: FieldChange,
  after: JsonObject,
): readonly Splice[] | null {
  const { path } = change;
  const walk = walkTree(document.root, path);
  if (walk.stop === "merge") return overrideMerged(document, change, walk.steps, after);
  const last = walk.steps.at(-1);
  if (change.op === "insert" || (change.op === "set" && change.was === undefined))
    return insertAt(document, path, change.to);
  if (walk.stop !== "end" || last === undefined) return null;
  if (change.op === "set")
    return placeValue(document, { steps: walk.steps, node: last.slot.value, value: change.to });
  return removeAt(document, walk.steps, last);
}

/**
 * A key that comes from a merge (`<<`) gets an entry of its own behind it, which wins. To take it out, the map has to be written without
 * the merge.
 */
function overrideMerged(
  document: DocumentText,
  { op, path }: FieldChange,
  steps: readonly TreeStep[],
  after: JsonObject,
): readonly Splice[] | null {
  const keyPath = path.slice(0, steps.length + 1);
  const value = valueAt(after, keyPath);
  const node = steps.at(-1)?.slot.value ?? document.root;
  const key = keyPath.at(-1);
  if (op === "remove" && keyPath.length === path.length) return null;
  if (value === undefined || key === undefined || node.type !== "map") return null;
  return ownEntry(node, key) ? null : insertInto(document, { steps, node, key, value });
}

function insertAt(document: DocumentText, path: JsonPath, value: Json): readonly Splice[] | null {
  const { steps, stop } = walkTree(document.root, path.slice(0, -1));
  const node = steps.at(-1)?.slot.value ?? document.root;
  const key = path.at(-1);
  if (stop !== "end" || key === undefined) return null;
  return insertInto(document, { steps, node, key, value });
}

type Insertion = {
  readonly steps: readonly TreeStep[];
  readonly node: TreeNode;
  readonly key: string | number;
  readonly value: Json;
};

function insertInto(document: DocumentText, insertion: Insertion): readonly Splice[] | null {
  const { steps, node, key, value } = insertion;
  if (node.type === "scalar" || node.type === "alias") return null;
  const index = typeof key === "number" ? key : node.slots.length;
  const layout = layoutOf(document);
  const opens = node.slots.length === 0 && flowPlace(steps) === null && steps.length > 0;
  if (opens && !document.text.slice(node.from, node.to).includes("#"))
    return placeValue(document, { steps, node, value: filled(key, value) });
  if (node.flow)
    return insertInFlow(document.text, node, index, flowPart(document, insertion), layout.eol);
  const width = dashWidth(document.text, node);
  return insertInBlock(document.text, node, index, layout.eol, (column) =>
    typeof key === "string"
      ? entryText(key, value, column, layout)
      : itemText(value, column, layout, width),
  );
}

function filled(key: string | number, value: Json): Json {
  return typeof key === "string" ? { [key]: value } : [value];
}

/** Blanks and dash in front of the items of a list: as the first one has them. */
function dashWidth(text: string, node: TreeMap | TreeList): number {
  const first = node.type === "list" ? node.slots[0] : undefined;
  if (first === undefined) return 2;
  const width = first.value.head - first.from;
  const near = /^- +$/.test(text.slice(first.from, first.value.head)) && width <= 5;
  return near ? width : 2;
}

/** An entry or item in flow style, tall where its container is JSON with an entry to a line. */
function flowPart(document: DocumentText, { steps, node, key, value }: Insertion): string {
  const { text } = document;
  const place = flowStyle(steps, node);
  const first = node.type === "map" || node.type === "list" ? node.slots[0] : undefined;
  const tall = place === "json" && first !== undefined && beginsLine(text, first.from);
  const column = first === undefined ? 0 : columnOf(text, first.from);
  const layout = layoutOf(document);
  const written = tall ? tallFlowText(value, place, column, layout) : flowText(value, place);
  if (typeof key === "number") return written;
  return flowEntry(key, place, written);
}

function flowStyle(steps: readonly TreeStep[], node: TreeNode): "flow" | "json" {
  const key = node.type === "map" ? node.slots[0]?.key : undefined;
  if (key !== undefined) return isDoubleQuoted(key) ? "json" : "flow";
  return flowPlace(steps) ?? "flow";
}

function removeAt(
  document: DocumentText,
  steps: readonly TreeStep[],
  { container, index }: TreeStep,
): readonly Splice[] | null {
  if (container.flow) return removeFromFlow(document.text, container, index);
  if (container.slots.length > 1) return removeFromBlock(document.text, container, index);
  const value: Json = container.type === "list" ? [] : {};
  const parent = steps.slice(0, -1);
  if (parent.length === 0 && isJsonList(value)) return null;
  return placeValue(document, { steps: parent, node: container, value });
}
