import "server-only";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import type { Draft } from "@/lib/mesh/changes/draft";
import { revertObject } from "@/lib/mesh/changes/draft-operations";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { equalJson } from "@/lib/mesh/manifest/field-change";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import type { StorePort } from "@/server/ports/store";
import type { DraftKeeping } from "@/server/services/save-draft";

type EndingDrafts = Omit<DraftKeeping, "store" | "clusters"> & {
  readonly store: Pick<StorePort, "drafts" | "changes">;
};

/** Somebody who saves at the same moment goes first, so many times. */
const TRIES = 3;

/**
 * Takes out of a draft what a change of it has written for good: it is no draft any more. What was left out stays, and so does an object
 * that the author has edited again since. A draft with nothing left is removed. Does nothing for a change that is not applied (yet).
 *
 * @param id of the change
 */
export async function endDraft({ store, clock, notify }: EndingDrafts, id: string): Promise<void> {
  const change = await store.changes.get(id);
  if (change === null || change.phase !== "applied" || change.record.draft === null) return;
  for (let tries = 0; tries < TRIES; tries++) {
    const stored = await store.drafts.get(change.record.draft);
    if (stored === null) return;
    const rest = withoutWritten(stored.draft, change.record.changeSet);
    if (rest === stored.draft) return;
    const { cluster, id: draft } = rest;
    const done =
      rest.edits.length === 0
        ? await store.drafts.remove(draft, stored.version)
        : await store.drafts.save(rest, stored.author, stored.version, clock.now());
    if (done.ok) return notify({ about: "draft", id: draft, cluster });
  }
}

function withoutWritten(draft: Draft, { changes }: ChangeSet): Draft {
  const { objects } = foldDraft(draft);
  // Of an object that is written twice the last write tells how it stands.
  const written = new Map(changes.map((c) => [refKey(c.ref), c] as const));
  let rest = draft;
  for (const [key, change] of written) {
    const drafted = objects.get(key);
    const after = change.type === "remove" ? null : change.after;
    if (drafted !== undefined && same(drafted.after, after)) rest = revertObject(rest, change.ref);
  }
  // What was written cannot be redone as an edit.
  return rest === draft ? draft : { ...rest, undone: [] };
}

const same = (a: JsonObject | null, b: JsonObject | null): boolean =>
  a === null || b === null ? a === b : equalJson(a, b);
