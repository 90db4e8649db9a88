import type { FieldChange, JsonObject } from "../manifest/json";
import type { ConfigRef } from "./edit";

/** The difference that a draft makes to one object. */
export type ObjectChange =
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
    }
  | {
      readonly type: "remove";
      readonly ref: ConfigRef;
      readonly before: JsonObject;
      readonly uid: string;
      readonly resourceVersion: string;
    };

/** What will be written, in the order of writing: what is referred to comes before what refers to it; removals run the other way. */
export type ChangeSet = { readonly cluster: string; readonly changes: readonly ObjectChange[] };
