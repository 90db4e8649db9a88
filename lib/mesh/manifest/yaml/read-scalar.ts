import { err, ok, type Result } from "../../../result";
import type { Json } from "../json";
import { readPlain, readPlainKey } from "./plain-scalar";
import type { TreeProblem } from "./tree";

/** A scalar as the parser found it: its text without quotes and folding, how it was written, its tag in full or as written. */
export type RawScalar = {
  readonly text: string;
  readonly plain: boolean;
  readonly tag: string | null;
};

type Refusal = Pick<TreeProblem, "code" | "detail">;

const TAG = "tag:yaml.org,2002:";

/**
 * The JSON value of a scalar. An explicit tag decides; a tag that is not of YAML's own means text.
 *
 * `!!binary` is refused: sigs.k8s.io/yaml names it as not supported.
 */
export function readScalar(scalar: RawScalar): Result<Json, Refusal> {
  const { text, plain, tag } = scalar;
  if (tag === null) return plain ? untagged(text) : ok(text);
  if (tag === `${TAG}binary`) return err({ code: "unsafe-value", detail: "!!binary" });
  const fits = FITS[tag.replace(TAG, "")];
  if (!tag.startsWith(TAG) || fits === undefined) return ok(text);
  const read = untagged(text);
  if (!read.ok) return read;
  return fits(read.value) ? read : err({ code: "wrong-type", detail: tag.replace(TAG, "!!") });
}

const FITS: Readonly<Record<string, ((value: Json) => boolean) | undefined>> = {
  bool: (value) => typeof value === "boolean",
  int: (value) => Number.isInteger(value),
  float: (value) => typeof value === "number",
  null: (value) => value === null,
};

function untagged(text: string): Result<Json, Refusal> {
  const read = readPlain(text);
  return read.ok ? read : err({ code: read.error, detail: text });
}

/** The name that a scalar makes as a key; `null` when JSON has none. */
export function readKey(scalar: RawScalar): string | null {
  if (scalar.tag === null && scalar.plain) return readPlainKey(scalar.text);
  const read = readScalar(scalar);
  if (!read.ok || read.value === null) return null;
  return typeof read.value === "string" ? read.value : readPlainKey(scalar.text);
}
