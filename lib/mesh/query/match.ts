import { assertNever } from "../../result";
import type { Labels } from "../model/resource";
import { compilePattern, compileText, hasWildcard } from "./pattern";
import type { CompareField, FlagField, MatchField, Query } from "./query";

/** The facts of a node, an edge or a row that a query is asked about. What is left out is unknown (numbers) or not there. */
export type QuerySubject = {
  /** What a bare word is looked for in: names, hosts. */
  readonly text: readonly string[];
  /** A term matches when one of the values does. */
  readonly strings: { readonly [field in Exclude<MatchField, "label">]?: readonly string[] };
  /** Short names of values: each stands for all of one, so that no wildcard reaches them. */
  readonly aliases?: { readonly [field in Exclude<MatchField, "label">]?: readonly string[] };
  /** Labels of each object the subject is made of. */
  readonly labels: readonly Labels[];
  /** In base units: per second, 0..1, milliseconds, bytes per second; an age in seconds. */
  readonly numbers: { readonly [field in CompareField]?: number | null };
  readonly flags: ReadonlySet<FlagField>;
};

/** `null`: not known. */
type Verdict = boolean | null;
type Judge = (subject: QuerySubject) => Verdict;

/**
 * Whether a query holds of a subject.
 *
 * A comparison with an unknown number is neither true nor false, and neither is its negation: `rps>10` and `-rps>10` both fail to
 * match where the rate is unknown. So nothing is hidden, or found, that is not known to match. Where another term decides, it
 * decides: `rps>10 OR ns:shop` matches everything in shop (Kleene's logic).
 */
export const matchesQuery = (query: Query, subject: QuerySubject): boolean =>
  compileQuery(query)(subject);

/** `matchesQuery` for many subjects: patterns are prepared once. */
export function compileQuery(query: Query): (subject: QuerySubject) => boolean {
  const judge = compile(query);
  return (subject) => judge(subject) === true;
}

function compile(query: Query): Judge {
  switch (query.type) {
    case "and":
      return deciding(query.operands.map(compile), false);
    case "or":
      return deciding(query.operands.map(compile), true);
    case "not": {
      const judge = compile(query.operand);
      return (subject) => negated(judge(subject));
    }
    case "text": {
      const test = compileText(query.pattern);
      return (subject) => subject.text.some(test);
    }
    case "match":
      return compileMatch(query.field, query.key, query.pattern);
    case "compare": {
      const holds = COMPARISONS[query.operator];
      return (subject) => {
        const known = subject.numbers[query.field] ?? null;
        return known === null || Number.isNaN(known) ? null : holds(known, query.value);
      };
    }
    case "flag":
      return (subject) => subject.flags.has(query.field);
    default:
      return assertNever(query);
  }
}

const negated = (verdict: Verdict): Verdict => (verdict === null ? null : !verdict);

/** One operand with the deciding verdict decides; without one, an unknown operand leaves it open. */
function deciding(judges: readonly Judge[], decisive: boolean): Judge {
  return (subject) => {
    let verdict: Verdict = !decisive;
    for (const judge of judges) {
      const one = judge(subject);
      if (one === decisive) return decisive;
      if (one === null) verdict = null;
    }
    return verdict;
  };
}

function compileMatch(field: MatchField, key: string | null, pattern: string): Judge {
  const test = compilePattern(pattern);
  if (field !== "label") {
    const isWhole = !hasWildcard(pattern);
    return ({ strings, aliases }) =>
      (strings[field]?.some(test) ?? false) || (isWhole && (aliases?.[field]?.some(test) ?? false));
  }
  if (key === null) return () => false;
  return (subject) =>
    subject.labels.some((labels) => Object.hasOwn(labels, key) && test(labels[key] ?? ""));
}

const COMPARISONS = {
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  "=": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
  ">=": (a: number, b: number) => a >= b,
  ">": (a: number, b: number) => a > b,
};
