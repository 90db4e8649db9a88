import { verifyToken } from "../policy/tokens";
import { type LookedAt, lookAt } from "../routing/select-route";
import type { TraceAnswer } from "./answer";
import { callOf } from "./call";
import { callerOf } from "./caller";
import { clientSide } from "./client-side";
import { discoveredMesh, type TraceMesh } from "./mesh";
import type { TraceRequest } from "./request";

/**
 * The rules that the caller's proxy goes through for a request, in order: which it takes, which it does not and why, and which it never
 * comes to. Empty where no rule is asked: the host is not known, the request ends before, or a connection is taken by its listener.
 *
 * @param answer what `traceRequest` says of the same request
 */
export function rulesLookedAt(
  given: TraceMesh,
  request: TraceRequest,
  answer: TraceAnswer,
): readonly LookedAt[] {
  const caller = callerOf(given, request.from);
  const mesh = discoveredMesh(given);
  const endsBefore = answer.outcome === "denied" && answer.hops.every(({ at }) => at !== "route");
  if (caller === null || endsBefore) return [];
  const call = callOf(mesh, request, caller);
  const side = clientSide(mesh, call);
  if (side.type === "end" || !side.http) return [];
  const isGateway = call.caller.proxy === "gateway";
  const token = isGateway
    ? verifyToken(mesh.index, { workload: caller }, request.claims, mesh.settings)
    : null;
  return lookAt(side.routes, {
    path: side.wire.path,
    method: request.method,
    authority: side.wire.authority,
    scheme: side.wire.scheme,
    headers: call.headers,
    claims: token?.claims ?? null,
  });
}
