export type FieldConflict = {
  readonly manager: string;
  /** `Apply` or `Update`, where the server says it. */
  readonly operation: string | null;
  /** As the server names it: `.spec.http`. */
  readonly field: string;
};

/** Why a write did not happen; `unknown` when it cannot be told whether it did. `message` is the API server's own sentence. */
export type WriteError =
  | {
      readonly code: "field-conflict";
      readonly conflicts: readonly FieldConflict[];
      readonly message: string;
    }
  /** 409: the object is not the one that the author saw. */
  | { readonly code: "moved-on"; readonly message: string }
  | { readonly code: "exists-already"; readonly message: string }
  | { readonly code: "not-found"; readonly message: string }
  | {
      readonly code: "forbidden";
      readonly verb: string;
      readonly resource: string;
      readonly message: string;
    }
  /** 422 and 400: schema, CEL, unknown fields. */
  | {
      readonly code: "invalid";
      readonly causes: readonly { readonly field: string; readonly message: string }[];
      readonly message: string;
    }
  /** An admission webhook or policy said no. */
  | { readonly code: "refused"; readonly by: string; readonly message: string }
  /** A webhook that must be asked could not be. */
  | { readonly code: "webhook-down"; readonly by: string; readonly message: string }
  | { readonly code: "unauthorized"; readonly message: string }
  /** Nothing was sent, or the server said that it did nothing. */
  | { readonly code: "unavailable"; readonly retryAfterMs: number; readonly message: string }
  /** The connection broke after the request was sent. Read the object to learn what stands. */
  | { readonly code: "unknown"; readonly message: string };
