import type { ManagerEntries } from "@/lib/mesh/changes/ownership/give-back";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { Manifest } from "./manifest";

/** The state that the author saw. A write onto anything else is refused by the cluster, not by us. */
export type WriteGuard =
  | { readonly type: "absent" }
  | { readonly type: "version"; readonly uid: string; readonly resourceVersion: string };

export type WriteRequest =
  | {
      readonly verb: "apply";
      readonly ref: ResourceRef;
      /** The whole object as it shall be: `apiVersion`, `kind`, `metadata` and `spec`, without status and server fields. */
      readonly object: Manifest;
      /** What the author took the object for: labels and annotations that stand beyond it are somebody else's, and stay. Absent: none do. */
      readonly from?: Manifest;
      readonly guard: WriteGuard;
      /**
       * Managers whose fields the author has said, by name, to take over. Automated managers are refused before this is read.
       * Empty on the first try.
       */
      readonly takeFrom: readonly string[];
      readonly dryRun: boolean;
    }
  | {
      readonly verb: "delete";
      readonly ref: ResourceRef;
      readonly guard: Extract<WriteGuard, { type: "version" }>;
      readonly dryRun: boolean;
    }
  /** `metadata.managedFields` alone: no value changes. */
  | {
      readonly verb: "managers";
      readonly ref: ResourceRef;
      readonly managers: ManagerEntries;
      readonly guard: Extract<WriteGuard, { type: "version" }>;
      readonly dryRun: boolean;
    };

export type WriteOutcome = {
  /** The object as the API server returned it, defaults and managed fields included; `null` after a removal. */
  readonly object: Manifest | null;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number | null;
  /** `Warning:` headers, in the server's words. */
  readonly warnings: readonly string[];
};
