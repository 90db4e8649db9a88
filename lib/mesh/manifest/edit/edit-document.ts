import { err, ok, type Result } from "../../../result";
import { diffJson } from "../diff-json";
import { applyChange, type ChangeFailure, equalJson, valueAt } from "../field-change";
import {
  type FieldChange,
  isJsonList,
  isJsonObject,
  type JsonObject,
  type JsonPath,
} from "../json";
import { readTree } from "../yaml/read-tree";
import { walkTree } from "../yaml/tree-path";
import { valueOfTree } from "../yaml/tree-value";
import { detach } from "./detach";
import { type DocumentText, type Splice, spliced } from "./document-text";
import { placeValue } from "./place-value";
import { replaceScalar } from "./replace-scalar";
import { spliceChange } from "./splice-change";

export type EditFailure = {
  /** `not-expressible`: the changed value cannot be read back, being too deep or too large. */
  readonly code: ChangeFailure["code"] | "not-expressible";
  readonly change: FieldChange;
};

/** The document after changes, each made on what the one before it left; or the first that does not fit. */
export function editDocument(
  document: DocumentText,
  changes: readonly FieldChange[],
): Result<DocumentText, EditFailure> {
  let at = document;
  for (const change of changes) {
    const next = makeChange(at, change);
    if (!next.ok) return err({ code: next.error, change });
    at = next.value;
  }
  return ok(at);
}

function makeChange(
  document: DocumentText,
  change: FieldChange,
): Result<DocumentText, EditFailure["code"]> {
  const after = applyChange(document.value, change);
  if (!after.ok) return err(after.error.code);
  let at = document;
  for (const part of partsOf(change)) {
    const value = applyChange(at.value, part);
    const next = value.ok ? makePart(at, part, value.value) : null;
    if (next === null) return err("not-expressible");
    at = next;
  }
  return ok(at);
}

/** One map or list for another is made of the changes within: what stays, stays as it is written. */
function partsOf(change: FieldChange): readonly FieldChange[] {
  if (change.op !== "set" || change.was === undefined) return [change];
  const { was, to, path } = change;
  const alike = (isJsonObject(was) && isJsonObject(to)) || (isJsonList(was) && isJsonList(to));
  if (!alike) return [change];
  return diffJson({ value: was }, { value: to }).map((part) => ({
    ...part,
    path: [...path, ...part.path.slice(1)],
  }));
}

/** The smallest edit of the text that gives the value: the change alone, else the map or list around it written anew, and so on up. */
function makePart(
  document: DocumentText,
  change: FieldChange,
  value: JsonObject,
): DocumentText | null {
  const replaced = replaceScalar(document, change);
  if (replaced)
    return { text: spliced(document.text, [replaced.splice]), root: replaced.root, value };
  const detached = detach(document, change);
  const small = spliceChange(detached, change, value);
  const done = small && readBack(detached.text, small, value);
  if (done) return done;
  for (let depth = change.path.length - 1; depth >= 0; depth -= 1) {
    const splices = rewritten(detached, change.path.slice(0, depth), value);
    const whole = splices && readBack(detached.text, splices, value);
    if (whole) return whole;
  }
  return null;
}

function readBack(
  text: string,
  splices: readonly Splice[],
  value: JsonObject,
): DocumentText | null {
  const edited = spliced(text, splices);
  const { root, problems } = readTree(edited);
  if (root === null || problems.length > 0 || !equalJson(valueOfTree(root), value)) return null;
  return { text: edited, root, value };
}

function rewritten(
  document: DocumentText,
  path: JsonPath,
  after: JsonObject,
): readonly Splice[] | null {
  const { steps, stop } = walkTree(document.root, path);
  const node = steps.at(-1)?.slot.value ?? document.root;
  const value = valueAt(after, path);
  if (stop !== "end" || node.type === "alias" || value === undefined) return null;
  return placeValue(document, { steps, node, value });
}
