import type { MeshIndex } from "../model/mesh-index";
import { type ResourceRef, refKey, refOf, type WorkloadResource } from "../model/resource";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { destinationHost, subsetWorkloads } from "../routing/subsets";
import { agreementOf } from "./agreement";
import { type Forecast, type ForecastEnd, forecastFor } from "./forecast";
import { exactly, type Interval, plus, sameInterval } from "./interval";
import type { PredictedFlow } from "./prediction";
import type { EndReason } from "./rule-shares";

/** Requests of one flow that were counted. */
export type SeenShares = {
  readonly requests: number;
  /** By the `refKey` of the workload that took them. */
  readonly byWorkload: ReadonlyMap<string, number>;
};

/**
 * Why shares that were seen are not those that were set, as far as the mesh tells.
 *
 * - `no-proxy`: the caller has no proxy, and no rule reaches its requests.
 * - `now-ends`: as the mesh stands now, requests end at the caller's own proxy that did not when the shares were set.
 * - `now-set`: as the mesh stands now, other shares are set; `by` says which objects do.
 * - `elsewhere`: requests went to workloads that no rule sends them to.
 * - `unanswered`: more requests than were set to reached no workload.
 * - `as-before`: what is seen fits what was set before.
 * - `as-pods`: what is seen fits the ready pods, as where no rule is applied.
 * - `not-known`: nothing of that.
 */
export type ShareCause = {
  readonly caller: ResourceRef;
  readonly service: ResourceRef;
} & (
  | { readonly code: "no-proxy" | "as-before" | "as-pods" | "not-known" }
  | {
      readonly code: "now-ends";
      readonly reason: EndReason;
      readonly hostname: string;
      readonly subset: string | null;
    }
  | { readonly code: "now-set"; readonly by: readonly ResourceRef[] }
  | { readonly code: "elsewhere"; readonly to: readonly ResourceRef[]; readonly share: number }
  | { readonly code: "unanswered"; readonly share: number }
);

type Cause = ShareCause extends infer C
  ? C extends ShareCause
    ? Omit<C, "caller" | "service">
    : never
  : never;

/**
 * Causes of a flow whose shares differ from those set, each of which can be shown from the mesh as it stands and from what was counted.
 * Never empty: `not-known` where nothing can be shown. What a proxy has been given is in neither.
 *
 * @param index the mesh as it is now
 */
export function whyDiffers(
  index: MeshIndex,
  flow: PredictedFlow,
  seen: SeenShares,
  settings: MeshSettings,
): readonly ShareCause[] {
  const { caller: from, service: to } = flow;
  const caller = index.find("Workload", from.cluster, from.namespace, from.name);
  const service = index.find("Service", to.cluster, to.namespace, to.name);
  const causes: Cause[] = [];
  if (caller !== null && service !== null) {
    const now = forecastFor(index, caller, service, settings);
    if (caller.proxy === "none") causes.push({ code: "no-proxy" });
    else causes.push(...changedSince(flow, now));
    causes.push(...strayed(index, flow, seen));
    causes.push(...likeness(flow, seen, podShares(index, caller, flow, settings)));
  }
  const told: readonly Cause[] = causes.length > 0 ? causes : [{ code: "not-known" }];
  return told.map((cause) => ({ ...cause, caller: from, service: to }));
}

const NONE = exactly(0);

/** What the mesh sets now, where that is not what was to be seen. */
function changedSince({ parts }: PredictedFlow, now: Forecast): readonly Cause[] {
  if (!now.known) return [];
  const was = new Map(parts.map((part) => [endKey(part.end), part.setAfter]));
  const isSame = (key: string, share: Interval) => sameInterval(was.get(key) ?? NONE, share);
  const ends = [...now.ends.values()].filter(({ end, share }) => !isSame(endKey(end), share));
  const keys = new Set([...now.ends.values()].map(({ end }) => endKey(end)));
  const gone = [...was].some(([key, share]) => share.max > 0 && !keys.has(key));
  if (ends.length === 0 && !gone) return [];
  const answers = ends.flatMap(({ end }): readonly Cause[] =>
    end.type === "workload"
      ? []
      : [{ code: "now-ends", reason: end.type, hostname: end.hostname, subset: end.subset }],
  );
  if (answers.length > 0) return answers;
  const by = ends.flatMap(({ set }) => set.map((field) => field.by));
  return [{ code: "now-set", by: [...new Map(by.map((ref) => [refKey(ref), ref])).values()] }];
}

const endKey = (end: ForecastEnd["end"]): string =>
  end.type === "workload" ? refKey(end.ref) : `${end.type} ${end.hostname} ${end.subset ?? ""}`;

/** Requests that ended where no rule sends them. */
function strayed(
  index: MeshIndex,
  { parts }: PredictedFlow,
  { requests, byWorkload }: SeenShares,
): readonly Cause[] {
  const causes: Cause[] = [];
  const named = new Set(parts.map(({ end }) => endKey(end)));
  const strange = [...byWorkload].filter(([key, taken]) => taken > 0 && !named.has(key));
  if (strange.length > 0) {
    const taken = strange.reduce((sum, [, count]) => sum + count, 0);
    const workloads = new Map(index.all("Workload").map((w) => [refKey(refOf(w)), w]));
    const to = strange.flatMap(([key]) => workloads.get(key) ?? []).map(refOf);
    causes.push({ code: "elsewhere", to, share: taken / requests });
  }
  const answered = [...byWorkload.values()].reduce((sum, count) => sum + count, 0);
  const lost = Math.max(0, requests - answered);
  const set = parts
    .filter(({ end }) => end.type !== "workload")
    .reduce((sum, { setAfter }) => plus(sum, setAfter), NONE);
  const agreement = agreementOf(set, requests, lost);
  if (agreement.verdict === "differs" && agreement.seen > set.max) {
    causes.push({ code: "unanswered", share: agreement.seen });
  }
  return causes;
}

/** Shares by workload that are not those set, and that all of what was seen agrees with. */
function likeness(
  { parts }: PredictedFlow,
  seen: SeenShares,
  pods: ReadonlyMap<string, number> | null,
): readonly Cause[] {
  const before = new Map(
    parts.map((part) => [endKey(part.end), part.setNow ?? { min: 0, max: 1 }] as const),
  );
  const isOpen = parts.some(({ setNow }) => setNow === null || setNow.max - setNow.min > 1e-9);
  if (!isOpen && fits(before, seen)) return [{ code: "as-before" }];
  if (pods === null) return [];
  const byPods = new Map([...pods].map(([key, share]) => [key, exactly(share)] as const));
  return fits(byPods, seen) ? [{ code: "as-pods" }] : [];
}

function fits(set: ReadonlyMap<string, Interval>, { requests, byWorkload }: SeenShares): boolean {
  const keys = new Set([...set.keys(), ...byWorkload.keys()]);
  return [...keys].every((key) => {
    const { verdict } = agreementOf(set.get(key) ?? NONE, requests, byWorkload.get(key) ?? 0);
    return verdict === "agrees";
  });
}

/** The share of each workload behind a service in its ready pods; `null` where there is nothing to tell apart. */
function podShares(
  index: MeshIndex,
  caller: WorkloadResource,
  { hostname }: PredictedFlow,
  settings: MeshSettings,
): ReadonlyMap<string, number> | null {
  const host = destinationHost(index, caller, hostname, settings);
  const behind = host.type === "none" ? null : subsetWorkloads(index, caller, host, null, settings);
  const ready = (behind ?? []).filter(({ replicas }) => replicas.ready > 0);
  if (ready.length < 2) return null;
  const all = ready.reduce((sum, { replicas }) => sum + replicas.ready, 0);
  return new Map(ready.map((w) => [refKey(refOf(w)), w.replicas.ready / all]));
}
