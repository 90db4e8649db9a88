import fc from "fast-check";
import { isJsonList, isJsonObject, type Json, type JsonObject, type JsonPath } from "../json";
import { jsonObject } from "./json-arbitraries";

/** Endless choices of a generated document's style, drawn as it is written: `choice(n)` is one of 0 to n - 1. */
type Choice = (n: number) => number;

/** A value and a text that means it, written as a person of varying habits might: comments, quotes, indents, flow parts, anchors. */
export type WrittenDocument = { readonly value: JsonObject; readonly text: string };

/** Documents in block style with parts in flow style. */
export const yamlDocument: fc.Arbitrary<WrittenDocument> = documents(jsonObject);

export function documents(values: fc.Arbitrary<JsonObject>): fc.Arbitrary<WrittenDocument> {
  const choices = fc.array(fc.nat({ max: 999 }), { minLength: 30, maxLength: 60 });
  return fc.tuple(values, choices, fc.constantFrom("\n", "\r\n")).map(([value, picks, eol]) => {
    const text = write(identified(value), choiceOf(picks));
    return { value: identified(value), text: text.replaceAll("\n", eol) };
  });
}

/** The value with what makes it an object of Kubernetes. */
function identified(value: JsonObject): JsonObject {
  return { apiVersion: "x.io/v1", kind: "Thing", metadata: { name: "a" }, ...value };
}

function choiceOf(picks: readonly number[]): Choice {
  let at = 0;
  return (n) => {
    at += 1;
    return (picks[at % picks.length] ?? 0) % n;
  };
}

type Writing = {
  readonly choice: Choice;
  readonly step: number;
  readonly listStep: number;
  /** Scalars and collections written with an anchor so far, by their JSON: a repetition may be written as an alias. */
  readonly anchors: Map<string, string>;
  readonly named: string[];
};

function write(value: JsonObject, choice: Choice): string {
  const step = 1 + choice(4);
  const listStep = choice(2) === 0 ? 0 : 1 + choice(3);
  const writing = { choice, step, listStep, anchors: new Map<string, string>(), named: [] };
  const head = ["", "---\n", "# head\n\n", "--- # head\n"][choice(4)] ?? "";
  const tail = ["\n", "", "\n\n# tail\n", "\n\n"][choice(4)] ?? "";
  return head + block(value, 0, writing) + tail;
}

const pad = (n: number) => " ".repeat(n);

function comment({ choice }: Writing, column: number): string {
  const made = ["", "", "", `${pad(column)}# note: x\n`, "\n", `\n${pad(column)}# - a: b\n`];
  return made[choice(made.length)] ?? "";
}

function endComment({ choice }: Writing): string {
  return choice(5) === 0 ? "  # end" : "";
}

function block(value: Json, column: number, writing: Writing): string {
  const lines = isJsonList(value)
    ? value.map((item) => `-${afterIndicator(item, column, column + 2, writing)}`)
    : Object.entries(value ?? {}).map(([key, entry]) => {
        const at = column + (isJsonList(entry) ? writing.listStep : writing.step);
        return `${keyOf(key, writing)}:${afterIndicator(entry, column, at, writing)}`;
      });
  return lines
    .map((line, i) => (i === 0 ? line : `${comment(writing, column)}${pad(column)}${line}`))
    .join("\n");
}

function keyOf(key: string, { choice }: Writing): string {
  const bare = /^[a-zA-Z_][a-zA-Z_-]*$/.test(key) && !["on", "y", "n"].includes(key);
  return bare && choice(4) > 0 ? key : JSON.stringify(key);
}

function isEmpty(value: Json): boolean {
  return isJsonList(value) ? value.length === 0 : Object.keys(value ?? {}).length === 0;
}

function afterIndicator(value: Json, column: number, at: number, writing: Writing): string {
  const { choice, anchors } = writing;
  const json = JSON.stringify(value);
  const name = anchors.get(json);
  if (name !== undefined && choice(2) === 0) return ` *${name}${endComment(writing)}`;
  const anchor = choice(7) === 0 ? `n${writing.named.push(json)}` : null;
  const props = anchor === null ? "" : ` &${anchor}`;
  const written = content(value, column, at, props, writing);
  if (anchor !== null) anchors.set(json, anchor);
  return written;
}

function content(value: Json, column: number, at: number, props: string, writing: Writing): string {
  const { choice } = writing;
  const isCollection = isJsonList(value) || isJsonObject(value);
  if (!isCollection) return props + scalar(value, column, writing);
  if (isEmpty(value) || choice(4) === 0)
    return `${props} ${flow(value, writing)}${endComment(writing)}`;
  const inline = at === column + 2 && props === "" && choice(3) > 0 && !isJsonList(value);
  const isItem = inline && choice(2) === 0;
  if (isItem && at === column + 2 && writing.step !== 2 && writing.listStep !== 2)
    return ` ${block(value, at, writing)}`;
  return `${props}${endComment(writing)}\n${comment(writing, at)}${pad(at)}${block(value, at, writing)}`;
}

function scalar(value: Json, column: number, writing: Writing): string {
  const { choice } = writing;
  if (value === null && choice(3) === 0) return "";
  if (typeof value !== "string") return ` ${JSON.stringify(value)}${endComment(writing)}`;
  if (value === "two\nlines\n" && choice(2) === 0) {
    const margin = pad(column + writing.step);
    return ` |\n${margin}two\n${margin}lines`;
  }
  if (/^[a-z][a-z0-9]*$/.test(value) && value !== "true" && choice(3) > 0)
    return ` ${value}${endComment(writing)}`;
  if (!value.includes("\n") && choice(2) === 0) return ` '${value}'${endComment(writing)}`;
  return ` ${JSON.stringify(value)}${endComment(writing)}`;
}

/** Flow style without anchors, on one line or on several. */
function flow(value: Json, writing: Writing): string {
  const { choice } = writing;
  if (!isJsonList(value) && !isJsonObject(value)) return JSON.stringify(value);
  if (isEmpty(value)) return isJsonList(value) ? "[]" : "{ }";
  const gap = choice(5) === 0 ? `\n${pad(20)}` : [" ", ""][choice(2)];
  const parts = isJsonList(value)
    ? value.map((item) => flow(item, writing))
    : Object.entries(value).map(
        ([key, entry]) => `${JSON.stringify(key)}: ${flow(entry, writing)}`,
      );
  const comma = choice(5) === 0 ? "," : "";
  const [open, close] = isJsonList(value) ? ["[", "]"] : ["{", "}"];
  return `${open}${gap}${parts.join(`,${gap === "" ? " " : gap}`)}${comma}${gap}${close}`;
}

/** All paths of a value, the empty one first. */
export function pathsOf(value: Json, at: JsonPath = []): readonly JsonPath[] {
  if (isJsonList(value)) return [at, ...value.flatMap((item, i) => pathsOf(item, [...at, i]))];
  if (!isJsonObject(value)) return [at];
  return [at, ...Object.entries(value).flatMap(([key, entry]) => pathsOf(entry, [...at, key]))];
}
