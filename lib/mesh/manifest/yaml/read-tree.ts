import {
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Json } from "../json";
import { composeDocument, MAX_PROBLEMS } from "./compose-document";
import { itemTokens, type NodeProps, type NodeTokens, pairTokens, propsOf } from "./node-tokens";
import { readKey, readScalar } from "./read-scalar";
import type {
  DocumentTree,
  Stretch,
  TreeAlias,
  TreeEntry,
  TreeItem,
  TreeNode,
  TreeProblem,
  TreeScalar,
} from "./tree";

/** Nodes that aliases may stand for in one document, all together: enough for any hand-written file, a bomb's first step is beyond it. */
const MAX_ALIASED = 100_000;

type Reading = {
  readonly text: string;
  readonly problems: TreeProblem[];
  /** What anchors name, with its number of nodes, aliases resolved; `open` while it is being read: an alias there would contain itself.
   * A name counts from where it stands: one given again within what it names is the later one. */
  readonly anchors: Map<string, Anchored>;
  aliased: number;
};

type Anchored = { size: number | "open"; scalar: boolean };

type Sized<T extends TreeNode = TreeNode> = { readonly node: T; readonly size: number };

/** Reads the text of one document. Never throws; what cannot be read is a problem, and around it is read what can be. */
export function readTree(text: string): DocumentTree {
  const { document, problems } = composeDocument(text);
  const reading: Reading = { text, problems: [...problems], anchors: new Map(), aliased: 0 };
  const contents = document?.contents;
  if (!contents) return { root: null, problems };
  const { node } = readNode(reading, contents, tokensOfRoot(contents.srcToken, contents.range[0]));
  const empty = node.type === "scalar" && node.style === "empty" && node.head === node.from;
  return { root: empty ? null : node, problems: reading.problems.slice(0, MAX_PROBLEMS) };
}

function report(
  reading: Reading,
  code: TreeProblem["code"],
  detail: string,
  from: number,
  to: number,
): void {
  reading.problems.push({ code, detail, from, to });
}

function tokensOfRoot(token: CST.Token | undefined, from: number): NodeTokens {
  return { before: [], token, at: from };
}

function readNode(reading: Reading, source: unknown, tokens: NodeTokens): Sized {
  const props = propsOf(tokens, source);
  if (props.anchor === null) return readContent(reading, source, tokens, props);
  const anchored: Anchored = { size: "open", scalar: false };
  reading.anchors.set(props.anchor, anchored);
  const read = readContent(reading, source, tokens, props);
  anchored.size = read.size;
  anchored.scalar = read.node.type === "scalar";
  return read;
}

function readContent(
  reading: Reading,
  source: unknown,
  tokens: NodeTokens,
  props: NodeProps,
): Sized {
  if (isScalar(source)) return readLeaf(reading, source, tokens, props);
  if (isMap(source)) return readMap(reading, source, tokens, props);
  if (isSeq(source)) return readList(reading, source, tokens, props);
  if (isAlias(source)) return readAlias(reading, source.source, source.range?.[0] ?? tokens.at);
  return nothing(tokens.at);
}

function nothing(at: number): Sized<TreeScalar> {
  const place = { from: at, to: at, head: at, anchor: null, tagged: false };
  return { node: { type: "scalar", style: "empty", value: null, ...place }, size: 1 };
}

function readAlias(reading: Reading, name: string, from: number): Sized<TreeAlias> {
  const to = from + 1 + name.length;
  const target = reading.anchors.get(name);
  if (target === undefined) report(reading, "syntax", `Unknown anchor: ${name}`, from, to);
  if (target?.size === "open")
    report(reading, "syntax", `Anchor contains itself: ${name}`, from, to);
  const size = target === undefined || target.size === "open" ? 1 : target.size;
  const within = reading.aliased <= MAX_ALIASED;
  reading.aliased += size;
  if (within && reading.aliased > MAX_ALIASED) report(reading, "too-many-aliases", name, from, to);
  const place = { from, to, head: from, anchor: null, tagged: false };
  return { node: { type: "alias", name, ...place }, size };
}

function readLeaf(
  reading: Reading,
  source: Scalar,
  tokens: NodeTokens,
  { head, anchor, tagged }: NodeProps,
): Sized<TreeScalar> {
  const [start, end] = source.range ?? [tokens.at, tokens.at];
  const style = styleOf(source, start, end);
  const from = style === "empty" ? endOfWritten(reading.text, start) : start;
  const to = style === "block" ? endOfBlock(reading.text, from, end) : from + (end - start);
  const value = tokens.isKey && anchor === null ? null : valueOfLeaf(reading, source, from, to);
  const place = { from, to, head: Math.min(head ?? from, from), anchor, tagged };
  return { node: { type: "scalar", style, value, ...place }, size: 1 };
}

function valueOfLeaf(reading: Reading, source: Scalar, from: number, to: number): Json {
  const read = readScalar(rawOf(source));
  if (read.ok) return read.value;
  report(reading, read.error.code, read.error.detail, from, to);
  return null;
}

function rawOf(source: Scalar) {
  return {
    text: String(source.source ?? source.value ?? ""),
    plain: source.type === "PLAIN" || source.type === undefined,
    tag: source.tag ?? null,
  };
}

function styleOf(source: Scalar, from: number, end: number): TreeScalar["style"] {
  if (source.type === "QUOTE_DOUBLE") return "double";
  if (source.type === "QUOTE_SINGLE") return "single";
  if (source.type === "BLOCK_LITERAL" || source.type === "BLOCK_FOLDED") return "block";
  return from === end ? "empty" : "plain";
}

/** Where a value that is not written would begin: right behind the indicator, not behind the blanks up to a comment. */
function endOfWritten(text: string, at: number): number {
  let end = at;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end -= 1;
  return end;
}

/** The end of a block scalar's last line that counts: with `+` its blank lines do. */
function endOfBlock(text: string, from: number, end: number): number {
  const header = text.slice(from, text.indexOf("\n", from));
  let at = end;
  if (/^[|>][0-9]?\+/.test(header)) return text[at - 1] === "\n" ? at - 1 : at;
  while (at > from && " \t\r\n".includes(text[at - 1] ?? "")) at -= 1;
  const eol = text.indexOf("\n", at);
  const line = eol < 0 || eol > end ? end : eol;
  return text[line - 1] === "\r" ? line - 1 : line;
}

function readMap(reading: Reading, source: YAMLMap, tokens: NodeTokens, props: NodeProps): Sized {
  const names = new Set<string>();
  let size = 1;
  const slots: TreeEntry[] = [];
  for (const pair of source.items) {
    const read = readEntry(reading, pair, tokens.at);
    size += read.size;
    slots.push(read.entry);
    const { name, key } = read.entry;
    if (name === null) continue;
    if (names.has(name)) report(reading, "duplicate-key", name, key.from, key.to);
    names.add(name);
  }
  const flow = source.flow === true;
  const [from, end] = source.range ?? [tokens.at, tokens.at];
  const place = placeOf(flow, slots, { from, to: end }, props);
  return { node: { type: "map", flow, slots, ...place }, size };
}

/** Brackets are where the parser says; a map or list in block style goes from its first entry to the end of its last. */
function placeOf(
  flow: boolean,
  slots: readonly (TreeEntry | TreeItem)[],
  range: Stretch,
  { head, anchor, tagged }: NodeProps,
) {
  const from = flow ? range.from : (slots[0]?.from ?? range.from);
  const to = flow ? range.to : lastEnd(slots, range.from);
  return { from, to, head: Math.min(head ?? from, from), anchor, tagged };
}

function lastEnd(slots: readonly (TreeEntry | TreeItem)[], from: number): number {
  return slots.reduce((end, slot) => Math.max(end, slot.after, slot.value.to), from);
}

function readEntry(reading: Reading, pair: Pair, at: number) {
  const tokens = pairTokens(pair, at);
  const key = readNode(reading, pair.key, tokens.key);
  const merge = isMergeKey(pair.key);
  const name = merge ? null : nameOf(reading, pair.key, key.node);
  if (!merge && name === null && pair.value !== null) {
    report(reading, "wrong-type", "key", key.node.from, Math.max(key.node.to, key.node.from + 1));
  }
  const after = tokens.colon ?? key.node.to;
  const value =
    pair.value === null
      ? nothing(after)
      : readNode(reading, pair.value, { ...tokens.value, at: after });
  if (merge && !isMergeable(reading, pair.value)) {
    report(reading, "wrong-type", "<<", value.node.from, value.node.to);
  }
  const from = Math.min(tokens.from ?? key.node.head, key.node.head);
  const entry: TreeEntry = {
    type: "entry",
    from,
    key: key.node,
    name,
    merge,
    after,
    value: value.node,
  };
  return { entry, size: key.size + value.size };
}

function isMergeKey(key: unknown): boolean {
  if (!isScalar(key) || rawOf(key).text !== "<<") return false;
  const { plain, tag } = rawOf(key);
  return tag === "tag:yaml.org,2002:merge" || (plain && tag === null);
}

/** Maps, and lists of maps. */
function isMergeable(reading: Reading, value: unknown): boolean {
  if (isSeq(value)) return value.items.every((item) => isMap(item) || isAlias(item));
  if (!isAlias(value)) return isMap(value);
  const target = reading.anchors.get(value.source);
  return target === undefined || !target.scalar;
}

/** Keys are read as Kubernetes reads them: by the scalar's text, not by its value in the tree. */
function nameOf(reading: Reading, key: unknown, node: TreeNode): string | null {
  if (isScalar(key)) {
    const name = readKey(rawOf(key));
    return node.type === "scalar" && node.style === "empty" ? null : name;
  }
  if (isAlias(key)) report(reading, "wrong-type", "key", node.from, node.to);
  return null;
}

function readList(reading: Reading, source: YAMLSeq, tokens: NodeTokens, props: NodeProps): Sized {
  const [from, end] = source.range ?? [tokens.at, tokens.at];
  const found = itemTokens(tokens.token);
  let size = 1;
  const slots = source.items.map((item, i): TreeItem => {
    const own = found[i];
    const read = readNode(reading, item, own?.value ?? { before: [], token: undefined, at: from });
    size += read.size;
    const after = own?.dash ?? read.node.head;
    return { type: "item", from: Math.min(own?.from ?? after, after), after, value: read.node };
  });
  const flow = source.flow === true;
  const place = placeOf(flow, slots, { from, to: end }, props);
  return { node: { type: "list", flow, slots, ...place }, size };
}
