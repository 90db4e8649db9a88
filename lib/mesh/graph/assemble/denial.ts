import { memoPerIndex } from "../../model/memo-per-index";
import { type ResourceRef, refKey, type WorkloadResource } from "../../model/resource";
import { type AuthorizationVerdict, authorize, principalOf } from "../../policy/authorize";
import { asFarAsRead } from "../../policy/authorize-read";
import { settingsOf } from "../../routing/spec/settings-of";
import { mergeResponses } from "../../telemetry/ratios";
import type { EdgeTraffic, ResponseRate } from "../../telemetry/traffic";
import { calleeOf, callerOf, type GraphContext } from "../ends/graph-context";
import type { Denial, Figures } from "../mesh-graph";

/** A policy's refusal carries no flag: 403, or for gRPC status 7 (PERMISSION_DENIED). */
const isRefusal = ({ code, grpcStatus, flags }: ResponseRate): boolean =>
  (flags === "-" || flags === "") && (grpcStatus === "7" || (code === "403" && grpcStatus === ""));

/**
 * The requests of an edge that a policy seems to have turned away, or `null` when there are none, or when the policies on every
 * callee certainly let this caller in (then the application itself answered 403). Policies that are not read make that uncertain.
 *
 * Source: Envoy's RBAC filter sets no response flag; the policy's name stands in the access log alone.
 */
export function denialOf(
  context: GraphContext,
  traffic: () => readonly EdgeTraffic[],
  { responses, requestsPerSecond }: Pick<Figures, "responses" | "requestsPerSecond">,
): Denial | null {
  if (!responses.some(isRefusal)) return null;
  let ratePerSecond = 0;
  const standing: Judgement[] = [];
  for (const edge of traffic()) {
    const refused = sum(edge.responses.filter(isRefusal));
    if (refused === 0) continue;
    const judgement = judge(context, edge);
    if (judgement.verdict === "allow") continue;
    standing.push(judgement);
    ratePerSecond += refused;
  }
  if (ratePerSecond === 0) return null;
  const by = new Map(standing.flatMap((j) => j.by).map((ref) => [refKey(ref), ref]));
  return {
    ratePerSecond,
    ratio: ratePerSecond / requestsPerSecond,
    by: [...by].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref),
    path: standing.find((j) => j.path !== "")?.path ?? "",
    certain: standing.every((j) => j.verdict === "deny"),
  };
}

/**
 * The answers of a callee itself: without the refusals that are certainly a policy's doing. Those are the caller's trouble; a server
 * that turns away whom it must is not ill.
 *
 * @param responses those of the traffic together
 */
export function ownResponses(
  context: GraphContext,
  traffic: () => readonly EdgeTraffic[],
  responses: readonly ResponseRate[],
): readonly ResponseRate[] {
  if (!responses.some(isRefusal)) return responses;
  const own = traffic().flatMap((edge) =>
    edge.responses.some(isRefusal) && judge(context, edge).verdict === "deny"
      ? edge.responses.filter((response) => !isRefusal(response))
      : edge.responses,
  );
  return mergeResponses(own);
}

type Judgement = {
  readonly verdict: "allow" | "deny" | "uncertain";
  readonly by: readonly ResourceRef[];
  readonly path: string;
};

type Verdicts = Map<string, AuthorizationVerdict>;

/** By callee: policies answer the same at every tick until an object changes. */
const verdictsKnown = memoPerIndex<Map<WorkloadResource, Verdicts>>(() => new Map());

function judge(context: GraphContext, edge: EdgeTraffic): Judgement {
  const callee = calleeOf(context, edge);
  if (!callee) return { verdict: "uncertain", by: [], path: "" };
  const verdict = asFarAsRead(
    verdictOn(callee, context, edge),
    callee,
    context.settings.reading,
    settingsOf(context.index, callee.meta.cluster),
  );
  return { ...verdict, by: verdict.by ? [verdict.by] : verdict.unmatched };
}

function verdictOn(
  callee: WorkloadResource,
  context: GraphContext,
  edge: EdgeTraffic,
): AuthorizationVerdict {
  const principal = principalIn(context, edge);
  const protocol = edge.protocol === "tcp" ? "tcp" : "http";
  const verdicts = verdictsKnown(context.index);
  const known: Verdicts = verdicts.get(callee) ?? new Map();
  verdicts.set(callee, known);
  const key = `${protocol} ${principal ?? ""}`;
  const hit = known.get(key);
  if (hit) return hit;
  const request = { source: { principal }, port: undefined, protocol } as const;
  const verdict = authorize(context.index, callee, request);
  known.set(key, verdict);
  return verdict;
}

/** The caller's identity: of its workload, else the one its certificate showed; not known for a caller without a proxy. */
function principalIn(context: GraphContext, edge: EdgeTraffic): string | undefined {
  const caller = callerOf(context, edge);
  if (caller) {
    const settings = settingsOf(context.index, caller.meta.cluster);
    return caller.proxy === "none" ? undefined : principalOf(caller, settings);
  }
  const [shown, ...others] = edge.principals.source;
  return others.length === 0 ? shown?.replace(/^spiffe:\/\//, "") : undefined;
}

const sum = (responses: readonly ResponseRate[]): number =>
  responses.reduce((total, r) => total + r.rate, 0);
