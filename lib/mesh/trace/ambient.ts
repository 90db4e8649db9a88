import { type ResourceRef, refOf, type WorkloadResource } from "../model/resource";
import type { MeshService } from "../routing/registry/mesh-service";
import type { Route } from "../routing/route";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { ambientRules } from "../routing/waypoint/ambient-rules";
import type { TraceHop } from "./answer";
import type { Call } from "./call";
import { hop, whole } from "./hop";
import type { TraceMesh } from "./mesh";

/** A waypoint's proxies, and the services for whose policies they are asked. */
export type AtWaypoint = {
  readonly workload: WorkloadResource;
  readonly services: readonly ResourceRef[];
};

/** The rules for a request of an ambient caller to a service, and where they hold. */
export function ambientRoutes(
  { index, settings }: TraceMesh,
  { proxy, wire, request }: Call,
  service: MeshService,
): {
  readonly routes: readonly Route[];
  readonly hops: readonly TraceHop[];
  readonly uncertain: readonly Uncertainty[];
  readonly waypoint: AtWaypoint | null;
} {
  const { waypoint, routes, uncertain } = ambientRules(index, service, wire.port, settings);
  const facts = { host: request.host, port: wire.port };
  const known = hop("registry", "ztunnel", proxy, [whole(refOf(service.resource))], facts);
  if (waypoint === null) {
    const none = hop("listener", "no-waypoint", proxy, [], facts);
    return { routes, hops: [known, none], uncertain, waypoint };
  }
  const { workload } = waypoint;
  const by = [whole(refOf(waypoint.gateway)), whole(waypoint.by)];
  const at = hop("listener", "waypoint", workload ? refOf(workload) : null, by, facts);
  return {
    routes,
    hops: [known, at],
    uncertain,
    waypoint: workload && { workload, services: [refOf(service.resource)] },
  };
}
