import type { ChangeRecord } from "../journal";

/** A change set of cluster `c` that writes nothing and is kept at once, but for what is told. */
export const changeRecord = (over: Partial<ChangeRecord> = {}): ChangeRecord => ({
  id: "1",
  cluster: "c",
  name: "",
  why: "",
  author: null,
  draft: null,
  rollbackOf: null,
  createdAt: 0,
  changeSet: { cluster: over.cluster ?? "c", changes: [] },
  keepWithinMs: null,
  ...over,
});
