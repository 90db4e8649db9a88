import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { WriteRequest } from "@/server/ports/writes";

/**
 * What a process that applies a change asks of the one that started it, which is its cluster. A line of the journal is announced before
 * it is stored and after, so that the process can be killed right there.
 */
export type Ask =
  | { readonly type: "read"; readonly ref: ResourceRef }
  | { readonly type: "delivery"; readonly namespace: string }
  | { readonly type: "write"; readonly request: WriteRequest }
  | { readonly type: "line"; readonly number: number; readonly when: "before" | "after" }
  /** The change to apply. */
  | { readonly type: "record" };

export type Question = { readonly id: number; readonly ask: Ask };
export type Reply = { readonly id: number; readonly answer: unknown };
export type RecordReply = ChangeRecord;
