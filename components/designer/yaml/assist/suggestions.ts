import type { Json, JsonPath } from "@/lib/mesh/manifest/json";
import { type PathAt, pathAt, spanOf } from "@/lib/mesh/manifest/locate";
import type { ManifestFile } from "@/lib/mesh/manifest/manifest";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import {
  describeSchema,
  type SchemaDescription,
  type SchemaKey,
} from "@/lib/mesh/manifest/schema/describe-schema";
import type { SchemaNode } from "@/lib/mesh/manifest/schema/schema";
import { fieldText } from "@/lib/messages/designer/fields";

/** Something that can be written at a place. */
export type Suggestion = {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  readonly info: string | null;
  /** Lower comes first. */
  readonly rank: number;
};

export type Suggestions = {
  /** What is replaced: the word under the cursor. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Suggestion[];
  /** Worth showing before anything is typed: there are few, and one of them is meant. */
  readonly eager: boolean;
};

/** A name that the mesh has for a place, and what it is. */
export type MeshName = { readonly name: string; readonly detail: string };

/**
 * Names that exist in the mesh for the value at a path; `sibling` reads another field of the same map from the text, and with `../` one of
 * the map around it.
 */
export type NamesAt = (
  path: JsonPath,
  sibling: (key: string) => string | null,
) => readonly MeshName[];

export type Assist = {
  /** Kind without group, for the notes on fields. */
  readonly kind: string;
  readonly schema: SchemaNode;
  readonly namesAt: NamesAt;
};

type Place = {
  readonly file: ManifestFile;
  readonly document: number;
  readonly from: number;
  readonly to: number;
};

const WORD = /[\w./*-]*$/;

/** What may be written at an offset: fields that the schema has there and the text has not, its values, and names of the mesh. */
export function suggestionsAt(text: string, offset: number, assist: Assist): Suggestions | null {
  const file = parseManifests(text);
  const at = pathAt(file, offset);
  if (at === null || isComment(text, offset)) return null;
  const word = WORD.exec(text.slice(0, offset))?.[0] ?? "";
  const place = { file, document: at.document, from: offset - word.length, to: offset };
  if (at.part === "value") return valuesAt(place, at, assist);
  const parent = at.part === "key" ? at.path.slice(0, -1) : at.path;
  return keysAt(place, parent, assist);
}

function isComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /(^|\s)#/.test(line);
}

function valuesAt(place: Place, { path }: PathAt, assist: Assist): Suggestions | null {
  const described = describeSchema(assist.schema, path);
  if (described === null) return null;
  // A word where a map belongs is the first letters of a key, on a line of its own.
  const opensMap = described.type === "object" || described.type === "array";
  if (opensMap) return isFirstOnLine(place) ? keysAt(place, path, assist) : null;
  const sibling = siblingOf(place, path);
  const names = assist.namesAt(path, sibling).map(
    ({ name, detail }, rank): Suggestion => ({
      label: name,
      insert: name,
      detail,
      info: null,
      rank,
    }),
  );
  const values = described.enum.map(
    (value, rank): Suggestion => ({
      label: String(value),
      insert: written(value),
      detail: equal(value, described.default) ? fieldText.isDefault : "",
      info: null,
      rank,
    }),
  );
  const items = [...names, ...values];
  return items.length === 0 ? null : { from: place.from, to: place.to, items, eager: true };
}

const equal = (a: Json, b: Json | undefined): boolean => b !== undefined && a === b;

/** A text that YAML would read as something else is quoted. */
const written = (value: Json): string =>
  typeof value === "string" && /^(on|off|yes|no|true|false|null|~|-?\d.*)$/i.test(value)
    ? JSON.stringify(value)
    : String(value);

function isFirstOnLine({ file, from }: Place): boolean {
  const start = file.text.lastIndexOf("\n", from - 1) + 1;
  return /^[\s-]*$/.test(file.text.slice(start, from));
}

function siblingOf({ file, document }: Place, path: JsonPath): (key: string) => string | null {
  return (key) => {
    const up = key.startsWith("../") ? 2 : 1;
    const field = [...path.slice(0, -up), key.replace("../", "")];
    const span = spanOf(file, document, field, "value");
    if (span === null) return null;
    return file.text.slice(span.from.offset, span.to.offset).replace(/^(["'])(.*)\1$/, "$2");
  };
}

function keysAt(place: Place, parent: JsonPath, assist: Assist): Suggestions | null {
  const described = describeSchema(assist.schema, parent);
  if (described === null) return null;
  if (described.type === "array") return itemAt(place, parent, assist);
  const items = described.keys
    .filter(({ key }) => !isWritten(place, [...parent, key]))
    .filter(({ key }) => !isExcluded(place, parent, key, described))
    .map((key, rank) => keySuggestion(place, parent, key, rank, assist));
  return items.length === 0 ? null : { from: place.from, to: place.to, items, eager: false };
}

/** Below a key that holds a list: a dash and the first field of an item. */
function itemAt(place: Place, parent: JsonPath, assist: Assist): Suggestions | null {
  const found = keysAt(place, [...parent, 0], assist);
  if (found === null) return null;
  const line = place.file.text.slice(
    place.file.text.lastIndexOf("\n", place.from - 1) + 1,
    place.from,
  );
  if (line.includes("-")) return found;
  const items = found.items.map((item) => ({
    ...item,
    insert: `- ${item.insert.replaceAll("\n", "\n  ")}`,
  }));
  return { ...found, items };
}

/** Whether a field stands in the text, other than under the cursor. */
function isWritten({ file, document, from }: Place, path: JsonPath): boolean {
  const span = spanOf(file, document, path, "key");
  return span !== null && span.from.offset !== from;
}

/** Whether another field stands there of which at most one may. */
function isExcluded(
  place: Place,
  parent: JsonPath,
  key: string,
  { exclusive }: SchemaDescription,
): boolean {
  const rivals = exclusive.filter((keys) => keys.includes(key)).flat();
  return rivals.some((rival) => rival !== key && isWritten(place, [...parent, rival]));
}

function keySuggestion(
  place: Place,
  parent: JsonPath,
  { key, type, required, description }: SchemaKey,
  rank: number,
  { kind }: Assist,
): Suggestion {
  const start = place.file.text.lastIndexOf("\n", place.from - 1) + 1;
  const indent = " ".repeat(place.from - start);
  const tail = type === "object" ? `\n${indent}  ` : type === "array" ? `\n${indent}- ` : " ";
  return {
    label: key,
    insert: `${key}:${tail}`,
    detail: required ? `${fieldText.type[type]}, ${fieldText.required}` : fieldText.type[type],
    info: description ?? fieldText.note(kind, [...parent, key]),
    rank: required ? rank : rank + 1_000,
  };
}
