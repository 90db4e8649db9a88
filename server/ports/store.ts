import type { StaleDraft, StoredDraft } from "@/lib/delivery/draft";
import type { Draft } from "@/lib/mesh/changes/draft";
import type {
  ApplyPhase,
  ChangeRecord,
  JournalEntry,
  JournalEvent,
} from "@/lib/mesh/changes/journal";
import type { Json } from "@/lib/mesh/manifest/json";
import type { Result } from "@/lib/result";

export type StoredChange = {
  readonly record: ChangeRecord;
  /** Last known; the journal is the truth. */
  readonly phase: ApplyPhase;
  /** What was predicted and what came, once there is any. */
  readonly prediction: Json;
  readonly outcome: Json;
  readonly updatedAt: number;
};

export type ChangePage = {
  readonly changes: readonly StoredChange[];
  /** For the next, older page; `null` at the end. */
  readonly next: string | null;
};

export type SavedView = {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  /** The view's part of the URL. */
  readonly search: string;
  readonly author: string | null;
};

/** Everything that outlives a process. All methods reject only when the store itself is broken. */
export interface StorePort {
  readonly drafts: {
    list(cluster: string): Promise<readonly StoredDraft[]>;
    get(id: string): Promise<StoredDraft | null>;
    /** @param expected version that the author stands on; 0 for a new draft */
    save(
      draft: Draft,
      author: string | null,
      expected: number,
      at: number,
    ): Promise<Result<StoredDraft, StaleDraft>>;
    remove(id: string, expected: number): Promise<Result<null, StaleDraft>>;
  };
  readonly changes: {
    /** A record and its empty journal; an id is taken once. */
    begin(record: ChangeRecord, prediction: Json): Promise<void>;
    get(id: string): Promise<StoredChange | null>;
    /** Newest first. */
    list(
      cluster: string,
      page: { readonly after: string | null; readonly limit: number },
    ): Promise<ChangePage>;
    /** All that have not ended, for the start of a process. */
    unfinished(): Promise<readonly StoredChange[]>;
    /**
     * Appends one line. `false` when `seq` is taken already: somebody else drives this change.
     *
     * The line is on disk when this resolves.
     */
    append(
      id: string,
      seq: number,
      at: number,
      event: JournalEvent,
      phase: ApplyPhase,
    ): Promise<boolean>;
    journal(id: string): Promise<readonly JournalEntry[]>;
    setOutcome(id: string, outcome: Json, at: number): Promise<void>;
  };
  readonly leases: {
    /** Takes or renews a lease; `false` while another holder has it. */
    hold(name: string, holder: string, now: number, untilMs: number): Promise<boolean>;
    release(name: string, holder: string): Promise<void>;
  };
  readonly layouts: {
    get(key: string): Promise<Json>;
    set(key: string, layout: Json, at: number): Promise<void>;
  };
  readonly views: {
    list(): Promise<readonly SavedView[]>;
    save(view: SavedView): Promise<void>;
    remove(id: string): Promise<void>;
  };
  close(): Promise<void>;
}
