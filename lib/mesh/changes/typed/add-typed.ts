import { err, ok, type Result } from "../../../result";
import { diffJson } from "../../manifest/diff-json";
import { editManifest } from "../../manifest/edit-manifest";
import { applyChanges } from "../../manifest/field-change";
import type { FieldChange, Json, JsonObject } from "../../manifest/json";
import { spanOf } from "../../manifest/locate";
import type { ManifestFile, ManifestIdentity, TextSpan } from "../../manifest/manifest";
import { type ManifestObject, objectsOf } from "../../manifest/objects-of";
import { parseManifests } from "../../manifest/parse-manifests";
import { CONFIG_KINDS, type ConfigKind } from "../../model/kinds";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { Draft } from "../draft";
import type { ConfigRef, Edit, ObjectEdit } from "../edit";
import { foldDraft } from "../fold/fold-draft";
import { SERVER_FIELDS, type TypedProblem, valueAt } from "./read-typed";
import { standingOf } from "./typed-edit";

/**
 * Why an object of a text cannot come into a draft.
 *
 * - `unknown-kind`: it is no mesh configuration that Heddle knows; `detail` is its kind and `apiVersion`.
 * - `no-namespace`, `has-namespace`: the kind lives in a namespace and the object names none, or the other way round.
 * - `twice`: it stands in the text before.
 * - `nothing-new`: the draft has every object of the text, to the character.
 */
export type AddProblem =
  | TypedProblem
  | {
      readonly code: "unknown-kind" | "no-namespace" | "has-namespace" | "twice" | "nothing-new";
      readonly detail: string;
      readonly span: TextSpan;
    };

/**
 * One edit with every object of a text, whatever the number of documents or lists: those that are not there are made, those that are get
 * the text's value. Each keeps its text with comments. Fields that the cluster writes are left out, so that what `kubectl get -o yaml`
 * prints can be pasted. All or none: one problem holds up the whole text.
 */
export function addTyped(
  on: { readonly draft: Draft; readonly current: CurrentBases },
  text: string,
  id: string,
): Result<Edit, readonly AddProblem[]> {
  const file = parseManifests(text);
  const unread: readonly AddProblem[] = file.documents.flatMap((d) => d.problems);
  if (unread.length > 0) return err(unread);
  const found = objectsOf(file);
  const seen = new Set<string>();
  const problems: AddProblem[] = [];
  const objects: ObjectEdit[] = [];
  for (const object of found) {
    const read = readObject(file, object, on.draft.cluster, seen);
    if (!read.ok) problems.push(read.error);
    else {
      seen.add(refKey(read.value));
      objects.push(...objectEdit(on, file, object, read.value));
    }
  }
  if (problems.length > 0) return err(problems);
  const [first] = objects;
  if (first === undefined) {
    const code = found.length === 0 ? "no-object" : "nothing-new";
    return err([{ code, detail: "", span: firstSpan(file) }]);
  }
  return ok({ id, intent: { type: "typed", ref: first.ref }, objects });
}

const START = { offset: 0, line: 1, column: 1 };
const firstSpan = (file: ManifestFile): TextSpan =>
  file.documents[0]?.span ?? { from: START, to: START };

function kindOf({ apiVersion, kind }: ManifestIdentity): (typeof CONFIG_KINDS)[number] | null {
  const [group, version] = apiVersion.split("/");
  const versions = (info: (typeof CONFIG_KINDS)[number]): readonly string[] => info.versions;
  return (
    CONFIG_KINDS.find(
      (info) =>
        info.kind === kind && info.group === group && versions(info).includes(version ?? ""),
    ) ?? null
  );
}

type Misplaced = "unknown-kind" | "no-namespace" | "has-namespace" | "twice";

function readObject(
  file: ManifestFile,
  { document, path, identity }: ManifestObject,
  cluster: string,
  seen: ReadonlySet<string>,
): Result<ConfigRef, AddProblem> {
  const problem = (code: Misplaced, at: string, detail: string) => {
    const place = [...path, ...at.split(".")];
    const span =
      spanOf(file, document, place, "value") ??
      spanOf(file, document, path, "entry") ??
      firstSpan(file);
    return err({ code, detail, span });
  };
  const info = kindOf(identity);
  if (info === null) {
    return problem("unknown-kind", "kind", `${identity.kind} ${identity.apiVersion}`);
  }
  const { namespace, name } = identity;
  if (info.namespaced && namespace === null) return problem("no-namespace", "metadata.name", name);
  if (!info.namespaced && namespace !== null) {
    return problem("has-namespace", "metadata.namespace", info.kind);
  }
  const kind: ConfigKind = info.id;
  const ref = { cluster, kind, namespace: namespace ?? "", name };
  return seen.has(refKey(ref)) ? problem("twice", "metadata.name", name) : ok(ref);
}

/** What the text does to an object; nothing where the object is so already, to the character of its text. */
function objectEdit(
  on: { readonly draft: Draft; readonly current: CurrentBases },
  file: ManifestFile,
  object: ManifestObject,
  ref: ConfigRef,
): readonly ObjectEdit[] {
  const { value, text } = asAuthored(file, object);
  const typed = text === null ? {} : { text };
  const standing = standingOf({ ...on, ref }, foldDraft(on.draft).objects);
  if (standing === null) return [{ type: "create", ref, value, ...typed }];
  const changes = diffJson(standing.value, value);
  if (changes.length === 0 && (text === null || text === standing.text)) return [];
  return [{ type: "patch", ref, changes, ...typed }];
}

/** The object without what the cluster writes, and its own text; `null` for an item of a list, which has none. */
function asAuthored(
  file: ManifestFile,
  { document, path, value }: ManifestObject,
): { readonly value: JsonObject; readonly text: string | null } {
  const removals = SERVER_FIELDS.flatMap((field): readonly FieldChange[] => {
    const was = valueAt(value, field);
    // What is found in JSON is JSON.
    return was === undefined ? [] : [{ op: "remove", path: field, was: was as Json }];
  });
  const own = path.length === 0 ? documentText(file, document) : null;
  const alone = parseManifests(own ?? "");
  const index = alone.documents.findIndex((d) => d.value !== null);
  const edited = own === null ? null : editManifest(alone, index, removals);
  if (edited?.ok) {
    const after = edited.value.documents[index]?.value;
    if (after) return { value: after, text: edited.value.text };
  }
  return { value: without(value, removals), text: null };
}

/** From after the document's `---` line, which separates and says nothing. */
function documentText(file: ManifestFile, document: number): string {
  const span = file.documents[document]?.span;
  return file.text.slice(span?.from.offset, span?.to.offset).replace(/^\r?\n/, "");
}

function without(value: JsonObject, removals: readonly FieldChange[]): JsonObject {
  const done = applyChanges(value, removals);
  return done.ok ? done.value : value;
}
