import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { Result } from "@/lib/result";
import type { UnsavedCopies } from "./unsaved-copies";

/** What the desk needs of the world. */
export type DraftWorld = {
  readonly save: (draft: Draft, expected: number) => Promise<Result<StoredDraft, StaleDraft>>;
  readonly remove: (id: string, expected: number) => Promise<Result<null, StaleDraft>>;
  readonly copies: UnsavedCopies;
  readonly now: () => number;
  /** Calls later; the returned function calls it off. */
  readonly later: (ms: number, then: () => void) => () => void;
};
