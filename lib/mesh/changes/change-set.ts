import type { FieldChange, JsonObject } from "../manifest/json";
import type { ConfigRef } from "./edit";

/**
 * One write: the difference that a draft makes to one object, or a part of it.
 *
 * An object that gains what others will refer to and loses what they referred to is written twice: what it gains first, the rest when
 * nobody needs it any more. The second write starts where the first ended, and its guard is the version that the first was given.
 */
export type ObjectChange = {
  /** Before this write the proxies must have got what was written so far. On the way back: after it has been taken back. */
  readonly waitForProxies?: boolean;
} & (
  | {
      readonly type: "create";
      readonly ref: ConfigRef;
      readonly after: JsonObject;
      readonly text: string;
    }
  | {
      readonly type: "update";
      readonly ref: ConfigRef;
      readonly before: JsonObject;
      readonly after: JsonObject;
      readonly text: string;
      readonly changes: readonly FieldChange[];
      /** What the author saw: the write is refused when the object has moved on. */
      readonly uid: string;
      readonly resourceVersion: string;
      readonly generation?: number;
    }
  | {
      readonly type: "remove";
      readonly ref: ConfigRef;
      readonly before: JsonObject;
      readonly uid: string;
      readonly resourceVersion: string;
      readonly generation?: number;
    }
);

/** What will be written, in the order of writing: what is referred to comes before what refers to it; removals run the other way. */
export type ChangeSet = { readonly cluster: string; readonly changes: readonly ObjectChange[] };
