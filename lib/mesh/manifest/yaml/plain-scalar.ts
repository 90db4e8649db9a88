import { err, ok, type Result } from "../../../result";
import type { Json } from "../json";

/**
 * What an unquoted scalar means to Kubernetes. That is YAML 1.1 in a dialect: `on` and `y` are true, `010` is eight, `1_000` a thousand,
 * while dates, base-60 numbers and floats out of range are text. Numbers that JSON or a double cannot hold are refused here: Kubernetes
 * fails on the first (`.nan`, `.inf`), and the others would come back with other digits than were written.
 *
 * source: https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go, and `kubectl` 1.32 for the table in the test.
 */
export function readPlain(text: string): Result<Json, "unsafe-value"> {
  const word = text.length <= MAX_WORD ? WORDS.get(text) : undefined;
  if (word !== undefined) return ok(word);
  if (!NUMERIC_START.test(text)) return ok(text);
  return NOT_JSON.test(text) ? err("unsafe-value") : readNumber(text);
}

const WORDS: ReadonlyMap<string, Json> = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

const MAX_WORD = 5;
const NOT_JSON = /^(?:\.nan|\.NaN|\.NAN|[-+]?(?:\.inf|\.Inf|\.INF))$/;
const NUMERIC_START = /^[-+.0-9]/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function readNumber(text: string): Result<Json, "unsafe-value"> {
  const plain = text.replaceAll("_", "");
  const integer = INTEGER.exec(plain);
  if (integer) return readInteger(integer);
  if (!FLOAT.test(plain)) return ok(text);
  const value = Number(plain);
  return ok(Number.isFinite(value) ? value : text);
}

function readInteger(match: RegExpExecArray): Result<number, "unsafe-value"> {
  const [, sign, hex, binary, octal, decimal] = match;
  const value = decimal !== undefined ? Number(decimal) : inBase(hex, binary, octal);
  if (!Number.isSafeInteger(value)) return err("unsafe-value");
  return ok(sign === "-" && value !== 0 ? -value : value);
}

function inBase(hex?: string, binary?: string, octal?: string): number {
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return binary !== undefined ? Number.parseInt(binary, 2) : Number.parseInt(octal ?? "0", 8);
}

/**
 * The key that an unquoted scalar makes: Kubernetes turns booleans and numbers into text, floats by way of 32 bits. `null`: JSON has no
 * such key.
 *
 * source: https://github.com/kubernetes-sigs/yaml/blob/master/yaml.go, convertToJSONableObject.
 */
export function readPlainKey(text: string): string | null {
  const read = readPlain(text);
  if (!read.ok) return null;
  const { value } = read;
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (typeof value !== "number") return null;
  return INTEGER.test(text.replaceAll("_", "")) ? String(value) : shortFloat(Math.fround(value));
}

/** Go's `%g` of a 32-bit float: as few digits as tell it from its neighbours, with an exponent below -4 and from 6 on. */
function shortFloat(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const enough = [1, 2, 3, 4, 5, 6, 7, 8].find(
    (digits) => Math.fround(Number(value.toPrecision(digits))) === value,
  );
  const shortest = Number(value.toPrecision(enough ?? 9));
  const [mantissa = "", exponent = ""] = shortest.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(shortest);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
