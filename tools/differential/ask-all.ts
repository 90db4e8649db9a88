import type { Area, DifferentialCase } from "./case";
import { makeCase } from "./generate/make-case";
import { isFailure, judgeCase } from "./judge";
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
  const recorded = cases.map((c, i) => ({
    case: c,
    istiod: answers[i] ?? { answers: [] },
    unasked: (made[i]?.requests.length ?? 0) - c.requests.length,
  }));
  return askedAgain(recorded);
}

/**
 * Where istiod goes through a map the order is another each time. A case that is answered otherwise than by Heddle is asked again, of a
 * new control plane, and for a request that then agrees the second answer is kept.
 */
function askedAgain(recorded: readonly Recorded[]): readonly Recorded[] {
  const doubtful = recorded.filter((r) => judgeCase(r.case, r.istiod).unexplained.length > 0);
  if (doubtful.length === 0) return recorded;
  const again = new Map(
    askOracle(doubtful.map((r) => r.case)).map((istiod, i) => [doubtful[i], istiod]),
  );
  return recorded.map((r) => {
    const second = again.get(r);
    if (!second) return r;
    const differing = judgeCase(r.case, second).unexplained;
    const answers = r.istiod.answers?.map((first, i) => {
      const anew = second.answers?.[i];
      const differs = differing.some((d) => d.request === r.case.requests[i]);
      return differs || anew === undefined || isFailure(anew) ? first : anew;
    });
    return { ...r, istiod: { ...r.istiod, ...(answers && { answers }) } };
  });
}
