import { type ResourceRef, refOf, type WorkloadResource } from "../model/resource";
import type { AuthorizationRequest } from "../policy/authorization-request";
import { type AuthorizationVerdict, authorizeAt, authorizeBeforeToken } from "../policy/authorize";
import { type TokenReading, verifyToken } from "../policy/tokens";
import type { Uncertainty } from "../routing/spec/uncertainty";
import type { Decided, TraceHop } from "./answer";
import { hop, whole } from "./hop";
import type { TraceMesh } from "./mesh";
import { isPreflight } from "./rules/preflight";

/** What a proxy's policies make of a request. */
export type Checked = {
  readonly standing: "allowed" | "denied" | "uncertain";
  /** The status of a refusal. */
  readonly status: number | null;
  readonly by: readonly Decided[];
  readonly token: TokenReading;
  readonly hops: readonly TraceHop[];
  readonly uncertain: readonly Uncertainty[];
};

/**
 * CUSTOM policies first, then the token, then the other authorization policies, as the proxy of a workload asks them.
 *
 * @param services at a waypoint: those that it stands before
 */
export function checkedAt(
  { index, settings }: TraceMesh,
  workload: WorkloadResource,
  request: AuthorizationRequest,
  claims: Readonly<Record<string, unknown>> | null,
  services: readonly ResourceRef[] = [],
): Checked {
  const point = { workload, services };
  const proxy = workload.proxy === "none" ? null : refOf(workload);
  const facts = { workload: workload.meta.name, namespace: workload.meta.namespace };
  // Preflights pass by: istio/istio `pilot/pkg/security/authn/policy_applier.go` BypassCorsPreflight.
  const given = request.protocol === "http" && !isPreflight(request) ? claims : null;
  const token = verifyToken(index, point, given, settings);
  const tokenHops =
    token.result === "none" || token.result === "not-checked"
      ? []
      : [hop("token", `token-${token.result}`, proxy, token.by, facts)];
  if (token.result === "invalid") {
    const before = authorizeBeforeToken(index, point, request, settings);
    if (before.verdict === "deny") {
      const by = decidedBy(before);
      const hops = [hop("authorization", codeOf(before), proxy, by, facts)];
      return { standing: "denied", status: 403, by, token, hops, uncertain: [] };
    }
    // An authorizer that is asked before may refuse with a status of its own.
    const status = before.verdict === "uncertain" ? null : 401;
    const uncertain = [...before.uncertain, ...token.uncertain];
    return { standing: "denied", status, by: token.by, token, hops: tokenHops, uncertain };
  }
  const asked = { ...request, source: { ...request.source, claims: token.claims } };
  const verdict = authorizeAt(index, point, asked, settings);
  const by = decidedBy(verdict);
  const standing = STANDING[verdict.verdict];
  return {
    standing,
    status: standing === "denied" ? 403 : null,
    by,
    token,
    hops: [...tokenHops, hop("authorization", codeOf(verdict), proxy, by, facts)],
    uncertain: [...token.uncertain, ...verdict.uncertain],
  };
}

const STANDING = { allow: "allowed", deny: "denied", uncertain: "uncertain" } as const;

function codeOf({ verdict, by, unmatched }: AuthorizationVerdict): string {
  if (verdict === "uncertain") return "authorization-depends";
  if (verdict === "allow") return by ? "allowed-by-rule" : "allowed";
  return by === null && unmatched.length > 0 ? "denied-unmatched" : "denied-by-rule";
}

function decidedBy(verdict: AuthorizationVerdict): readonly Decided[] {
  if (verdict.by) return [{ object: verdict.by, path: verdict.path }];
  return [...verdict.unmatched, ...verdict.custom].map(whole);
}
