import type { StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import { mergeDrafts } from "./merge-drafts";
import type { UnsavedCopy } from "./unsaved-copies";

/**
 * How far the open draft has got to the server.
 *
 * - `unsaved`: tried since `since` (epoch ms) and not taken; it is tried again. `why` is what the last attempt came back with; `kept` says
 *   whether this browser holds a copy meanwhile, so that nothing is lost with the page.
 */
export type Saving =
  | { readonly type: "saved" }
  | { readonly type: "saving" }
  | {
      readonly type: "unsaved";
      readonly since: number;
      readonly why: string;
      readonly kept: boolean;
    };

export const SAVED: Saving = { type: "saved" };
export const SAVING: Saving = { type: "saving" };

/** What somebody else made of the draft, where that does not go together with what was made here. `null`: they discarded it. */
export type Rival = { readonly stored: StoredDraft | null };

export type DraftState = {
  /** The draft as it is worked on; `null` while none is open. */
  readonly draft: Draft | null;
  /** What the server holds of it, as far as this page knows: what both sides stand on when they are merged. */
  readonly stored: StoredDraft | null;
  readonly saving: Saving;
  /** Nothing is saved until a person has decided. */
  readonly rival: Rival | null;
  /** The draft that was discarded last, for the way back. */
  readonly discarded: Draft | null;
};

export const NOTHING_OPEN: DraftState = {
  draft: null,
  stored: null,
  saving: SAVED,
  rival: null,
  discarded: null,
};

/** Whether the server has all of it. A draft that nobody has put anything into yet is not kept at all. */
export function isSaved({ draft, stored }: DraftState): boolean {
  if (draft === null || draft === stored?.draft) return true;
  return stored === null && draft.edits.length === 0 && draft.undone.length === 0;
}

/** The draft that was discarded and has no way back any more: another one took its place. */
export function goneForGood(before: DraftState, now: DraftState): string | null {
  const id = before.discarded?.id;
  return id === undefined || id === now.discarded?.id || id === now.draft?.id ? null : id;
}

/** What an author has that the server may not have yet. */
export const copyOf = (draft: Draft, stored: StoredDraft | null): UnsavedCopy => ({
  draft,
  ancestor: stored?.draft ?? null,
});

/** A stored draft as it is opened, with what earlier pages could not save of it. `null` where there is neither. */
export function opened(
  stored: StoredDraft | null,
  copies: readonly UnsavedCopy[],
): Pick<DraftState, "draft" | "stored" | "rival"> | null {
  const [first, ...others] = copies;
  if (stored === null) {
    if (first === undefined) return null;
    // Saved once, and gone since: a person decides whether it comes back.
    const rival = first.ancestor === null ? null : { stored: null };
    return takenIn({ draft: first.draft, stored, rival }, others);
  }
  return takenIn({ draft: stored.draft, stored, rival: null }, copies);
}

/**
 * A draft as pages that are gone have left it in this browser, while the server cannot be asked. What it stands on is of no version that
 * the server ever gave, so that the first answer is met. `null` where there are no copies, or some that do not go together: these need
 * the server's.
 */
export function openedCopies(
  copies: readonly UnsavedCopy[],
): Pick<DraftState, "draft" | "stored" | "rival"> | null {
  const [first, ...others] = copies;
  if (first === undefined) return null;
  const { ancestor } = first;
  const stored = ancestor && { draft: ancestor, author: null, version: 0, updatedAt: 0 };
  const { draft, rival } = takenIn({ draft: first.draft, stored, rival: null }, others);
  return rival === null ? { draft, stored, rival } : null;
}

type Opened = Pick<DraftState, "draft" | "stored" | "rival">;

/** Copies one after the other, until one does not go together with the rest. */
function takenIn(start: Opened, copies: readonly UnsavedCopy[]): Opened {
  let { draft } = start;
  for (const copy of copies) {
    const merged = draft === null ? null : mergeDrafts(copy.ancestor, copy.draft, draft);
    if (merged === null) return { ...start, draft: copy.draft, rival: { stored: start.stored } };
    draft = merged;
  }
  return { ...start, draft };
}

/** The state after somebody else's version of the open draft was heard of: merged where both go together, else both are there. */
export function met(state: DraftState, found: StoredDraft): DraftState {
  const { draft, stored } = state;
  if (draft === null || draft.id !== found.draft.id) return state;
  const merged = mergeDrafts(stored?.draft ?? null, draft, found.draft);
  if (merged === null) return { ...state, rival: { stored: found } };
  const theirs = { ...found.draft, undone: merged.undone };
  const isTheirs = merged.name === theirs.name && merged.edits === theirs.edits;
  const next = isTheirs ? theirs : merged;
  // The very object that is open, so that whether there is more to save is seen without comparing.
  const known = isTheirs ? { ...found, draft: next } : found;
  return { ...state, draft: next, stored: known, rival: null, saving: isTheirs ? SAVED : SAVING };
}
