import { isJsonObject, type Json, type JsonPath } from "./json";
import type { ManifestDocument, ManifestFile, ManifestProblem } from "./manifest";
import { type IdentityProblem, readIdentity } from "./yaml/identity";
import { type FileTrees, recall, remember, treesOf } from "./yaml/known-files";
import { createLocator } from "./yaml/lines";
import { readTree } from "./yaml/read-tree";
import { splitDocuments } from "./yaml/split-documents";
import type { DocumentTree, TreeNode, TreeProblem } from "./yaml/tree";
import { ownEntry } from "./yaml/tree-path";
import { valueOfTree } from "./yaml/tree-value";

/**
 * Characters of one document, or of an object in a `List`, that are read. etcd stores no object beyond 1.5 MiB.
 *
 * source: https://etcd.io/docs/v3.5/dev-guide/limit/
 */
export const MAX_OBJECT_LENGTH = 1.5 * 1024 * 1024;

/**
 * Reads a text of any number of documents, YAML or JSON, as Kubernetes reads it: YAML 1.1 with the exceptions of sigs.k8s.io/yaml, see
 * `readPlain`. Never throws. What is wrong is a problem of its document, with line and column; the other documents are read all the same.
 *
 * - A document that is empty, or only comments, has neither value nor problem.
 * - Duplicate keys are a problem, as they are to the API server with `fieldValidation=Strict`.
 * - A `List` stays one document without an identity: paths into it are paths into the text. `objectsOf` gives its objects.
 */
export function parseManifests(text: string): ManifestFile {
  const known = recall(text);
  if (known) return known;
  const slices = splitDocuments(text).map((slice) => ({ ...slice, tree: treeOf(text, slice) }));
  return remember({ text, documents: documentsOf(text, slices) }, slices);
}

/** The trees of a file's documents: those it was read from, or read anew when the file came from elsewhere. */
export function treesOfFile(file: ManifestFile): FileTrees {
  return treesOf(file) ?? treesOf(parseManifests(file.text)) ?? [];
}

type Slice = FileTrees[number];

function treeOf(text: string, slice: Omit<Slice, "tree">): DocumentTree {
  const length = slice.end - slice.start;
  if (length > MAX_OBJECT_LENGTH) return { root: null, problems: [] };
  return readTree(text.slice(slice.start, slice.end));
}

function documentsOf(text: string, slices: FileTrees): readonly ManifestDocument[] {
  const locate = createLocator(text);
  return slices.map((slice) => {
    const span = locate(slice.body, slice.end);
    if (slice.end - slice.start > MAX_OBJECT_LENGTH) {
      const detail = String(MAX_OBJECT_LENGTH);
      const problem: ManifestProblem = { code: "too-large", detail, span };
      return { span, value: null, identity: null, problems: [problem] };
    }
    const place = ({ from, to }: { from: number; to: number }) =>
      locate(slice.start + from, slice.start + to);
    return { span, ...meaningOf(slice.tree, place) };
  });
}

type Place = (stretch: { from: number; to: number }) => ManifestProblem["span"];

/** Value, identity and problems of a document, from its tree. `place` finds a stretch of the document's text in the file. */
export function meaningOf(tree: DocumentTree, place: Place): Omit<ManifestDocument, "span"> {
  if (tree.problems.length > 0) {
    const problems = tree.problems
      .toSorted((a, b) => a.from - b.from)
      .map((problem) => withSpan(problem, place));
    return { value: null, identity: null, problems };
  }
  const value = tree.root === null ? null : valueOfTree(tree.root);
  return tree.root === null || value === null ? nothing : meaningOfValue(tree.root, value, place);
}

const nothing = { value: null, identity: null, problems: [] } as const;

function withSpan(problem: TreeProblem, place: Place): ManifestProblem {
  return { code: problem.code, detail: problem.detail, span: place(problem) };
}

/** The same for a document whose value is known. */
export function meaningOfValue(
  root: TreeNode,
  value: Json,
  place: Place,
): Omit<ManifestDocument, "span"> {
  if (!isJsonObject(value)) {
    const detail = Array.isArray(value) ? "list" : typeof value;
    const problem: ManifestProblem = { code: "not-an-object", detail, span: place(root) };
    return { value: null, identity: null, problems: [problem] };
  }
  const { identity, problems } = readIdentity(value);
  if (problems.length === 0) return { value, identity, problems: [] };
  const located = problems.map(({ code, detail, path }: IdentityProblem) => ({
    code,
    detail,
    span: place(nodeNear(root, path)),
  }));
  return { value: null, identity: null, problems: located };
}

/** What a problem of identity is shown at: the value, or the first key of the map that lacks something. */
function nodeNear(root: TreeNode, path: JsonPath): { from: number; to: number } {
  let node = root;
  for (const step of path) {
    const entry = node.type === "map" ? ownEntry(node, step) : undefined;
    if (!entry) break;
    node = entry.value;
  }
  const first = node.type === "map" ? node.slots[0] : undefined;
  return first?.key ?? node;
}
