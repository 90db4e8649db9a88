import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import type { AddProblem } from "@/lib/mesh/changes/typed/add-typed";
import type { JsonPath } from "@/lib/mesh/manifest/json";
import { spanOf } from "@/lib/mesh/manifest/locate";
import type { ManifestFile } from "@/lib/mesh/manifest/manifest";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { findingsText } from "@/lib/messages/findings";
import type { KindSchema } from "../assist/kind-schema";
import { type Refusal, refusalsOf } from "../assist/refusals";

/** Something said about a stretch of a text, on the line where it begins. */
export type Note = {
  readonly from: number;
  readonly to: number;
  readonly severity: Severity;
  readonly text: string;
  /** The code of a finding; `null` for what has none. */
  readonly code: string | null;
};

/** What keeps a text from being read. */
export const problemNotes = (problems: readonly AddProblem[]): readonly Note[] =>
  problems.map((problem) => ({
    from: problem.span.from.offset,
    to: problem.span.to.offset,
    severity: "error",
    text: yamlEditorText.problem(problem),
    code: null,
  }));

/** What the API server and the analysis say of an object's text, in the order of its lines. */
export function notesOf(
  text: string,
  schema: KindSchema | null,
  findings: readonly Finding[],
): readonly Note[] {
  const file = parseManifests(text);
  const value = file.documents.find((d) => d.value !== null)?.value;
  if (value == null) return [];
  const notes = [
    ...refusalsOf(schema, value).map((refusal) => refusalNote(file, refusal)),
    ...findingNotes(file, findings),
  ];
  return notes.toSorted((a, b) => a.from - b.from);
}

const refusalNote = (file: ManifestFile, { path, part, severity, text }: Refusal): Note => ({
  ...placeOf(file, path, part),
  severity,
  text,
  code: null,
});

/** What analysis found in the object. */
const findingNotes = (file: ManifestFile, findings: readonly Finding[]): readonly Note[] =>
  findings.map((finding) => ({
    ...placeOf(file, finding.path),
    severity: finding.severity,
    text: findingsText.sentence(finding),
    code: finding.code,
  }));

/**
 * Where a path is written: its value when that is on one line, else its key or first line; else the nearest place above it.
 *
 * @param part `key` where it is the key that is wrong
 */
function placeOf(
  file: ManifestFile,
  path: JsonPath,
  part: "key" | "value" = "value",
): { from: number; to: number } {
  const document = Math.max(
    0,
    file.documents.findIndex(({ value }) => value !== null),
  );
  for (let length = path.length; length > 0; length -= 1) {
    const at = path.slice(0, length);
    const isMeant = length === path.length && part === "value";
    const value = isMeant ? spanOf(file, document, at, "value") : null;
    const isOnOneLine = value !== null && value.from.line === value.to.line;
    const span = isOnOneLine ? value : headOf(file, document, at);
    if (span !== null) return firstLine(file.text, span.from.offset, span.to.offset);
  }
  const start = file.documents[document]?.span.from.offset ?? 0;
  return firstLine(file.text, start, file.text.length);
}

/** The key of a field; of an item of a list, the item. */
const headOf = (file: ManifestFile, document: number, path: JsonPath) =>
  spanOf(file, document, path, typeof path.at(-1) === "number" ? "entry" : "key");

function firstLine(text: string, from: number, to: number): { from: number; to: number } {
  const end = text.indexOf("\n", from);
  return { from, to: end < 0 ? to : Math.min(to, end) };
}
