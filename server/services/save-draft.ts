import "server-only";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Notice } from "@/lib/delivery/notice";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StorePort } from "@/server/ports/store";
import { authorOfDraft } from "./author";

/** What keeping drafts needs. */
export type DraftKeeping = {
  readonly clusters: readonly ClusterPort[];
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
  { clusters, store, clock, notify }: DraftKeeping,
  draft: Draft,
  expected: number,
): Promise<Result<StoredDraft, StaleDraft>> {
  const author = await authorOfDraft(clusters, draft.cluster);
  const saved = await store.drafts.save(draft, author, expected, clock.now());
  if (saved.ok) notify({ about: "draft", id: draft.id, cluster: draft.cluster });
  return saved;
}
