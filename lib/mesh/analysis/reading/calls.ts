import { refKey, refOf, type WorkloadResource } from "../../model/resource";
import type { AnalysisInputs, ObservedCall } from "../inputs/analysis-inputs";

/** Calls by the key of the workload that is called. */
const byTarget = new WeakMap<readonly ObservedCall[], ReadonlyMap<string, ObservedCall[]>>();

/** Calls to a workload; empty where no traffic is known. */
export function callsTo(
  workload: WorkloadResource,
  { calls }: AnalysisInputs,
): readonly ObservedCall[] {
  if (calls === undefined) return [];
  const grouped = byTarget.get(calls) ?? groupCalls(calls);
  byTarget.set(calls, grouped);
  return grouped.get(refKey(refOf(workload))) ?? [];
}

function groupCalls(calls: readonly ObservedCall[]): ReadonlyMap<string, ObservedCall[]> {
  const groups = new Map<string, ObservedCall[]>();
  for (const call of calls) {
    const list = groups.get(call.to);
    if (list) list.push(call);
    else groups.set(call.to, [call]);
  }
  return groups;
}

/** `shop/web` of a Workload's key; empty for a caller outside the mesh. */
export const nameOfCaller = ({ from }: ObservedCall): string =>
  from === null ? "" : from.split("/").slice(-2).join("/");

/** Who calls, and how often in all: unknown (and so left out) where one of the rates is. */
export function factsOfCalls(calls: readonly ObservedCall[]): {
  readonly callers?: readonly string[];
  readonly perSecond?: number;
} {
  if (calls.length === 0) return {};
  const callers = [...new Set(calls.map(nameOfCaller).filter((name) => name !== ""))].toSorted();
  const rates = calls.flatMap(({ perSecond }) => perSecond ?? []);
  return rates.length < calls.length
    ? { callers }
    : { callers, perSecond: rates.reduce((sum, rate) => sum + rate, 0) };
}

/** Who was seen calling these workloads. */
export const callersOf = (workloads: readonly WorkloadResource[], inputs: AnalysisInputs) =>
  factsOfCalls(workloads.flatMap((w) => callsTo(w, inputs)));
