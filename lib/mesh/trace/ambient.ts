import { type ResourceRef, refOf, type WorkloadResource } from "../model/resource";
import { defaultRoute } from "../routing/outbound/default-route";
import { type MeshService, portOf } from "../routing/registry/mesh-service";
import type { Route, RouteProtocol } from "../routing/route";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { isSince } from "../routing/spec/versions";
import { canaryOf, waypointFor } from "../routing/waypoint/waypoint-of";
import { waypointRoutes } from "../routing/waypoint/waypoint-routes";
import type { TraceHop } from "./answer";
import type { Call } from "./call";
import { hop, whole } from "./hop";
import type { TraceMesh } from "./mesh";

/** A waypoint's proxies, and the services for whose policies they are asked. */
export type AtWaypoint = {
  readonly workload: WorkloadResource;
  readonly services: readonly ResourceRef[];
};

/**
 * The rules for a request of an ambient caller to a service. Its ztunnel knows connections alone: rules hold at the service's waypoint, and
 * without one VirtualServices and routes have no effect.
 *
 * Source: https://istio.io/latest/docs/ambient/usage/l7-features/
 */
export function ambientRoutes(
  { index, settings }: TraceMesh,
  call: Call,
  service: MeshService,
): {
  readonly routes: readonly Route[];
  readonly hops: readonly TraceHop[];
  readonly uncertain: readonly Uncertainty[];
  readonly waypoint: AtWaypoint | null;
} {
  const { proxy, wire, request } = call;
  const protocol = protocolAt(service, wire.port);
  const own = defaultRoute(service, wire.port, protocol, settings);
  const facts = { host: request.host, port: wire.port };
  const known = hop("registry", "ztunnel", proxy, [whole(refOf(service.resource))], facts);
  const waypoint = waypointFor(index, service.resource);
  if (waypoint === null) {
    const none = hop("listener", "no-waypoint", proxy, [], facts);
    const routes = [{ ...own, retries: null }];
    return { routes, hops: [known, none], uncertain: [], waypoint: null };
  }
  const { hostname, meta } = service;
  const target = { hostname, namespace: meta.namespace, port: wire.port, protocol };
  const { routes } = waypointRoutes(index, waypoint, target, settings);
  const by = [whole(refOf(waypoint.gateway)), whole(waypoint.by)];
  const canary = isSince(settings, "waypoint-canaries") ? canaryOf(index, waypoint) : null;
  const at = waypoint.workload ? refOf(waypoint.workload) : null;
  return {
    routes: routes.length > 0 ? routes : [own],
    hops: [known, hop("listener", "waypoint", at, by, facts)],
    uncertain: [
      // Nobody runs it yet, and so nobody asks its policies.
      ...(waypoint.workload ? [] : [doubt(refOf(waypoint.gateway))]),
      ...(canary ? [doubt(canary)] : []),
    ],
    waypoint: waypoint.workload && {
      workload: waypoint.workload,
      services: [refOf(service.resource)],
    },
  };
}

const doubt = (ref: ResourceRef): Uncertainty => ({ code: "ambient", ref, path: "" });

function protocolAt(service: MeshService, port: number): RouteProtocol {
  const protocol = portOf(service, port)?.protocol ?? "tcp";
  if (protocol === "auto") return "http";
  return protocol === "udp" ? "tcp" : protocol;
}
