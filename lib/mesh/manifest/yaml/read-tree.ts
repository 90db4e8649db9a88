import {
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { itemTokens, type NodeTokens, pairTokens, propsOf } from "./node-tokens";
import { readKey, readScalar } from "./read-scalar";
import type {
  DocumentTree,
  TreeAlias,
  TreeEntry,
  TreeItem,
  TreeNode,
  TreeProblem,
  TreeScalar,
} from "./tree";

/** Levels of nesting that are read. Istio's and the Gateway API's deepest kinds have about fifteen. */
const MAX_DEPTH = 100;
/** Nodes that aliases may stand for in one document, all together: enough for any hand-written file, a bomb's first step is beyond it. */
const MAX_ALIASED = 100_000;

const OPTIONS = {
  // Values are read by `readScalar`, as Kubernetes reads them, and keys are compared by what they mean there.
  schema: "failsafe",
  resolveKnownTags: false,
  uniqueKeys: false,
  keepSourceTokens: true,
  prettyErrors: false,
  logLevel: "silent",
} as const;

type Reading = {
  readonly text: string;
  readonly problems: TreeProblem[];
  /** What anchors name, with its number of nodes, aliases resolved; `open` while it is being read: an alias there would contain itself.
   * A name counts from where it stands: one given again within what it names is the later one. */
  readonly anchors: Map<string, Anchored>;
  aliased: number;
  depth: number;
};

type Anchored = { size: number | "open"; scalar: boolean };

type Sized<T extends TreeNode = TreeNode> = { readonly node: T; readonly size: number };

/** Reads the text of one document. Never throws; what cannot be read is a problem, and around it is read what can be. */
export function readTree(text: string): DocumentTree {
  const reading: Reading = { text, problems: [], anchors: new Map(), aliased: 0, depth: 0 };
  const documents = parsed(text, reading);
  const [first, second] = documents;
  for (const error of documents.flatMap((document) => document.errors)) {
    reading.problems.push(problemOf(text, error));
  }
  if (second) report(reading, "syntax", "More than one document", second.range[0], text.length);
  if (!first?.contents) return { root: null, problems: reading.problems };
  const { contents } = first;
  const { node } = readNode(reading, contents, tokensOfRoot(contents.srcToken, contents.range[0]));
  const empty = node.type === "scalar" && node.style === "empty" && node.head === node.from;
  return { root: empty ? null : node, problems: reading.problems };
}

function parsed(text: string, reading: Reading): readonly Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, OPTIONS);
    if (!("empty" in documents)) return documents;
    for (const error of documents.errors) reading.problems.push(problemOf(text, error));
    return [];
  } catch (error) {
    report(reading, "too-deep", error instanceof Error ? error.message : "", 0, text.length);
    return [];
  }
}

function problemOf(text: string, error: YAMLError): TreeProblem {
  const [from, to] = error.pos;
  const stretch = { from: Math.min(from, text.length), to: Math.min(to, text.length) };
  if (error.code === "RESOURCE_EXHAUSTION")
    return { ...stretch, code: "too-deep", detail: error.message };
  const tab = error.code === "TAB_AS_INDENT" ? from : tabBefore(text, stretch.from);
  if (tab === null) return { ...stretch, code: "syntax", detail: error.message };
  return { from: tab, to: tab + 1, code: "tab-indent", detail: error.message };
}

/** A tab in the white space that begins the line of an error: what goes wrong there goes wrong for it. */
function tabBefore(text: string, at: number): number | null {
  const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? "";
  const tab = indent.indexOf("\t");
  return tab < 0 ? null : start + tab;
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
  const { head, anchor, tagged } = propsOf(tokens, source);
  const anchored: Anchored = { size: "open", scalar: false };
  if (anchor !== null) reading.anchors.set(anchor, anchored);
  reading.depth += 1;
  const read = readContent(reading, source, tokens);
  reading.depth -= 1;
  anchored.size = read.size;
  anchored.scalar = read.node.type === "scalar";
  const from = Math.min(head ?? read.node.from, read.node.from);
  return { node: { ...read.node, head: from, anchor, tagged }, size: read.size };
}

function readContent(reading: Reading, source: unknown, tokens: NodeTokens): Sized {
  if (isAlias(source)) return readAlias(reading, source.source, source.range?.[0] ?? tokens.at);
  if (reading.depth > MAX_DEPTH && (isMap(source) || isSeq(source))) {
    report(reading, "too-deep", String(MAX_DEPTH), tokens.at, tokens.at + 1);
    return nothing(tokens.at);
  }
  if (isMap(source)) return readMap(reading, source, tokens);
  if (isSeq(source)) return readList(reading, source, tokens);
  if (isScalar(source)) return readLeaf(reading, source, tokens);
  return nothing(tokens.at);
}

const bare = { anchor: null, tagged: false } as const;

function nothing(at: number): Sized<TreeScalar> {
  const node = { type: "scalar", style: "empty", value: null, from: at, to: at, head: at } as const;
  return { node: { ...node, ...bare }, size: 1 };
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
  return { node: { type: "alias", name, from, to, head: from, ...bare }, size };
}

function readLeaf(reading: Reading, source: Scalar, tokens: NodeTokens): Sized<TreeScalar> {
  const [from, end] = source.range ?? [tokens.at, tokens.at];
  const style = styleOf(source, from, end);
  const to = style === "block" ? endOfBlock(reading.text, from, end) : end;
  const read = readScalar(rawOf(source));
  if (!read.ok) report(reading, read.error.code, read.error.detail, from, to);
  const value = read.ok ? read.value : null;
  return { node: { type: "scalar", style, value, from, to, head: from, ...bare }, size: 1 };
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

function readMap(reading: Reading, source: YAMLMap, tokens: NodeTokens): Sized {
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
  const start = slots[0]?.from ?? from;
  const to = flow ? end : lastEnd(slots, from);
  const node = { type: "map", flow, slots, from: flow ? from : start, to, head: from } as const;
  return { node: { ...node, ...bare }, size };
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

function readList(reading: Reading, source: YAMLSeq, tokens: NodeTokens): Sized {
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
  const start = slots[0]?.from ?? from;
  const to = flow ? end : lastEnd(slots, from);
  const node = { type: "list", flow, slots, from: flow ? from : start, to, head: from } as const;
  return { node: { ...node, ...bare }, size };
}
