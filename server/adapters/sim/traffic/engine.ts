import "server-only";
import type { Period } from "../cluster/world";
import type { SimTraffic } from "../mesh/traffic-schema";
import { demandFactor, errorFactor } from "./demand";
import { type Branch, compilePlan, type Plan, type Step } from "./plan";
import { binomial, poisson, type Random, streamAt } from "./random";

/** The requests that ended in one second, by row of the plan that was in force. */
export type Second = { readonly plan: Plan; readonly counts: Float64Array };

export type Engine = {
  /**
   * The requests of the second that began `second` after the epoch. A pure function of seed, mesh and second: it does not matter
   * which seconds were asked for before. Empty before the history begins.
   */
  at(second: number): Second;
  /** Forgets what was computed from `second` on: the mesh changed. */
  changedFrom(second: number): void;
};

/** Numbers kept in memory, over all seconds. */
const KEPT_NUMBERS = 2_000_000;
const nothing: Second = {
  plan: { rows: [], steps: [], slots: 0, cut: [] },
  counts: new Float64Array(0),
};

/** @param periodAt the state of the mesh at a second; `null` before its history */
export function createEngine(
  traffic: SimTraffic,
  cluster: string,
  periodAt: (second: number) => Period | null,
): Engine {
  const plans = new WeakMap<Period, Plan>();
  const seconds = new Map<number, Second>();
  let numbers = 0;

  const planOf = (period: Period): Plan => {
    const known = plans.get(period);
    if (known) return known;
    const plan = compilePlan(period.index, traffic, cluster);
    plans.set(period, plan);
    return plan;
  };
  const forget = (second: number) => {
    numbers -= seconds.get(second)?.counts.length ?? 0;
    seconds.delete(second);
  };

  return {
    at(second) {
      const known = seconds.get(second);
      if (known) return known;
      const period = periodAt(second);
      if (!period) return nothing;
      const plan = planOf(period);
      const value = { plan, counts: simulate(plan, traffic, second) };
      seconds.set(second, value);
      numbers += value.counts.length;
      for (const oldest of seconds.keys()) {
        if (numbers <= KEPT_NUMBERS) break;
        forget(oldest);
      }
      return value;
    },
    changedFrom(second) {
      for (const known of [...seconds.keys()]) if (known >= second) forget(known);
    },
  };
}

function simulate(plan: Plan, traffic: SimTraffic, second: number): Float64Array {
  const counts = new Float64Array(plan.rows.length);
  const slots = new Float64Array(plan.slots);
  for (const step of plan.steps) {
    const random = streamAt(step.hash, second);
    share(
      step.branches,
      demand(step, traffic, slots, second, random),
      second,
      random,
      counts,
      slots,
    );
  }
  return counts;
}

function demand(
  step: Step,
  traffic: SimTraffic,
  slots: Float64Array,
  second: number,
  random: Random,
): number {
  if (step.demand.type === "own") {
    return poisson(random, step.demand.rps * demandFactor(traffic, step.key, second));
  }
  const requests = slots[step.demand.of] ?? 0;
  const whole = Math.floor(step.demand.calls);
  return requests * whole + binomial(random, requests, step.demand.calls - whole);
}

/** Multinomial, branch by branch: every request takes one branch, or none where the shares leave a rest. */
function share(
  branches: readonly Branch[],
  demanded: number,
  second: number,
  random: Random,
  counts: Float64Array,
  slots: Float64Array,
): void {
  let left = demanded;
  let rest = 1;
  for (const branch of branches) {
    if (left === 0) return;
    const last = rest - branch.share < 1e-9;
    const n = last ? left : binomial(random, left, branch.share / rest);
    left -= n;
    rest -= branch.share;
    count(branch, n, second, random, counts);
    for (const slot of branch.feeds) slots[slot] = (slots[slot] ?? 0) + n;
  }
}

function count(branch: Branch, n: number, second: number, random: Random, counts: Float64Array) {
  const { errors } = branch;
  const ratio = errors ? Math.min(1, errors.share * errorFactor(errors.hash, second)) : 0;
  const failed = binomial(random, n, ratio);
  counts[branch.row] = (counts[branch.row] ?? 0) + n - failed;
  if (errors) counts[errors.row] = (counts[errors.row] ?? 0) + failed;
}
