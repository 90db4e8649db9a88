import type { Json } from "../json";
import { readPlain } from "./plain-scalar";

/** Where a scalar is to stand. In flow style `,[]{}` end it; as JSON every text is in double quotes; a key is on one line. */
export type ScalarPlace = "block" | "flow" | "json" | "key" | "flow-key";

/** How a text was quoted that the new one replaces. */
export type Quotes = "single" | "double" | "none";

type ScalarValue = null | boolean | number | string;

export function isScalarValue(value: Json): value is ScalarValue {
  return value === null || typeof value !== "object";
}

/**
 * A scalar on one line, with quotes only where it needs them or where the one before had them.
 *
 * The choice is that of `kubectl get -o yaml`: double quotes where bare text would mean something else (`"true"`, `"8080"`), single ones
 * where it would not be text at all (`'*'`, `'a: b'`), double ones again where there is something to escape.
 */
export function inlineScalar(value: ScalarValue, place: ScalarPlace, quotes: Quotes): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "string") return String(value);
  if (place === "json" || quotes === "double") return doubleQuoted(value);
  if (quotes === "none" && isBare(value, place)) return value;
  if (UNPRINTABLE.test(value)) return doubleQuoted(value);
  return quotes === "none" && !isText(value) ? doubleQuoted(value) : singleQuoted(value);
}

/**
 * A text of several lines as a literal block (`|`), its lines indented by `indent`; `null` where a block would not give back the text as
 * it is, or would not show it.
 */
export function blockScalar(value: string, indent: string, eol: string): string | null {
  if (!value.includes("\n") || /^[ \n]|[ ]\n|[ ]$/.test(value)) return null;
  if (UNPRINTABLE.test(value.replaceAll("\n", ""))) return null;
  const chomp = value.endsWith("\n") ? (value.endsWith("\n\n") ? "+" : "") : "-";
  const lines = (value.endsWith("\n") ? value.slice(0, -1) : value).split("\n");
  return [`|${chomp}`, ...lines.map((line) => (line === "" ? "" : indent + line))].join(eol);
}

/** Integers beyond what a double counts exactly are written with an exponent: digits would claim to be exact. */
function numberText(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? value.toExponential()
    : String(value);
}

/**
 * Characters that YAML or an editor would not give back (control characters, line ends of YAML 1.1, marks without width, lone halves), and
 * those that turn the direction of text: with one of them a value is shown as another one.
 *
 * source: https://www.unicode.org/reports/tr55/, 3.1 (embeddings, overrides, isolates)
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
  /[\u0000-\u001f\u007f-\u00a0\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Numbers to the base of 60 and dates of YAML 1.1, and what its float leaves out of a number: `.` and `e3`. Kubernetes reads them as
 * text, and quotes the first two for readers that do not; some readers take the others for numbers that are none.
 *
 * source: https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/encode.go, stringv.
 */
const ELSEWHERE_A_VALUE =
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$|^[0-9]{4}-[0-9]|^[-+]?(?=[.0-9eE])(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$/;

/** Whether bare text means itself. */
function isText(text: string): boolean {
  const means = readPlain(text);
  return means.ok && means.value === text && !ELSEWHERE_A_VALUE.test(text);
}

function isBare(text: string, place: ScalarPlace): boolean {
  if (text === "" || text === "<<" || text === "=" || UNPRINTABLE.test(text)) return false;
  if (/^[ ]|[ ]$|^[#,[\]{}&*!|>'"%@`]|^[-?:](?:[ ]|$)|:(?:[ ]|$)| #|^---|^\.\.\./.test(text))
    return false;
  const inFlow = place === "flow" || place === "flow-key";
  if (inFlow && /[,?[\]{}:]|^-/.test(text)) return false;
  // Within a key a colon is allowed where no blank follows; a question mark or a dash in front would be read as more than text.
  if ((place === "key" || place === "flow-key") && (/^[?-]/.test(text) || text.length > 200))
    return false;
  return isText(text);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** JSON's escapes are YAML's; what JSON leaves as it is and YAML does not is escaped as well. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A key, quoted where bare it would be another key or none. */
export function keyText(key: string, place: "block" | "flow" | "json"): string {
  if (place === "json") return doubleQuoted(key);
  return inlineScalar(key, place === "flow" ? "flow-key" : "key", "none");
}
