import "server-only";
import type { StaleDraft } from "@/lib/delivery/draft";
import { ok, type Result } from "@/lib/result";
import type { DraftKeeping } from "@/server/services/save-draft";

/** Removes a draft, if nobody has saved it since the author read it, and tells every page. One that is gone already stays so. */
export async function removeDraft(
  { store, notify }: Omit<DraftKeeping, "clock" | "clusters">,
  id: string,
  expected: number,
): Promise<Result<null, StaleDraft>> {
  const known = await store.drafts.get(id);
  if (known === null) return ok(null);
  const removed = await store.drafts.remove(id, expected);
  if (removed.ok) notify({ about: "draft", id, cluster: known.draft.cluster });
  else if (removed.error.current === null) return ok(null);
  return removed;
}
