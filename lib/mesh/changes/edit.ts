import type { FieldChange, JsonObject } from "../manifest/json";
import type { ConfigKind } from "../model/kinds";
import type { ResourceRef } from "../model/resource";

/** An object that a draft may hold: Istio and Gateway API configuration. */
export type ConfigRef = ResourceRef & { readonly kind: ConfigKind };

/** Which item of a list was meant: one of `of` items of this identity, the `nth` of them, counted from 0. */
export type ItemAnchor = {
  readonly identity: string;
  readonly nth: number;
  readonly of: number;
};

/**
 * A change that knows its items by what they are, not by where they stood: lists move under a draft. `addEdit` fills the anchors in;
 * a change without them is taken by its indices.
 */
export type PlacedChange = FieldChange & {
  /** For each index in the path, in turn; the last index of an `insert` is a place between items and has none. */
  readonly items?: readonly ItemAnchor[];
  /** Of an `insert`: the item that it follows and the one that it precedes, `null` at an end of the list. */
  readonly place?: {
    readonly follows: ItemAnchor | null;
    readonly precedes: ItemAnchor | null;
    /** Items in the list with the identity of the new one, before it came. */
    readonly twins: number;
  };
};

/** What an edit does to one object. */
export type ObjectEdit =
  | {
      readonly type: "create";
      readonly ref: ConfigRef;
      readonly value: JsonObject;
      /** The text of `value`, when it was typed. */
      readonly text?: string;
    }
  | {
      readonly type: "patch";
      readonly ref: ConfigRef;
      readonly changes: readonly PlacedChange[];
      /** The whole text after the edit, when it was typed: comments and style are the author's. */
      readonly text?: string;
      /** The text that `text` was typed on; `addEdit` fills it in. */
      readonly typedOn?: string;
    }
  | { readonly type: "remove"; readonly ref: ConfigRef; readonly was: JsonObject };

/** What the author meant, for words and for the tray; facts only. */
export type EditIntent =
  | {
      readonly type: "split";
      readonly service: ResourceRef;
      readonly host: string;
      /** The rule that carries the weights, `spec.http[1]`; of the object written. */
      readonly rule: string;
      /** The rule takes a part of the requests to the service alone: it has a match, stands after others, or is of a gateway. */
      readonly ofPart?: boolean;
      readonly shares: readonly {
        readonly destination: string;
        readonly before: number | null;
        readonly after: number;
      }[];
    }
  | { readonly type: "typed"; readonly ref: ConfigRef }
  | { readonly type: "fix"; readonly code: string; readonly ref: ConfigRef }
  | { readonly type: "remove"; readonly ref: ConfigRef };

/** One gesture of the author. Undo takes back exactly one. */
export type Edit = {
  /** Unique in its draft, from outside: the core makes no identifiers. */
  readonly id: string;
  readonly intent: EditIntent;
  readonly objects: readonly ObjectEdit[];
};
