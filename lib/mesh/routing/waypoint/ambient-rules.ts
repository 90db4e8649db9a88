import type { MeshIndex } from "../../model/mesh-index";
import { type ResourceRef, refOf } from "../../model/resource";
import { defaultRoute } from "../outbound/default-route";
import { type MeshService, portOf } from "../registry/mesh-service";
import type { Route, RouteProtocol } from "../route";
import type { MeshSettings } from "../spec/mesh-settings";
import type { Uncertainty } from "../spec/uncertainty";
import { isSince } from "../spec/versions";
import { canaryOf, type Waypoint, waypointFor } from "./waypoint-of";
import { waypointRoutes } from "./waypoint-routes";

/** What requests of ambient callers to a port of a service follow. */
export type AmbientRules = {
  /** Where the rules hold. `null`: no waypoint stands before the service. */
  readonly waypoint: Waypoint | null;
  /** The object whose rules come first; `null` for the service itself. */
  readonly by: ResourceRef | null;
  /** In order. */
  readonly routes: readonly Route[];
  readonly uncertain: readonly Uncertainty[];
};

/**
 * The rules for requests of ambient callers to a service. Their ztunnel knows connections alone: rules hold at the service's waypoint, and
 * without one VirtualServices and routes have no effect.
 *
 * Source: https://istio.io/latest/docs/ambient/usage/l7-features/
 */
export function ambientRules(
  index: MeshIndex,
  service: MeshService,
  port: number,
  settings: MeshSettings,
): AmbientRules {
  const protocol = protocolAt(service, port);
  const own = defaultRoute(service, port, protocol, settings);
  const waypoint = waypointFor(index, service.resource);
  if (waypoint === null) {
    return { waypoint, by: null, routes: [{ ...own, retries: null }], uncertain: [] };
  }
  const { hostname, meta } = service;
  const target = { hostname, namespace: meta.namespace, port, protocol };
  const { by, routes } = waypointRoutes(index, waypoint, target, settings);
  const canary = isSince(settings, "waypoint-canaries") ? canaryOf(index, waypoint) : null;
  return {
    waypoint,
    by,
    routes: routes.length > 0 ? routes : [own],
    uncertain: [
      // Nobody runs it yet, and so nobody asks its policies.
      ...(waypoint.workload ? [] : [doubt(refOf(waypoint.gateway))]),
      ...(canary ? [doubt(canary)] : []),
    ],
  };
}

const doubt = (ref: ResourceRef): Uncertainty => ({ code: "ambient", ref, path: "" });

function protocolAt(service: MeshService, port: number): RouteProtocol {
  const protocol = portOf(service, port)?.protocol ?? "tcp";
  if (protocol === "auto") return "http";
  return protocol === "udp" ? "tcp" : protocol;
}
