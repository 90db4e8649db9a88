import { isJsonList, type Json } from "../json";
import { lineBelow, lineEnd, lineStart } from "../yaml/lines";
import type { TreeNode, TreeSlot } from "../yaml/tree";
import type { TreeStep } from "../yaml/tree-path";
import { inlineScalar, isScalarValue } from "../yaml/write-scalar";
import {
  blockText,
  childColumn,
  flowText,
  inlineText,
  isInline,
  type Layout,
  tallFlowText,
} from "../yaml/write-value";
import { beginsLine, columnOf, type DocumentText, layoutOf, type Splice } from "./document-text";

/** A node to be replaced: the steps to it, and what is to stand there, with an anchor before it or without. */
export type Placing = {
  readonly steps: readonly TreeStep[];
  readonly node: TreeNode;
  readonly value: Json;
  readonly anchor?: string;
};

/**
 * Puts a value in place of a node: on the key's line where that is its form, else below it, in the indentation of the document. Comments
 * beside and around the node stay; those within it go with it.
 */
export function placeValue(document: DocumentText, placing: Placing): readonly Splice[] {
  const { steps, node, value } = placing;
  const layout = layoutOf(document);
  const inFlow = flowPlace(steps);
  if (inFlow !== null) {
    const text = flowValue(document, placing, inFlow, layout);
    return [{ from: node.head, to: node.to, insert: spaced(document.text, node, text) }];
  }
  const slot = steps.at(-1)?.slot;
  if (slot === undefined) return placeRoot(document, node, value, layout);
  return isInline(value)
    ? placeInline(document, slot, placing, layout)
    : placeBlock(document, slot, placing, layout);
}

/** Whether steps lead into flow style, and if so whether it is JSON: whether keys there are in double quotes. */
export function flowPlace(steps: readonly TreeStep[]): "flow" | "json" | null {
  const flow = steps.filter((step) => step.container.flow);
  if (flow.length === 0) return null;
  return flow.some(({ slot }) => slot.type === "entry" && isDoubleQuoted(slot.key))
    ? "json"
    : "flow";
}

export function isDoubleQuoted(node: TreeNode): boolean {
  return node.type === "scalar" && node.style === "double";
}

const prefix = (anchor: string | undefined) => (anchor === undefined ? "" : `&${anchor} `);

function flowValue(
  { text }: DocumentText,
  { steps, node, value, anchor }: Placing,
  place: "flow" | "json",
  layout: Layout,
): string {
  const slot = steps.at(-1)?.slot;
  if (isScalarValue(value)) {
    const quotes = typeof value === "string" ? quotesOf(node) : "none";
    return prefix(anchor) + inlineScalar(value, place, quotes);
  }
  const tall = slot !== undefined && beginsLine(text, slot.from) && place === "json";
  return (
    prefix(anchor) +
    (tall ? tallFlowText(value, place, columnOf(text, slot.from), layout) : flowText(value, place))
  );
}

function quotesOf(node: TreeNode): "single" | "double" | "none" {
  if (node.type !== "scalar") return "none";
  return node.style === "single" || node.style === "double" ? node.style : "none";
}

/** Where nothing is written yet, the indicator before it and what comes now need a blank between them. */
function spaced(text: string, node: TreeNode, insert: string): string {
  const before = text[node.head - 1] ?? "\n";
  return node.head === node.to && !" \n".includes(before) ? ` ${insert}` : insert;
}

function placeRoot(
  { text }: DocumentText,
  node: TreeNode,
  value: Json,
  layout: Layout,
): readonly Splice[] {
  const isFlow = (node.type === "map" || node.type === "list") && node.flow;
  const key = node.type === "map" ? node.slots[0]?.key : undefined;
  const place = key !== undefined && isDoubleQuoted(key) ? "json" : "flow";
  const tall = text.slice(node.from, node.to).includes("\n");
  const flow = () => (tall ? tallFlowText(value, place, 0, layout) : flowText(value, place));
  const insert = isFlow ? flow() : blockText(value, columnOf(text, node.from), layout);
  return [{ from: node.head, to: node.to, insert }];
}

/** Where the text of a key or dash ends: behind `:` or `-`. What follows on the line is the value's, or a comment. */
function startsOnLine(text: string, slot: TreeSlot, node: TreeNode): boolean {
  return !text.slice(slot.after, node.from).includes("\n");
}

function placeInline(
  { text }: DocumentText,
  slot: TreeSlot,
  { node, value, anchor }: Placing,
  layout: Layout,
): readonly Splice[] {
  const column = columnOf(text, slot.from) + layout.step;
  const quotes = quotesOf(node);
  const written =
    typeof value === "string" && quotes !== "none" && !value.includes("\n")
      ? inlineScalar(value, "block", quotes)
      : inlineText(value, column, layout);
  // Of a text of several lines the first stays beside the key, before a comment there; the others come behind the comment.
  const [head = "", ...lines] = `${prefix(anchor)}${written}`.split(layout.eol);
  const rest = lines.map((line) => layout.eol + line).join("");
  if (startsOnLine(text, slot, node)) {
    const insert = spaced(text, node, head) + headerComment(text, node);
    return [{ from: node.head, to: node.to, insert }, ...behindLine(text, node.to, rest)];
  }
  const props = endOfProps(text, slot, node);
  return [
    { from: slot.after, to: props, insert: ` ${head}` },
    ...behindLine(text, props, rest),
    wholeLines(text, node.from, node.to),
  ];
}

function behindLine(text: string, at: number, insert: string): readonly Splice[] {
  const end = lineEnd(text, at);
  return insert === "" ? [] : [{ from: end, to: end, insert }];
}

/** The comment beside the `|` or `>` of a block scalar: within the node, and still a comment on the key's line. */
function headerComment(text: string, node: TreeNode): string {
  if (node.type !== "scalar" || node.style !== "block") return "";
  return /^[|>][^ \t\r\n]*([ \t]+#[^\r\n]*)/.exec(text.slice(node.from, node.to))?.[1] ?? "";
}

/** The end of an anchor or tag that stands on the key's line while the value is below. */
function endOfProps(text: string, slot: TreeSlot, node: TreeNode): number {
  if (node.head >= node.from || node.head > lineEnd(text, slot.after)) return slot.after;
  const props = /^[&!][^ \t\r\n]*(?:[ \t]+[&!][^ \t\r\n]*)*/.exec(text.slice(node.head, node.from));
  return node.head + (props?.[0].length ?? 0);
}

/** Takes out the lines from one place to another; at the end of a text without a last line break, the break before them. */
export function wholeLines(text: string, from: number, to: number): Splice {
  const start = lineStart(text, from);
  const below = lineBelow(text, to);
  if (below > lineEnd(text, to) || start === 0) return { from: start, to: below, insert: "" };
  return { from: lineEnd(text, start - (text[start - 2] === "\r" ? 2 : 1)), to: below, insert: "" };
}

function placeBlock(
  document: DocumentText,
  slot: TreeSlot,
  placing: Placing,
  layout: Layout,
): readonly Splice[] {
  const { text } = document;
  const { node, value } = placing;
  const anchor = placing.anchor === undefined ? "" : ` &${placing.anchor}`;
  const below = (column: number) =>
    layout.eol + " ".repeat(column) + blockText(value, column, layout);
  if (!startsOnLine(text, slot, node)) {
    // A list may stand right below its key, a map not.
    const own = columnOf(text, slot.from);
    const column = Math.max(columnOf(text, node.from), isJsonList(value) ? own : own + 1);
    const fits = column === columnOf(text, node.from);
    const at = fits ? column : childColumn(value, own, layout);
    return [
      { from: slot.after, to: endOfProps(text, slot, node), insert: anchor },
      {
        from: fits ? node.from : lineStart(text, node.from),
        to: node.to,
        insert: (fits ? "" : " ".repeat(at)) + blockText(value, at, layout),
      },
    ];
  }
  const comment = text.slice(node.to, lineEnd(text, node.to)).trim();
  const behind = comment === "" ? "" : ` ${comment}`;
  const column = columnOf(text, slot.from);
  if (slot.type === "entry") {
    const insert = anchor + behind + below(childColumn(value, column, layout));
    return [{ from: slot.after, to: lineEnd(text, node.to), insert }];
  }
  const inner = column + 2;
  const insert =
    comment === "" && anchor === ""
      ? ` ${blockText(value, inner, layout)}`
      : anchor + behind + below(inner);
  return [{ from: slot.after, to: lineEnd(text, node.to), insert }];
}
