import { err, ok, type Result } from "../../result";
import type { DocumentText } from "./edit/document-text";
import { type EditFailure, editDocument } from "./edit/edit-document";
import type { FieldChange } from "./json";
import type { ManifestDocument, ManifestFile, TextPosition, TextSpan } from "./manifest";
import { meaningOfValue, treesOfFile } from "./parse-manifests";
import { type FileTrees, remember } from "./yaml/known-files";
import { createLocator } from "./yaml/lines";

/** `no-document`: there is none of this index. `unreadable`: it has no value to change. */
export type EditManifestFailure =
  | EditFailure
  | { readonly code: "no-document" | "unreadable"; readonly change: null };

/**
 * Makes changes in the text of one document, and no others: a scalar is replaced where it stands and keeps its quotes where the new value
 * allows, entries and items come and go with their lines, in the indentation and style around them. Comments, order, blank lines, line
 * ends, anchors, other fields and other documents stay to the byte.
 *
 * - A comment line above an entry stays when the entry goes; comments on its lines and within go with it.
 * - Where the path leads through an alias, that use becomes a copy and the other uses keep their value; an anchor whose value changes
 *   passes to its next use.
 * - What no small edit can express is written anew for the smallest map or list around it.
 *
 * The value afterwards is that of `applyChange`, read back from the text. Changes are made in order; each must fit what the ones before
 * left, else nothing is changed.
 */
export function editManifest(
  file: ManifestFile,
  documentIndex: number,
  changes: readonly FieldChange[],
): Result<ManifestFile, EditManifestFailure> {
  const document = file.documents[documentIndex];
  const slices = treesOfFile(file);
  const slice = slices[documentIndex];
  if (!document || !slice) return err({ code: "no-document", change: null });
  const { root } = slice.tree;
  if (document.value === null || root === null) return err({ code: "unreadable", change: null });
  if (changes.length === 0) return ok(file);
  const text = file.text.slice(slice.start, slice.end);
  const edited = editDocument({ text, root, value: document.value }, changes);
  return edited.ok ? ok(withDocument(file, slices, documentIndex, edited.value)) : edited;
}

function withDocument(
  file: ManifestFile,
  slices: FileTrees,
  index: number,
  edited: DocumentText,
): ManifestFile {
  const slice = slices[index];
  const before = file.documents[index];
  if (!slice || !before) return file;
  const text = file.text.slice(0, slice.start) + edited.text + file.text.slice(slice.end);
  const end = slice.start + edited.text.length;
  const span = { from: before.span.from, to: endOf(before.span.from, text, end) };
  const locate = createLocatorOnce(text);
  const meaning = meaningOfValue(edited.root, edited.value, ({ from, to }) =>
    locate(slice.start + from, slice.start + to),
  );
  const offset = end - slice.end;
  const lines = span.to.line - before.span.to.line;
  const documents = file.documents.map((document, i) => {
    if (i === index) return { span, ...meaning };
    return i < index ? document : movedDocument(document, offset, lines);
  });
  const trees = slices.map((other, i) => {
    if (i === index) return { ...slice, end, tree: { root: edited.root, problems: [] } };
    if (i < index) return other;
    const { start, body, end: to, tree } = other;
    return { start: start + offset, body: body + offset, end: to + offset, tree };
  });
  return remember({ text, documents }, trees);
}

/** Places are only looked up for problems, which few edits make. */
function createLocatorOnce(text: string): (from: number, to: number) => TextSpan {
  let locate: ReturnType<typeof createLocator> | null = null;
  return (from, to) => {
    locate ??= createLocator(text);
    return locate(from, to);
  };
}

function endOf(from: TextPosition, text: string, end: number): TextPosition {
  let line = from.line;
  let column = from.column + (end - from.offset);
  for (let eol = text.indexOf("\n", from.offset); eol >= 0 && eol < end; ) {
    line += 1;
    column = end - eol;
    eol = text.indexOf("\n", eol + 1);
  }
  return { offset: end, line, column };
}

/** A document behind the edited one: it begins on a line of its own, so its columns stay. */
function movedDocument(
  document: ManifestDocument,
  offset: number,
  lines: number,
): ManifestDocument {
  const moved = (at: TextPosition) => ({
    offset: at.offset + offset,
    line: at.line + lines,
    column: at.column,
  });
  const movedSpan = ({ from, to }: TextSpan) => ({ from: moved(from), to: moved(to) });
  return {
    ...document,
    span: movedSpan(document.span),
    problems: document.problems.map((problem) => ({ ...problem, span: movedSpan(problem.span) })),
  };
}
