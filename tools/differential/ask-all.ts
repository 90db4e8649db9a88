import type { Area, DifferentialCase } from "./case";
import { makeCase } from "./generate/make-case";
import { askOracle, withoutRefused } from "./oracle";
import { podOf } from "./pod-of";
import type { Recorded } from "./recording";
import { loadTaken } from "./taken";

/** Which cases are made. */
export type Wanted = {
  readonly seed: number;
  readonly cases: number;
  /** Per case. */
  readonly requests: number;
  readonly only: Area | null;
};

/** Random cases with what istiod says of them. */
export async function askAll({
  seed,
  cases,
  requests,
  only,
}: Wanted): Promise<readonly Recorded[]> {
  return askIstiod(Array.from({ length: cases }, (_, i) => makeCase(seed, i, only, requests)));
}

/** What an API server or istiod would refuse is left out, and requests whose caller was among it. */
export async function askIstiod(made: readonly DifferentialCase[]): Promise<readonly Recorded[]> {
  const taken = await loadTaken();
  const cases = withoutRefused(made)
    .map(taken)
    .map((c) => ({ ...c, requests: c.requests.filter((r) => podOf(c.objects, r.from)) }));
  const answers = askOracle(cases);
  return cases.map((c, i) => ({ case: c, istiod: answers[i] ?? { answers: [] } }));
}
