import { isJsonList, isJsonObject, type Json } from "../json";
import { blockScalar, inlineScalar, isScalarValue, keyText } from "./write-scalar";

/** How a text is laid out. */
export type Layout = {
  readonly eol: "\n" | "\r\n";
  /** Columns that a map stands to the right of its key. */
  readonly step: number;
  /** Columns that a list stands to the right of its key: 0 as kubectl prints, 2 as many write. */
  readonly listStep: number;
};

/** Maps indented by two, lists not at all: as `kubectl get -o yaml` prints. */
export const KUBECTL: Layout = { eol: "\n", step: 2, listStep: 0 };

const pad = (columns: number) => " ".repeat(columns);

/** Whether a value is written on the line of its key. */
export function isInline(value: Json): boolean {
  if (isScalarValue(value)) return true;
  return isJsonList(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** A scalar, `{}` or `[]` as it stands behind its key or dash; `column` is where lines of a block scalar begin. */
export function inlineText(value: Json, column: number, layout: Layout): string {
  if (isJsonList(value)) return "[]";
  if (isJsonObject(value)) return "{}";
  const block = typeof value === "string" ? blockScalar(value, pad(column), layout.eol) : null;
  return block ?? inlineScalar(value, "block", "none");
}

/** A value in block style. Its first line is not indented, so that it can follow a dash; the others stand at `column`. */
export function blockText(value: Json, column: number, layout: Layout): string {
  const below = layout.eol + pad(column);
  if (isInline(value)) return inlineText(value, column, layout);
  if (isJsonList(value)) return value.map((item) => itemText(item, column, layout)).join(below);
  if (!isJsonObject(value) || isInline(value))
    return inlineText(value, column + layout.step, layout);
  return Object.entries(value)
    .map(([key, entry]) => entryText(key, entry, column, layout))
    .join(below);
}

/** An entry of a block map that stands at `column`. */
export function entryText(key: string, value: Json, column: number, layout: Layout): string {
  const head = `${keyText(key, "block")}:`;
  if (isInline(value)) return `${head} ${inlineText(value, column + layout.step, layout)}`;
  const at = childColumn(value, column, layout);
  return `${head}${layout.eol}${pad(at)}${blockText(value, at, layout)}`;
}

/** An item of a block list that stands at `column`; what is in it begins `width` columns further. */
export function itemText(value: Json, column: number, layout: Layout, width = 2): string {
  return `-${pad(width - 1)}${blockText(value, column + width, layout)}`;
}

/** Where a map or list below a key at `column` stands. */
export function childColumn(value: Json, column: number, layout: Layout): number {
  return column + (isJsonList(value) ? layout.listStep : layout.step);
}

/** A value in flow style on one line, for YAML (`{a: 1}`) or for JSON (`{"a": 1}`). */
export function flowText(value: Json, place: "flow" | "json"): string {
  if (isJsonList(value)) return `[${value.map((item) => flowText(item, place)).join(", ")}]`;
  if (!isJsonObject(value)) return inlineScalar(value, place, "none");
  const entries = Object.entries(value);
  const parts = entries.map(([key, entry]) => flowEntry(key, place, flowText(entry, place)));
  return `{${parts.join(", ")}}`;
}

/** An entry of a map in flow style, its value written already. */
export function flowEntry(key: string, place: "flow" | "json", written: string): string {
  return `${keyText(key, place)}: ${written}`;
}

/** A value in flow style with an entry to a line, as `JSON.stringify` indents; closing brackets stand at `column`. */
export function tallFlowText(
  value: Json,
  place: "flow" | "json",
  column: number,
  layout: Layout,
): string {
  if (isInline(value)) return flowText(value, place);
  const inner = column + layout.step;
  const parts = isJsonList(value)
    ? value.map((item) => tallFlowText(item, place, inner, layout))
    : Object.entries(value ?? {}).map(([key, entry]) =>
        flowEntry(key, place, tallFlowText(entry, place, inner, layout)),
      );
  const [open, close] = isJsonList(value) ? ["[", "]"] : ["{", "}"];
  const { eol } = layout;
  return `${open}${eol}${parts.map((part) => pad(inner) + part).join(`,${eol}`)}${eol}${pad(column)}${close}`;
}
