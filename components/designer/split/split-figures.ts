import type { SplitChoice } from "@/lib/mesh/changes/split/split";
import type { SplitRow } from "@/lib/mesh/changes/split/split-rows";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  type ResourceRef,
  refKey,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "@/lib/mesh/model/resource";
import { type ClusterOf, flowsOf, type HostFlow } from "@/lib/mesh/prediction/flows";
import { forecastFor } from "@/lib/mesh/prediction/forecast";
import { exactly, type Interval, plus } from "@/lib/mesh/prediction/interval";
import type { PredictedFlow, Prediction } from "@/lib/mesh/prediction/prediction";
import { serviceHostname } from "@/lib/mesh/routing/spec/host-names";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";

/** What a caller that follows a rule sends to the service of the rule. */
export type RuleCaller = {
  readonly caller: WorkloadResource;
  readonly requests: number;
  /** By the `refKey` of the workload that took them. */
  readonly byWorkload: ReadonlyMap<string, number>;
  /** Another rule takes some of its requests too, and metrics do not tell by which rule one went. */
  readonly shared: boolean;
};

/** One row's requests, per second, of all callers of the rule together. */
export type RowFigures = {
  readonly seen: number;
  /** 0..1; `null` where no requests were seen. */
  readonly seenShare: number | null;
  /** `null`: the draft changes these requests and how is not known. */
  readonly after: Interval | null;
};

/**
 * The callers that follow a rule, or would follow one that is to be made, and what they send to its service.
 *
 * @param index the mesh in which the rule stands
 */
export function callersOf(
  index: MeshIndex,
  service: ServiceResource,
  choice: SplitChoice,
  seen: { readonly base: MeshIndex; readonly traffic: Traffic; readonly clusterOf: ClusterOf },
): readonly RuleCaller[] {
  const flows = flowsOf(seen.base, seen.traffic, seen.clusterOf);
  const settings = settingsOf(index, service.meta.cluster);
  const own = serviceHostname(service.meta.name, service.meta.namespace, settings);
  return [...flows.byCaller.values()].flatMap(({ caller, byHost }) => {
    if (caller.meta.cluster !== service.meta.cluster) return [];
    if (![own, ...rowHosts(choice)].some((host) => byHost.has(host))) return [];
    const forecast = forecastFor(index, caller, service, settings);
    const set = [...forecast.ends.values()].flatMap((end) => end.set);
    if (!follows(choice, caller, set)) return [];
    const hosts = [...new Set([own, ...forecast.hosts])].flatMap((h) => byHost.get(h) ?? []);
    const shared = new Set(set.map(({ by, path }) => ruleOf(by, path))).size > 1;
    return [{ caller, ...together(hosts), shared }];
  });
}

/** Hosts besides the service's own under which its requests are counted: backends of an HTTPRoute. */
const rowHosts = (choice: SplitChoice): readonly string[] =>
  choice.type === "rule" ? choice.site.hosts : [];

type Place = { readonly by: ResourceRef; readonly path: string };

/** `http[1].route[0]` stands in rule `http[1]`. */
const ruleOf = (by: ResourceRef, path: string): string =>
  `${refKey(by)} ${path.split(".", 1)[0] ?? ""}`;

function follows(choice: SplitChoice, caller: WorkloadResource, set: readonly Place[]): boolean {
  if (choice.type === "create") return caller.proxy !== "gateway";
  const rule = ruleOf(choice.site.ref, choice.site.path);
  return set.some(({ by, path }) => ruleOf(by, path) === rule);
}

function together(hosts: readonly HostFlow[]): Pick<RuleCaller, "requests" | "byWorkload"> {
  const byWorkload = new Map<string, number>();
  for (const host of hosts) {
    for (const [key, { requests }] of host.byWorkload) {
      byWorkload.set(key, (byWorkload.get(key) ?? 0) + requests);
    }
  }
  return { requests: hosts.reduce((sum, { requests }) => sum + requests, 0), byWorkload };
}

/**
 * What a row got and will get. A caller that the prediction does not list keeps what it has.
 *
 * @returns `null` for a row that stands for no version: what is behind it cannot be told from metrics; and for all where the draft leaves
 *   a rule that cannot be read, so that nobody knows who follows it
 */
export function rowFigures(
  row: SplitRow,
  callers: readonly RuleCaller[],
  service: ServiceResource,
  prediction: Prediction | null,
): RowFigures | null {
  if (row.version === null || (callers.length === 0 && isUntold(prediction, service))) return null;
  const keys = new Set(row.version.workloads.map((w) => refKey(refOf(w))));
  const total = callers.reduce((sum, { requests }) => sum + requests, 0);
  let seen = 0;
  let after: Interval | null = exactly(0);
  for (const { caller, byWorkload } of callers) {
    const now = [...keys].reduce((sum, key) => sum + (byWorkload.get(key) ?? 0), 0);
    seen += now;
    const flow = flowFor(prediction, caller, service);
    const next = flow === null ? exactly(now) : partOf(flow, keys);
    after = after === null || next === null ? null : plus(after, next);
  }
  return { seen, seenShare: total > 0 ? seen / total : null, after };
}

const isUntold = (prediction: Prediction | null, service: ServiceResource): boolean =>
  prediction?.flows.some(
    (flow) => !flow.known && refKey(flow.service) === refKey(refOf(service)),
  ) ?? false;

const flowFor = (
  prediction: Prediction | null,
  caller: WorkloadResource,
  service: ServiceResource,
): PredictedFlow | null =>
  prediction?.flows.find(
    (flow) =>
      refKey(flow.caller) === refKey(refOf(caller)) &&
      refKey(flow.service) === refKey(refOf(service)),
  ) ?? null;

function partOf(flow: PredictedFlow, keys: ReadonlySet<string>): Interval | null {
  if (!flow.known) return null;
  return flow.parts
    .filter(({ end }) => end.type === "workload" && keys.has(refKey(end.ref)))
    .reduce((sum, part) => plus(sum, part.after), exactly(0));
}
