import { isJsonList, isJsonObject, type Json, type JsonObject, type JsonPath } from "./json";
import { spanOf } from "./locate";
import type { ManifestFile, ManifestIdentity, ManifestProblem } from "./manifest";
import { MAX_OBJECT_LENGTH, parseManifests } from "./parse-manifests";
import { isObjectList, itemOf, readIdentity } from "./yaml/identity";
import { createLocator } from "./yaml/lines";
import { quickPlaces, quickValue } from "./yaml/quick/quick-value";
import { type DocumentSlice, splitDocuments } from "./yaml/split-documents";

/** An object of a text, read without a place for each of its values: `lineOf` finds those that are asked for. */
export type ReadObject = {
  readonly value: JsonObject;
  readonly identity: ManifestIdentity;
  readonly place: ObjectPlace;
};

/** Which document of which text an object is in, and the path to it there: empty, or into the `items` of a `List`. */
export type ObjectPlace = {
  readonly text: string;
  readonly document: DocumentSlice;
  readonly path: JsonPath;
  readonly lines: Lines;
};

/** Why a part of a text gives no object. */
export type ReadProblem = Pick<ManifestProblem, "code" | "detail"> & {
  /** From 1. */
  readonly line: number;
};

/**
 * The objects of a text, as `parseManifests` and `objectsOf` give them, for texts of which only the values count: ten times as fast where
 * they are written in the usual style. What cannot be read is a problem with its line, and everything else is read.
 */
export function readObjects(text: string): {
  readonly objects: readonly ReadObject[];
  readonly problems: readonly ReadProblem[];
} {
  const objects: ReadObject[] = [];
  const problems: ReadProblem[] = [];
  const lines = linesOf(text);
  for (const document of splitDocuments(text)) {
    const read = readDocument(text, document, lines);
    problems.push(...read.problems);
    if (!isJsonObject(read.value)) continue;
    collect(read.value, { text, document, path: [], lines }, objects, problems);
  }
  return { objects, problems };
}

function readDocument(text: string, document: DocumentSlice, lines: Lines) {
  const value: Json | undefined = quickValue(bodyOf(text, document));
  if (isJsonObject(value)) return { value, problems: [] };
  const file = parseManifests(text.slice(document.start, document.end));
  const problems = file.documents
    .flatMap((d) => d.problems)
    // An object without a name may be a `List`, and is told of where it is collected.
    .map(({ code, detail, span }) => ({
      code,
      detail,
      line: lines.at(document.start) + span.from.line - 1,
    }));
  return { value: file.documents[0]?.value ?? null, problems };
}

/** The content of a document; empty where directives, or content beside the marker, are for the full reading. */
function bodyOf(text: string, { start, body, end }: DocumentSlice): string {
  if (start === body) return withoutReturns(text.slice(body, end));
  if (!/^\uFEFF?---$/.test(text.slice(start, body))) return "";
  const eol = text.indexOf("\n", body);
  const beside = text.slice(body, eol < 0 ? end : Math.min(eol, end));
  return /^ *\r?$/.test(beside) ? withoutReturns(text.slice(body, end)) : "";
}

/** YAML's line breaks are one whatever they are written as. Source: https://yaml.org/spec/1.2.2/#54-line-break-characters */
const withoutReturns = (text: string): string =>
  text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;

function collect(
  value: JsonObject,
  place: ObjectPlace,
  objects: ReadObject[],
  problems: ReadProblem[],
): void {
  const items = value["items"];
  if (isObjectList(value) && isJsonList(items)) {
    for (const [i, item] of items.entries()) {
      const at = { ...place, path: [...place.path, "items", i] };
      if (isJsonObject(item)) collect(itemOf(value, item), at, objects, problems);
      else problems.push({ code: "not-an-object", detail: typeOf(item), line: lineOf(at, []) });
    }
    return;
  }
  if (isTooLarge(value, place)) {
    const detail = String(MAX_OBJECT_LENGTH);
    problems.push({ code: "too-large", detail, line: lineOf(place, []) });
    return;
  }
  const { identity, problems: found } = readIdentity(value);
  if (identity !== null) objects.push({ value, identity, place });
  for (const { code, detail, path } of found) {
    problems.push({ code, detail, line: lineOf(place, path) });
  }
}

/** No cluster has such an object, and what is said of one grows with the square of its rules. */
const isTooLarge = (value: JsonObject, { document }: ObjectPlace): boolean =>
  document.end - document.start > MAX_OBJECT_LENGTH &&
  JSON.stringify(value).length > MAX_OBJECT_LENGTH;

const typeOf = (value: Json): string =>
  value === null ? "null" : isJsonList(value) ? "list" : typeof value;

/** The line, from 1, on which the value at a path of the object begins; that of its nearest holder where it is not written. */
export const lineOf = ({ document, path: base, lines }: ObjectPlace, path: JsonPath): number =>
  lines.of(document, [...base, ...path]);

/** The lines of one text. */
type Lines = {
  readonly at: (offset: number) => number;
  readonly of: (document: DocumentSlice, path: JsonPath) => number;
};

/** Looks at a document when it is asked for the first line in it, and keeps what it saw: a `List` of a whole cluster is asked for many. */
function linesOf(text: string): Lines {
  const finders = new Map<DocumentSlice, (path: JsonPath) => number>();
  let locate: ReturnType<typeof createLocator> | null = null;
  const at = (offset: number): number => {
    locate ??= createLocator(text);
    return locate(offset, offset).from.line;
  };
  const finderOf = (document: DocumentSlice) => {
    const body = bodyOf(text, document);
    const quick = quickPlaces(body);
    if (quick !== null) {
      const inBody = createLocator(body);
      const first = at(document.body);
      return (path: JsonPath) => {
        const offset = quick(path);
        return first + inBody(offset, offset).from.line - 1;
      };
    }
    const file = parseManifests(text.slice(document.start, document.end));
    return (path: JsonPath) => at(document.start) + lineIn(file, path) - 1;
  };
  return {
    at,
    of: (document, path) => {
      const find = finders.get(document) ?? finderOf(document);
      finders.set(document, find);
      return find(path);
    },
  };
}

function lineIn(file: ManifestFile, path: JsonPath): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const span = spanOf(file, 0, path.slice(0, length), length > 0 ? "entry" : "value");
    if (span) return span.from.line;
  }
  return file.documents[0]?.span.from.line ?? 1;
}
