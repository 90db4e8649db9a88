import type { DifferentialCase } from "./case";
import { compareAnswers } from "./compare";
import { askEngine } from "./engine";
import { type Disagreement, explanationOf } from "./explained/explained";
import type { OracleAnswer, OracleCase } from "./oracle-answer";

/** How the answers about the requests of one case compare. */
export type Verdict = {
  readonly agreed: number;
  /** By the name of the explanation. */
  readonly explained: ReadonlyMap<string, number>;
  /** Differences where Heddle says that it does not know, by the codes of what it does not know. */
  readonly uncertain: ReadonlyMap<string, number>;
  readonly unexplained: readonly Disagreement[];
  /** Why the oracle could not answer, once for each request of which that holds: neither agreed nor different. */
  readonly unanswered: readonly string[];
};

/** Asks Heddle about a case and compares with what istiod said. */
export function judgeCase(c: DifferentialCase, istiod: OracleCase): Verdict {
  const sum: Sum = {
    agreed: 0,
    explained: new Map(),
    uncertain: new Map(),
    unexplained: [],
    unanswered: [],
  };
  const ours = askEngine(c.objects, c.requests);
  for (const [i, request] of c.requests.entries()) {
    const [theirs, heddle] = [istiod.answers?.[i], ours[i]];
    if (!theirs || !heddle) {
      sum.unanswered.push(istiod.error ?? "no answer");
      continue;
    }
    const differences = compareAnswers(heddle, theirs);
    tally(sum, { request, objects: c.objects, heddle, istiod: theirs, differences });
  }
  return sum;
}

/** The oracle itself failed over a question: it panics where its interpreter meets what it does not know. */
export const isFailure = ({ outcome }: OracleAnswer): boolean => outcome === "oracle-error";

type Sum = {
  agreed: number;
  readonly explained: Map<string, number>;
  readonly uncertain: Map<string, number>;
  readonly unexplained: Disagreement[];
  readonly unanswered: string[];
};

function tally(sum: Sum, full: Disagreement): void {
  if (isFailure(full.istiod)) {
    sum.unanswered.push(full.istiod.error ?? "");
    return;
  }
  if (full.differences.length === 0) {
    sum.agreed += 1;
    return;
  }
  const kind = whyNot(full);
  if (kind === null) sum.unexplained.push(full);
  else count(kind.doubt ? sum.uncertain : sum.explained, kind.name);
}

const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

/** What stands behind a difference; `null`: nothing is known that does. */
function whyNot(full: Disagreement): { readonly doubt: boolean; readonly name: string } | null {
  const because = explanationOf(full);
  if (because) return { doubt: false, name: because.name };
  const doubts = "error" in full.heddle ? [] : (full.heddle.uncertain ?? []);
  if (doubts.length === 0) return null;
  return { doubt: true, name: [...new Set(doubts.map((d) => d.code))].toSorted().join(" ") };
}
