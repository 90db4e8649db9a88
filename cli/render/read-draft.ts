import { draftSchema } from "../../lib/delivery/draft-schema";
import type { Draft } from "../../lib/mesh/changes/draft";
import { readObjects } from "../../lib/mesh/manifest/read-objects";

/** What a file lays over the objects of the others. */
export type DraftFile =
  /** A draft as Heddle keeps it: edits, each on what its author found. */
  | { readonly type: "edits"; readonly draft: Draft }
  /** Manifests: each stands in place of the object of its name, or beside the others. */
  | { readonly type: "manifests"; readonly text: string };

/** `null` for JSON that is neither a draft nor manifests. */
export function readDraft(text: string): DraftFile | null {
  const json = jsonIn(text);
  if (json === undefined) return { type: "manifests", text };
  const inner = typeof json === "object" && json !== null && "draft" in json ? json.draft : json;
  const draft = draftSchema.safeParse(inner);
  if (draft.success) return { type: "edits", draft: draft.data };
  return readObjects(text).objects.length > 0 ? { type: "manifests", text } : null;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML, or JSON that is wrong: who reads the manifests says which.
    return undefined;
  }
}
