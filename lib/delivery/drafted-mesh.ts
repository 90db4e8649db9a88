import type { Draft, FoldedDraft } from "../mesh/changes/draft";
import type { MeshIndex } from "../mesh/model/mesh-index";

/** A draft laid over the live mesh, with the edits that are not saved yet. */
export type DraftedMesh = {
  readonly draft: Draft;
  readonly folded: FoldedDraft;
  readonly index: MeshIndex;
};

/** The draft that is answered for beside the live mesh, from whoever keeps drafts. */
export type OpenDraftedMesh = {
  /** `null` while none is asked for, or it is not known. */
  readonly drafted: DraftedMesh | null;
  /** Why it is not there although it is asked for. */
  readonly absent: "reading" | "missing" | "unreadable" | null;
};
