import type { ManifestFile } from "../manifest";
import type { DocumentSlice } from "./split-documents";
import type { DocumentTree } from "./tree";

/** What is known of a file beside its values: its documents' slices and trees, in the order of its documents. */
export type FileTrees = readonly (DocumentSlice & { readonly tree: DocumentTree })[];

/** Files kept by their text, so that a text that is edited, compared and shown in one moment is read once. */
const MAX_FILES = 64;
const MAX_LENGTH = 200_000;

const trees = new WeakMap<ManifestFile, FileTrees>();
const recent = new Map<string, ManifestFile>();

/** Remembers a file: the same text gives the same file, as long as it is among the last ones used. */
export function remember(file: ManifestFile, read: FileTrees): ManifestFile {
  trees.set(file, read);
  if (file.text.length > MAX_LENGTH) return file;
  recent.delete(file.text);
  recent.set(file.text, file);
  const [oldest] = recent.keys();
  if (recent.size > MAX_FILES && oldest !== undefined) recent.delete(oldest);
  return file;
}

export function recall(text: string): ManifestFile | undefined {
  const file = recent.get(text);
  if (file === undefined) return undefined;
  recent.delete(text);
  recent.set(text, file);
  return file;
}

export function treesOf(file: ManifestFile): FileTrees | undefined {
  return trees.get(file);
}
