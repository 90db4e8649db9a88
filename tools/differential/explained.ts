import type { CaseRequest, KubeObject } from "./case";
import type { Difference } from "./compare";
import type { EngineAnswer } from "./engine";
import type { OracleAnswer } from "./oracle-answer";

/** A disagreement seen in full. */
export type Disagreement = {
  readonly request: CaseRequest;
  readonly objects: readonly KubeObject[];
  readonly heddle: EngineAnswer;
  readonly istiod: OracleAnswer;
  readonly differences: readonly Difference[];
};

/** A kind of difference in which the oracle is not the judge, and why. */
export type Explanation = {
  readonly name: string;
  /** What is so, and where it can be seen. */
  readonly because: string;
  readonly covers: (d: Disagreement) => boolean;
};

export const EXPLANATIONS: readonly Explanation[] = [];

export const explanationOf = (d: Disagreement): Explanation | null =>
  EXPLANATIONS.find((e) => e.covers(d)) ?? null;
