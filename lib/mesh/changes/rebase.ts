import { equalJson } from "../manifest/field-change";
import { type CurrentBases, movedOn, sameValue, sameVersion, touchedRefs } from "./base";
import type { BaseObject, Draft, EditConflict } from "./draft";
import type { ConfigRef } from "./edit";
import { foldDraft } from "./fold/fold-draft";

export type Rebased = {
  readonly draft: Draft;
  /** Objects whose value is another one than before. */
  readonly moved: readonly ConfigRef[];
  /** Edits that do not fit the new bases. They stay in the draft. */
  readonly conflicts: readonly EditConflict[];
};

/** The draft on what the cluster holds now. On its own base it stays the same draft. */
export function rebase(draft: Draft, current: CurrentBases): Rebased {
  const rebased = withBases(draft, (_, now) => now, current);
  const { conflicts } = foldDraft(rebased);
  return { draft: rebased, moved: movedOn(draft, current), conflicts };
}

/**
 * Takes over the versions of objects whose value is still what the author found, so that a write of the draft is not refused for a
 * change of status. Objects that have moved on keep their old base.
 */
export function refreshVersions(draft: Draft, current: CurrentBases): Draft {
  return withBases(draft, (was, now) => (sameValue(was, now) ? now : was), current);
}

function withBases(
  draft: Draft,
  choose: (was: BaseObject | null, now: BaseObject | null) => BaseObject | null,
  current: CurrentBases,
): Draft {
  let changed = false;
  const base: Record<string, BaseObject | null> = {};
  for (const [key, ref] of touchedRefs(draft.edits, draft.undone)) {
    const was = draft.base[key] ?? null;
    const chosen = choose(was, current(ref));
    const same = was === chosen || (was !== null && chosen !== null && isSame(was, chosen));
    base[key] = same ? was : chosen;
    changed ||= !same;
  }
  return changed ? { ...draft, base } : draft;
}

/** A stored draft may say of a version what an older program read of it: the value counts as the cluster has it. */
const isSame = (was: BaseObject, now: BaseObject): boolean =>
  sameVersion(was, now) && equalJson(was.value, now.value);
