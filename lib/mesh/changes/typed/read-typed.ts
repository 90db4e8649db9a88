import { err, ok, type Result } from "../../../result";
import type { JsonObject, JsonPath } from "../../manifest/json";
import { spanOf } from "../../manifest/locate";
import type { ManifestFile, ManifestProblem, TextSpan } from "../../manifest/manifest";
import { parseManifests } from "../../manifest/parse-manifests";
import { bareKind, configKindInfo } from "../../model/kinds";
import type { ConfigRef } from "../edit";

/**
 * Why a text does not become an edit, beside what keeps it from being read.
 *
 * - `no-object`, `several-objects`: it holds none, or more than the one it is about.
 * - `other-kind`, `other-name`, `other-namespace`: it is about another object; `detail` is what it should say.
 * - `other-version`: the kind has no such version; `detail` names those it has.
 * - `not-the-authors`: a field that the cluster writes, `detail` its path.
 * - `gone`: the draft removes the object, or it does not exist.
 */
export type TypedProblem =
  | ManifestProblem
  | {
      readonly code:
        | "no-object"
        | "several-objects"
        | "other-kind"
        | "other-name"
        | "other-namespace"
        | "other-version"
        | "not-the-authors"
        | "gone";
      readonly detail: string;
      readonly span: TextSpan;
    };

/** Fields that the API server or controllers write; authors leave them out. */
export const SERVER_FIELDS: readonly JsonPath[] = [
  ["status"],
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "uid"],
  ["metadata", "generation"],
  ["metadata", "creationTimestamp"],
  ["metadata", "deletionTimestamp"],
  ["metadata", "selfLink"],
];

/** The value at a path; `undefined` where there is none. */
export function valueAt(value: JsonObject, path: JsonPath): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

/** The one object of a text, when it is the object that is meant; else everything that is wrong with the text. */
export function readTyped(
  text: string,
  ref: ConfigRef,
): Result<JsonObject, readonly TypedProblem[]> {
  const file = parseManifests(text);
  const problems = file.documents.flatMap((d) => d.problems);
  if (problems.length > 0) return err(problems);
  const written = file.documents.flatMap((d, index) => (d.value === null ? [] : [{ d, index }]));
  const [first, second] = written;
  if (first === undefined) return err([{ code: "no-object", detail: "", span: endOf(file) }]);
  if (second !== undefined) {
    return err([{ code: "several-objects", detail: "", span: startOfSpan(second.d.span) }]);
  }
  const { value } = first.d;
  if (value === null) return err([{ code: "no-object", detail: "", span: endOf(file) }]);
  const wrong = strangers(file, first.index, value, ref);
  return wrong.length > 0 ? err(wrong) : ok(value);
}

const startOfSpan = ({ from }: TextSpan): TextSpan => ({ from, to: from });

function endOf(file: ManifestFile): TextSpan {
  const at = file.documents.at(-1)?.span.to ?? { offset: 0, line: 1, column: 1 };
  return { from: at, to: at };
}

/** Parts of the object that make it another one, or that are not for an author to write. */
function strangers(
  file: ManifestFile,
  index: number,
  value: JsonObject,
  ref: ConfigRef,
): readonly TypedProblem[] {
  const spanAt = (path: JsonPath) =>
    spanOf(file, index, path, "value") ??
    spanOf(file, index, path, "entry") ??
    spanOf(file, index, path.slice(0, -1), "key") ??
    endOf(file);
  const found: TypedProblem[] = [];
  const expect = (
    code: Exclude<TypedProblem["code"], ManifestProblem["code"]>,
    path: JsonPath,
    wanted: string,
  ) => {
    if ((valueAt(value, path) ?? "") !== wanted)
      found.push({ code, detail: wanted, span: spanAt(path) });
  };
  expect("other-kind", ["kind"], bareKind(ref.kind));
  expect("other-name", ["metadata", "name"], ref.name);
  expect("other-namespace", ["metadata", "namespace"], ref.namespace);
  return [...found, ...versionProblem(value, ref, spanAt), ...serverFields(value, spanAt)];
}

function versionProblem(
  value: JsonObject,
  ref: ConfigRef,
  spanAt: (path: JsonPath) => TextSpan,
): readonly TypedProblem[] {
  const info = configKindInfo(ref.kind);
  const versions = info?.versions.map((version) => `${info.group}/${version}`) ?? [];
  if (versions.some((version) => version === value["apiVersion"])) return [];
  const span = spanAt(["apiVersion"]);
  return [{ code: "other-version", detail: versions.join(", "), span }];
}

function serverFields(
  value: JsonObject,
  spanAt: (path: JsonPath) => TextSpan,
): readonly TypedProblem[] {
  return SERVER_FIELDS.filter((path) => valueAt(value, path) !== undefined).map((path) => ({
    code: "not-the-authors",
    detail: path.join("."),
    span: spanAt(path),
  }));
}
