import type { ChangeSummary, ChangeView } from "@/lib/delivery/change";
import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import type { Prediction } from "@/lib/mesh/prediction/prediction";

export type ChangeList = {
  readonly changes: readonly ChangeSummary[];
  /** For the next, older page; `null` at the end. */
  readonly next: string | null;
};

/**
 * What the procedures need of who writes changes. It tells of everything that changes afterwards by a `Notice`, which it is given where it is made.
 * All methods reject only when the store is broken.
 */
export interface ChangeRunner {
  /** Takes a change on: it is on disk, and driven to its end by this process or another, when this resolves. Nothing need be written by then. */
  begin(record: ChangeRecord, prediction: Prediction | null): Promise<void>;
  /** The author keeps a change that would be taken back. One that is kept, turned back or over stays as it is. `null`: there is none. */
  keep(id: string, by: string | null): Promise<ChangeView | null>;
  /** Takes a change back that is being written or not yet kept. One that is over stays as it is. `null`: there is none. */
  revert(id: string, by: string | null): Promise<ChangeView | null>;
  view(id: string): Promise<ChangeView | null>;
  /** Newest first, a page at a time. @param after `next` of the page before; `null` for the first */
  list(cluster: string, after: string | null): Promise<ChangeList>;
}
