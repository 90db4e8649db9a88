import type { Finding } from "../../mesh/analysis/finding";

/** A finding and where it stands in a text. */
export type FindingPlace = {
  readonly finding: Finding;
  readonly offset: number;
  /** From 1. */
  readonly line: number;
};
