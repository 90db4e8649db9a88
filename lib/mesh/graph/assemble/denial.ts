import type { ResourceRef } from "../../model/resource";
import { authorize, principalOf } from "../../policy/authorize";
import type { EdgeTraffic, ResponseRate } from "../../telemetry/traffic";
import { calleeOf, callerOf, type GraphContext } from "../ends/graph-context";
import type { Denial } from "../mesh-graph";

/** A policy's refusal carries no flag: 403, or for gRPC status 7 (PERMISSION_DENIED). */
const isRefusal = ({ code, grpcStatus, flags }: ResponseRate): boolean =>
  (flags === "-" || flags === "") && (grpcStatus === "7" || (code === "403" && grpcStatus === ""));

/**
 * The requests of an edge that a policy seems to have turned away, or `null` when there are none, or when the policies on every
 * callee certainly let this caller in (then the application itself answered 403).
 *
 * Source: Envoy's RBAC filter sets no response flag; the policy's name stands in the access log alone.
 */
export function denialOf(context: GraphContext, traffic: readonly EdgeTraffic[]): Denial | null {
  const refused = traffic
    .map((edge) => ({ edge, rate: sum(edge.responses.filter(isRefusal)) }))
    .filter(({ rate }) => rate > 0);
  const judged = refused.map(({ edge, rate }) => ({ rate, ...judge(context, edge) }));
  const standing = judged.filter((j) => j.verdict !== "allow");
  const ratePerSecond = standing.reduce((total, j) => total + j.rate, 0);
  if (ratePerSecond === 0) return null;
  const total = traffic.reduce((all, edge) => all + sum(edge.responses), 0);
  return {
    ratePerSecond,
    ratio: total > 0 ? ratePerSecond / total : 0,
    by: standing.flatMap((j) => j.by),
    path: standing.find((j) => j.path !== "")?.path ?? "",
    certain: standing.every((j) => j.verdict === "deny"),
  };
}

type Judgement = {
  readonly verdict: "allow" | "deny" | "uncertain";
  readonly by: readonly ResourceRef[];
  readonly path: string;
};

function judge(context: GraphContext, edge: EdgeTraffic): Judgement {
  const callee = calleeOf(context, edge.labels);
  if (!callee) return { verdict: "uncertain", by: [], path: "" };
  const caller = callerOf(context, edge.labels);
  const principal = caller && caller.proxy !== "none" ? principalOf(caller) : undefined;
  const protocol = edge.protocol === "tcp" ? "tcp" : "http";
  const request = { source: { principal }, port: undefined, protocol } as const;
  const { verdict, by, path, unmatched } = authorize(context.index, callee, request);
  return { verdict, by: by ? [by] : unmatched, path };
}

const sum = (responses: readonly ResponseRate[]): number =>
  responses.reduce((total, r) => total + r.rate, 0);
