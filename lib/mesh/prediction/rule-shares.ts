import type { MeshIndex } from "../model/mesh-index";
import { type ResourceRef, refOf, type WorkloadResource } from "../model/resource";
import type { Route, RouteDestination } from "../routing/route";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { destinationHost, subsetWorkloads } from "../routing/subsets";

/**
 * Where a request ends: at a workload, or at an answer that the caller's own proxy gives.
 *
 * - `no-subset`: the caller's DestinationRule does not have the subset (503 `NC`).
 * - `no-endpoint`: nothing ready stands behind the destination (503 `UH`).
 * - `no-host`: no service has the name (503 `NC`, or what the mesh lets out).
 * - `no-route`: no rule takes the request (404 `NR`).
 * - `aborted`: a fault that the rule injects, as a failure.
 * - `answered`: a redirect, a direct response, a fault that is no failure, a backend that is invalid (Gateway API: 500).
 */
export type EndReason =
  | "no-subset"
  | "no-endpoint"
  | "no-host"
  | "no-route"
  | "aborted"
  | "answered";

export type End =
  | { readonly type: "workload"; readonly ref: ResourceRef }
  /** Several workloads at once; load balancing chooses among them. */
  | { readonly type: "any-of"; readonly refs: readonly ResourceRef[] }
  | { readonly type: EndReason; readonly hostname: string; readonly subset: string | null };

/** A part of what one rule takes: 0..1, and the place in the object that says so. */
export type EndShare = {
  readonly end: End;
  readonly share: number;
  readonly by: ResourceRef;
  /** `http[1].route[0]` */
  readonly path: string;
};

/** A status from here on is the server's failure, as health counts it. */
const FIRST_FAILURE = 500;

/**
 * Where one rule sends what it takes; the shares sum to 1. Copies that it mirrors are not among them: nobody waits for their answers, and
 * the caller's proxy does not count them.
 *
 * source: Envoy, `config.route.v3.RouteAction.RequestMirrorPolicy` ("fire and forget")
 */
export function ruleShares(
  index: MeshIndex,
  caller: WorkloadResource,
  route: Route,
  settings: MeshSettings,
): readonly EndShare[] {
  const { by, path, action } = route;
  const aborted = abortShare(route);
  const rest = 1 - (aborted?.share ?? 0);
  const passed: readonly EndShare[] =
    action.type === "forward"
      ? action.destinations
          .filter((d) => d.share > 0)
          .map((d) => ({
            end: endOf(index, caller, d, settings),
            share: d.share * rest,
            by,
            path: d.path,
          }))
      : [{ end: { type: "answered", hostname: "", subset: null }, share: rest, by, path }];
  if (aborted === null) return passed;
  return rest > 0 ? [aborted, ...passed] : [aborted];
}

/**
 * What a rule's fault answers before anything is forwarded; `null` without one.
 *
 * source: istio/api `networking/v1alpha3/virtual_service.proto` (HTTPFaultInjection.Abort)
 */
function abortShare({ by, path, fault }: Route): EndShare | null {
  const abort = fault?.abort ?? null;
  if (abort === null || abort.ratio === 0) return null;
  const fails =
    abort.httpStatus === null ? abort.grpcStatus !== "OK" : abort.httpStatus >= FIRST_FAILURE;
  const type = fails ? "aborted" : "answered";
  const end = { type, hostname: "", subset: null } as const;
  return { end, share: abort.ratio, by, path: `${path}.fault.abort` };
}

function endOf(
  index: MeshIndex,
  caller: WorkloadResource,
  { hostname, subset, fails }: RouteDestination,
  settings: MeshSettings,
): End {
  if (fails !== null) return { type: "answered", hostname, subset };
  const host = destinationHost(index, caller, hostname, settings);
  if (host.type === "none") return { type: "no-host", hostname, subset };
  const behind = subsetWorkloads(index, caller, host, subset, settings);
  if (behind === null) return { type: "no-subset", hostname, subset };
  // A ServiceEntry may have addresses of its own: nothing is known of what stands behind them.
  if (host.type === "service-entry" && behind.length === 0) return { type: "any-of", refs: [] };
  const ready = behind.filter((w) => w.replicas.ready > 0);
  const [only, ...others] = ready;
  if (!only) return { type: "no-endpoint", hostname, subset };
  if (others.length === 0) return { type: "workload", ref: refOf(only) };
  return { type: "any-of", refs: ready.map(refOf) };
}
