import { err, ok, type Result } from "../../result";
import { type Place, type QueryError, queryError } from "./error";
import { type FieldInfo, fieldInfo, type Measure, spelled, usableFields } from "./fields";
import type { Cell, Word } from "./lexer";
import { hasWildcard } from "./pattern";
import type { CompareField, Query } from "./query";
import { nearest } from "./suggest";

type Operator = ":" | "<" | "<=" | "=" | "!=" | ">=" | ">";
type CompareOperator = Exclude<Operator, ":">;

const COMPARE_OPERATORS: readonly CompareOperator[] = ["<", "<=", "=", "!=", ">=", ">"];

/** A word cut at its first operator: `rps`, `>`, `10`. */
type Split = {
  readonly word: Word;
  readonly name: string;
  readonly operator: Operator;
  readonly value: readonly Cell[];
  /** Where the value begins, whether or not there is one. */
  readonly valueAt: number;
};

/** The meaning of one word of a query. */
export function parseTerm(word: Word): Result<Query, QueryError> {
  const split = splitWord(word);
  if (split === null) return bareTerm(word);
  const info = fieldInfo(split.name);
  if (info === null) return err(unknownField(split));
  if (info.type === "not-yet") return err(queryError("not-yet", word));
  if (info.type === "flag") {
    return err(queryError("wrong-operator", word, split.name.toLowerCase()));
  }
  if (info.type === "match") return matchTerm(split, info);
  return compareTerm(split, info.field, info.measure);
}

function bareTerm(word: Word): Result<Query, QueryError> {
  const pattern = patternOf(word.cells);
  if (pattern === "") return err(queryError("missing-value", word));
  const info = word.cells.some((c) => c.quoted) ? null : fieldInfo(textOf(word.cells));
  if (info?.type === "flag") return ok({ type: "flag", field: info.field });
  if (info?.type === "not-yet") return err(queryError("not-yet", word));
  return ok({ type: "text", pattern });
}

function splitWord(word: Word): Split | null {
  const { cells } = word;
  for (let i = 0; i < cells.length; i++) {
    const operator = operatorAt(cells, i);
    if (operator === null) continue;
    const last = cells[i + operator.length - 1];
    return {
      word,
      name: textOf(cells.slice(0, i)),
      operator,
      value: cells.slice(i + operator.length),
      valueAt: (last?.position ?? word.position) + 1,
    };
  }
  return null;
}

function operatorAt(cells: readonly Cell[], at: number): Operator | null {
  const plain = (cell: Cell | undefined) =>
    cell && !cell.quoted && !cell.literal ? cell.char : "";
  const char = plain(cells[at]);
  const followedByEquals = plain(cells[at + 1]) === "=";
  if (char === ":" || char === "=") return char;
  if (char === "<") return followedByEquals ? "<=" : "<";
  if (char === ">") return followedByEquals ? ">=" : ">";
  return char === "!" && followedByEquals ? "!=" : null;
}

const textOf = (cells: readonly Cell[]): string => cells.map((cell) => cell.char).join("");

/** The cells as a pattern: what was escaped, and a backslash that escapes nothing, stand for themselves. */
const patternOf = (cells: readonly Cell[]): string =>
  cells
    .map(({ char, literal }) => (char === "\\" || (char === "*" && literal) ? `\\${char}` : char))
    .join("");

/** The name and its operator: what a suggested beginning of a term replaces. */
const headOf = ({ word, valueAt }: Split): Place => ({
  position: word.position,
  length: valueAt - word.position,
});

const valuePlace = ({ word, valueAt }: Split): Place => ({
  position: valueAt,
  length: word.position + word.length - valueAt,
});

function unknownField(split: Split): QueryError {
  const name = nearest(
    split.name,
    usableFields.map(([known]) => known),
  );
  const info = name === null ? null : fieldInfo(name);
  if (name !== null && info !== null) {
    const fits = info.type === "compare" && split.operator !== ":";
    const head = fits ? `${name}${split.operator}` : spelled(name, info);
    return info.type === "flag"
      ? queryError("unknown-field", split.word, name)
      : queryError("unknown-field", headOf(split), head);
  }
  // Nothing like it: then it is a text with an operator in it, such as a host with its port.
  const text = textOf(split.word.cells).replace(/["\\]/g, "\\$&");
  return queryError("unknown-field", split.word, `"${text}"`);
}

function matchTerm(
  split: Split,
  info: Extract<FieldInfo, { type: "match" }>,
): Result<Query, QueryError> {
  const { field, keyed, values } = info;
  if (split.operator !== ":") {
    return err(queryError("wrong-operator", headOf(split), `${field}:`, [":"]));
  }
  const { key, value } = keyed ? splitKey(split.value) : { key: null, value: split.value };
  const pattern = value === null ? "*" : patternOf(value);
  if (pattern === "" || key === "") {
    const end = { position: split.word.position + split.word.length, length: 0 };
    return err(queryError("missing-value", end, null, values ?? []));
  }
  if (values !== null && !hasWildcard(pattern) && !values.includes(pattern.toLowerCase())) {
    const suggestion = nearest(pattern, values);
    return err(queryError("unknown-value", valuePlace(split), suggestion, values));
  }
  return ok({ type: "match", field, key, pattern });
}

/** `team=pay`; without `=` any value will do (`null`). */
function splitKey(cells: readonly Cell[]): {
  readonly key: string;
  readonly value: readonly Cell[] | null;
} {
  const equals = cells.findIndex((cell) => cell.char === "=" && !cell.quoted);
  return equals < 0
    ? { key: textOf(cells), value: null }
    : { key: textOf(cells.slice(0, equals)), value: cells.slice(equals + 1) };
}

const NUMBER = /^(\d+(?:\.\d+)?|\.\d+)(?:e([+-]?\d{1,3}))?/i;

function compareTerm(
  split: Split,
  field: CompareField,
  measure: Measure,
): Result<Query, QueryError> {
  const { operator } = split;
  if (operator === ":") {
    return err(queryError("wrong-operator", headOf(split), `${field}=`, COMPARE_OPERATORS));
  }
  const place = valuePlace(split);
  if (place.length === 0) return err(queryError("missing-value", place));
  const value = parseAmount(textOf(split.value), measure, place);
  return value.ok ? ok({ type: "compare", field, operator, value: value.value }) : value;
}

function parseAmount(text: string, measure: Measure, place: Place): Result<number, QueryError> {
  const [digits, mantissa, exponent] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return err(queryError("bad-number", place));
  const written = text.slice(digits.length);
  const unit = written === "" ? NO_UNIT : unitOf(written, measure);
  if (unit === null) {
    const expected = measure.units.map((u) => u.unit).filter((name) => name !== "");
    const unitPlace = {
      position: place.position + place.length - written.length,
      length: written.length,
    };
    const sameLetters = expected.find((name) => name.toLowerCase() === written.toLowerCase());
    return err(
      queryError("bad-unit", unitPlace, sameLetters ?? nearest(written, expected), expected),
    );
  }
  const power = Number(exponent ?? 0) + unit.exponent;
  const value = Number(`${mantissa}e${power}`) * (unit.times ?? 1);
  if (!Number.isFinite(value)) return err(queryError("bad-number", place));
  return measure.ratio ? checkedRatio(value, written === "", text, place) : ok(value);
}

const NO_UNIT: Measure["units"][number] = { unit: "", exponent: 0 };

const unitOf = (written: string, measure: Measure) =>
  measure.units.find((known) => known.unit === written) ?? null;

function checkedRatio(
  value: number,
  plain: boolean,
  text: string,
  place: Place,
): Result<number, QueryError> {
  if (plain && value >= 1) {
    const suggestion = value <= 100 ? `${text}%` : "100%";
    return err(queryError("out-of-range", place, suggestion, ["%"]));
  }
  return value > 1 ? err(queryError("out-of-range", place, "100%", ["%"])) : ok(value);
}
