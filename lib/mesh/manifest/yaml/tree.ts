import type { Json } from "../json";

/** A stretch of the text of one document, `to` exclusive, counted from the start of that document's text. */
export type Stretch = { readonly from: number; readonly to: number };

/**
 * A node where it stands in its document's text. `from` to `to` is the node alone: without anchor and tag before it, and without comment
 * or line end after it; `head` is where its anchor or tag begins, or else `from`.
 */
type Placed = Stretch & {
  readonly head: number;
  readonly anchor: string | null;
  readonly tagged: boolean;
};

export type TreeScalar = Placed & {
  readonly type: "scalar";
  /** `empty`: nothing is written, which means null. */
  readonly style: "plain" | "single" | "double" | "block" | "empty";
  readonly value: Json;
};

/** A use of an anchor: `*name`. */
export type TreeAlias = Placed & { readonly type: "alias"; readonly name: string };

export type TreeMap = Placed & {
  readonly type: "map";
  readonly flow: boolean;
  readonly slots: readonly TreeEntry[];
};

export type TreeList = Placed & {
  readonly type: "list";
  readonly flow: boolean;
  readonly slots: readonly TreeItem[];
};

export type TreeNode = TreeScalar | TreeAlias | TreeMap | TreeList;

/** One entry of a map. */
export type TreeEntry = {
  readonly type: "entry";
  /** Where it begins: at the key, its anchor, or the `?` of an explicit key. */
  readonly from: number;
  readonly key: TreeNode;
  /** The key in JSON; `null` when it cannot be one, and for merges. */
  readonly name: string | null;
  /** `<<`: the entries of the value are entries of the map. */
  readonly merge: boolean;
  /** Behind the `:`; behind the key while there is none. */
  readonly after: number;
  readonly value: TreeNode;
};

/** One item of a list. */
export type TreeItem = {
  readonly type: "item";
  /** Where it begins: at the `-`, in flow style at the value. */
  readonly from: number;
  /** Behind the `-`; in flow style where the value begins. */
  readonly after: number;
  readonly value: TreeNode;
};

export type TreeSlot = TreeEntry | TreeItem;

/** The end of an entry or item, without the comment behind it. */
export function slotEnd(slot: TreeSlot): number {
  return Math.max(slot.after, slot.value.to);
}

/** Something wrong in one document's text. */
export type TreeProblem = Stretch & {
  readonly code:
    | "syntax"
    | "tab-indent"
    | "duplicate-key"
    | "too-many-aliases"
    | "too-deep"
    | "unsafe-value"
    | "wrong-type";
  readonly detail: string;
};

/** What one document's text says, as far as it can be read. */
export type DocumentTree = {
  /** `null`: the document is empty. */
  readonly root: TreeNode | null;
  readonly problems: readonly TreeProblem[];
};
