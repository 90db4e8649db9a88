import "server-only";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Notice } from "@/lib/delivery/notice";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { StorePort } from "@/server/ports/store";

/** What keeping drafts needs. */
export type DraftKeeping = {
  readonly store: Pick<StorePort, "drafts">;
  readonly clock: Clock;
  /** Tells every page. */
  readonly notify: (notice: Notice) => void;
};

/**
 * Keeps a draft, if nobody has saved it since the author read it, and tells every page.
 *
 * @param expected version that the author stands on; 0 for a new draft
 */
export async function saveDraft(
  { store, clock, notify }: DraftKeeping,
  draft: Draft,
  expected: number,
): Promise<Result<StoredDraft, StaleDraft>> {
  const saved = await store.drafts.save(draft, null, expected, clock.now());
  if (saved.ok) notify({ about: "draft", id: draft.id, cluster: draft.cluster });
  return saved;
}
