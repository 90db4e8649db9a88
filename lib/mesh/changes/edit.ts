import type { FieldChange, JsonObject } from "../manifest/json";
import type { ConfigKind } from "../model/kinds";
import type { ResourceRef } from "../model/resource";

/** An object that a draft may hold: Istio and Gateway API configuration. */
export type ConfigRef = ResourceRef & { readonly kind: ConfigKind };

/** What an edit does to one object. */
export type ObjectEdit =
  | { readonly type: "create"; readonly ref: ConfigRef; readonly value: JsonObject }
  | {
      readonly type: "patch";
      readonly ref: ConfigRef;
      readonly changes: readonly FieldChange[];
      /** The whole text after the edit, when it was typed: comments and style are the author's. */
      readonly text?: string;
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
