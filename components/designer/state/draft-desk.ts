import { createStore, type StoreApi } from "zustand/vanilla";
import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import {
  addEdit,
  redo,
  renameDraft,
  revertEdit,
  revertObject,
  undo,
} from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { rebase } from "@/lib/mesh/changes/rebase";
import type { Result } from "@/lib/result";
import {
  copyOf,
  type DraftState,
  isSaved,
  met,
  NOTHING_OPEN,
  opened,
  openedCopies,
  SAVED,
  SAVING,
} from "./draft-state";
import type { DraftWorld } from "./draft-world";
import type { UnsavedCopy } from "./unsaved-copies";

/** Edits that follow each other quickly, as in a drag, are saved once. */
export const SAVE_AFTER_MS = 300;
/** Between attempts while the server does not take it: doubled up to the most. */
export const RETRY_MS = { first: 1_000, most: 15_000 } as const;

/**
 * The one copy of the draft that a page works on, and its way to the server.
 *
 * Every change is kept in this browser first and dropped from there when the server has confirmed it. One save is under way at a time.
 * What somebody else saved is merged where both go together; else both are kept until a person decides.
 */
export class DraftDesk {
  readonly store: StoreApi<DraftState> = createStore<DraftState>(() => NOTHING_OPEN);
  readonly #world: DraftWorld;
  #inFlight = false;
  #callOff: (() => void) | null = null;
  #failures = 0;

  constructor(world: DraftWorld) {
    this.#world = world;
  }

  get #state(): DraftState {
    return this.store.getState();
  }

  /** Opens a stored draft, with what earlier pages could not save of it. The one that was open goes on being saved. */
  open(stored: StoredDraft | null, copies: readonly UnsavedCopy[]): void {
    const start = opened(stored, copies);
    if (start === null) return;
    this.#turnTo(start);
    this.#changed();
  }

  /**
   * Opens what earlier pages could not save, while the server cannot be asked.
   *
   * @param taken called once they are in the draft, which is kept by this page from then on
   * @returns `false`: nothing can be opened without the server
   */
  openCopies(copies: readonly UnsavedCopy[], taken: () => void): boolean {
    const start = openedCopies(copies);
    if (start === null) return false;
    this.#turnTo(start);
    taken();
    this.#changed();
    return true;
  }

  /** Opens a new draft; it is kept from its first edit on. */
  begin(draft: Draft): void {
    this.#turnTo({ draft });
  }

  /** Closes the draft; it stays where it is kept. */
  close(): void {
    this.#turnTo({});
  }

  /** Records a gesture, or the next step of the one with the same id. */
  edit(edit: Edit, current: CurrentBases): void {
    this.#change((draft) => addEdit(draft, edit, current));
  }

  /** A gesture has come back to where it began: its edit leaves the draft, and there is nothing to undo. */
  takeOut(id: string): void {
    this.#change((draft) => {
      const began = draft.edits.some((edit) => edit.id === id);
      return began ? { ...revertEdit(draft, id), undone: draft.undone } : draft;
    });
  }

  /** Takes the last edit back; where a draft was discarded and none is open, brings that one back. */
  undo(): void {
    if (this.#state.draft === null) this.restore();
    else this.#change(undo);
  }

  redo(): void {
    this.#change(redo);
  }

  revertEdit(id: string): void {
    this.#change((draft) => revertEdit(draft, id));
  }

  revertObject(ref: ConfigRef): void {
    this.#change((draft) => revertObject(draft, ref));
  }

  rename(name: string): void {
    this.#change((draft) => (draft.name === name ? draft : renameDraft(draft, name)));
  }

  /** Puts the draft on what the cluster holds now. What does not fit stays in it as a conflict. */
  rebase(current: CurrentBases): void {
    this.#change((draft) => rebase(draft, current).draft);
  }

  /** Removes the draft, here and on the server. `restore` brings it back. */
  async discard(): Promise<void> {
    const { draft, stored } = this.#state;
    if (draft === null) return;
    this.#callOff?.();
    this.#world.copies.drop(draft.id);
    this.store.setState({ ...NOTHING_OPEN, discarded: draft }, true);
    if (stored === null) return;
    const current = await this.#world.remove(draft.id, stored.version).then(
      (removed) => (removed.ok ? null : removed.error.current),
      // The server still has it: nobody may be told that it is gone.
      () => stored,
    );
    // Somebody has worked on it meanwhile, or it is not gone: it is open again.
    if (current !== null && this.#state.draft === null) this.open(current, [copyOf(draft, stored)]);
  }

  /** Brings the discarded draft back. */
  restore(): void {
    const { discarded } = this.#state;
    if (discarded === null) return;
    this.#turnTo({ draft: discarded, discarded: null });
    this.#changed();
  }

  /**
   * What the server holds of the open draft, as a query has found it; `null`: it is not there any more. A query that says so has to be
   * asked after the last save was confirmed: one from before it knows nothing of the draft.
   */
  arrived(found: StoredDraft | null): void {
    const { draft, stored, rival } = this.#state;
    if (draft === null || this.#inFlight) return;
    if (found === null) {
      // A draft that was never saved is not missed.
      if (stored !== null && rival === null) this.store.setState({ rival: { stored: null } });
    } else if (found.draft.id !== draft.id) {
      return;
    } else if (found.version > (stored?.version ?? 0)) {
      this.#meet(found);
    } else if (rival !== null && rival.stored === null) {
      // It is there after all.
      this.store.setState({ rival: null, saving: SAVING });
      this.#changed();
    }
  }

  /** What was made elsewhere stands here too. What was made here can be brought back, as a discarded draft can. */
  takeTheirs(): void {
    const { draft, rival } = this.#state;
    if (draft === null || rival === null) return;
    this.#world.copies.drop(draft.id);
    const { stored } = rival;
    if (stored === null) this.store.setState({ ...NOTHING_OPEN, discarded: draft }, true);
    else {
      const taken = { draft: stored.draft, stored, rival: null, saving: SAVED, discarded: draft };
      this.store.setState(taken);
    }
  }

  /** What was made here is saved in place of what was made elsewhere. */
  keepMine(): void {
    const { rival } = this.#state;
    if (rival === null) return;
    this.store.setState({ stored: rival.stored, rival: null, saving: SAVING });
    this.#changed();
  }

  /** Theirs stays as it is; what was made here goes on as another draft. */
  keepBoth(id: string, name: string): void {
    const { draft, rival } = this.#state;
    if (draft === null || rival === null) return;
    this.#world.copies.drop(draft.id);
    this.#turnTo({ draft: { ...draft, id, name } });
    this.#changed();
  }

  /** Saves at once what waits for the next moment. */
  flush(): void {
    this.#callOff?.();
    void this.#save();
  }

  #change(act: (draft: Draft) => Draft): void {
    const { draft } = this.#state;
    const next = draft === null ? null : act(draft);
    if (next === draft) return;
    this.store.setState({ draft: next });
    this.#changed();
  }

  /** Keeps a copy here, and asks for a save soon. */
  #changed(): void {
    const { draft, stored, rival, saving } = this.#state;
    if (draft === null || isSaved(this.#state)) {
      if (draft !== null) this.#world.copies.drop(draft.id);
      this.store.setState({ saving: SAVED });
      return;
    }
    const kept = this.#world.copies.keep(copyOf(draft, stored));
    const waits = saving.type === "unsaved";
    this.store.setState({ saving: waits ? { ...saving, kept } : SAVING });
    if (rival === null && !waits) this.#soon(SAVE_AFTER_MS);
  }

  #soon(ms: number): void {
    this.#callOff?.();
    this.#callOff = this.#world.later(ms, () => void this.#save());
  }

  async #save(): Promise<void> {
    const { draft, stored, rival } = this.#state;
    if (this.#inFlight || draft === null || rival !== null || isSaved(this.#state)) return;
    this.#inFlight = true;
    const answer = await this.#world.save(draft, stored?.version ?? 0).then(
      (result) => ({ result, why: "" }),
      (error: unknown) => ({ result: null, why: error instanceof Error ? error.message : "" }),
    );
    this.#inFlight = false;
    if (answer.result === null) this.#failed(draft, answer.why);
    else this.#answered(draft, answer.result);
  }

  #answered(sent: Draft, answer: Result<StoredDraft, StaleDraft>): void {
    this.#failures = 0;
    if (this.#state.draft?.id !== sent.id) {
      // What another draft left unsaved is in its copy until it is opened again.
      if (answer.ok) this.#world.copies.drop(sent.id);
      if (!isSaved(this.#state)) this.#soon(0);
      return;
    }
    if (!answer.ok) {
      const { current } = answer.error;
      if (current === null) this.store.setState({ rival: { stored: null } });
      else this.#meet(current);
      return;
    }
    // The very object that was sent, so that whether there is more to save is seen without comparing.
    this.store.setState({ stored: { ...answer.value, draft: sent }, saving: SAVING });
    this.#changed();
  }

  #failed(sent: Draft, why: string): void {
    const { saving, stored, draft } = this.#state;
    if (draft?.id !== sent.id) {
      if (!isSaved(this.#state)) this.#soon(0);
      return;
    }
    const since = saving.type === "unsaved" ? saving.since : this.#world.now();
    const kept = this.#world.copies.keep(copyOf(draft, stored));
    this.store.setState({ saving: { type: "unsaved", since, why, kept } });
    this.#failures += 1;
    this.#soon(Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** (this.#failures - 1)));
  }

  /** Somebody else has saved the draft. */
  #meet(found: StoredDraft): void {
    this.store.setState(met(this.#state, found));
    if (this.#state.rival === null) this.#changed();
  }

  /** Another draft is opened, or none: what the one before has not saved yet is sent now. */
  #turnTo(next: Partial<DraftState>): void {
    this.flush();
    this.#callOff?.();
    this.#callOff = null;
    this.#failures = 0;
    const { discarded } = this.#state;
    this.store.setState({ ...NOTHING_OPEN, discarded, ...next }, true);
  }
}
