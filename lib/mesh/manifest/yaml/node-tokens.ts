import { type CST, isNode, type Pair } from "yaml";

/** Where a node stands among the tokens: what is before it (its anchor, its tag), itself, and where it would stand if it is not there. */
export type NodeTokens = {
  readonly before: readonly CST.SourceToken[];
  readonly token: CST.Token | undefined;
  readonly at: number;
  readonly isKey?: boolean;
};

/** Anchor and tag of a node, and the offset of the first of them, as far as the tokens tell. */
export type NodeProps = {
  readonly head: number | undefined;
  readonly anchor: string | null;
  readonly tagged: boolean;
};

const NONE: NodeProps = { head: undefined, anchor: null, tagged: false };

export function propsOf(tokens: NodeTokens, source: unknown): NodeProps {
  const head = tokens.before.find((token) => token.type === "anchor" || token.type === "tag");
  if (head === undefined || !isNode(source)) return NONE;
  const anchor = "anchor" in source ? source.anchor : undefined;
  return {
    head: head.offset,
    anchor: typeof anchor === "string" && anchor !== "" ? anchor : null,
    tagged: typeof source.tag === "string",
  };
}

type Item = CST.CollectionItem;

/** The tokens of one entry of a map: of its key and its value, where it begins, and the end of its `:`. */
export function pairTokens(pair: Pair, at: number) {
  // The parser leaves the tokens of a pair on it when it is told to keep them; its type does not say so for pairs made in other ways.
  const item = "srcToken" in pair ? (pair.srcToken as Item | undefined) : undefined;
  const sep = item?.sep ?? [];
  const colon = sep.find((token) => token.type === "map-value-ind");
  const explicit = item?.start.find((token) => token.type === "explicit-key-ind");
  return {
    from: explicit?.offset,
    colon: colon === undefined ? undefined : endOf(colon),
    key: { before: item?.start ?? [], token: item?.key ?? undefined, at, isKey: true },
    value: { before: sep, token: item?.value },
  };
}

/** The tokens of the items of a list, in order, without what is only comment. */
export function itemTokens(token: CST.Token | undefined) {
  if (token?.type !== "block-seq" && token?.type !== "flow-collection") return [];
  const items: readonly Item[] = token.items;
  return items.filter(isItem).map((item) => {
    const dash = item.start.find((t) => t.type === "seq-item-ind");
    return {
      from: dash?.offset,
      dash: dash === undefined ? undefined : endOf(dash),
      value: {
        before: item.start,
        token: item.value,
        at: dash === undefined ? token.offset : endOf(dash),
      },
    };
  });
}

function isItem(item: Item): boolean {
  return (
    item.sep !== undefined ||
    item.value !== undefined ||
    item.start.some((t) => ["seq-item-ind", "anchor", "tag", "explicit-key-ind"].includes(t.type))
  );
}

function endOf(token: CST.SourceToken): number {
  return token.offset + token.source.length;
}
