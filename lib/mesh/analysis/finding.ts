import type { FieldChange, JsonPath } from "../manifest/json";
import type { ResourceRef } from "../model/resource";

export type Severity = "error" | "warning" | "info";

/** A diagnostic with a code. Facts only: the sentence with the real names is made at the edge. */
export type Finding = {
  /** As in the catalogue: `IST0101`, `KIA1101`, `HED204`. */
  readonly code: string;
  readonly severity: Severity;
  readonly ref: ResourceRef;
  /** The value that is wrong; empty for the object as a whole. */
  readonly path: JsonPath;
  /** Names and figures of the sentence, by the catalogue entry's own keys. */
  readonly facts: Readonly<Record<string, string | number | readonly string[]>>;
  /** A change of one object that ends the finding, where one exists. */
  readonly fix: { readonly ref: ResourceRef; readonly changes: readonly FieldChange[] } | null;
};
