import type { Uncertainty } from "../../routing/spec/uncertainty";

/** Kleene's three values, the third with its reasons. */
export type Truth = boolean | readonly Uncertainty[];

/** True when all are; a false one decides whatever is unknown. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return unknowns(truths, true);
}

/** True when one is; a true one decides whatever is unknown. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return unknowns(truths, false);
}

export const not = (truth: Truth): Truth => (typeof truth === "boolean" ? !truth : truth);

function unknowns(truths: readonly Truth[], otherwise: boolean): Truth {
  const reasons = truths.flatMap((t) => (typeof t === "boolean" ? [] : t));
  return reasons.length > 0 ? reasons : otherwise;
}
