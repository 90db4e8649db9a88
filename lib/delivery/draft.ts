import type { Draft } from "../mesh/changes/draft";

/** A draft as it is kept. */
export type StoredDraft = {
  readonly draft: Draft;
  readonly author: string | null;
  /** Rises by one with each save; a save names the version it stands on. */
  readonly version: number;
  readonly updatedAt: number;
};

/** `stale`: somebody saved meanwhile; `current` is what stands. */
export type StaleDraft = { readonly code: "stale"; readonly current: StoredDraft | null };
