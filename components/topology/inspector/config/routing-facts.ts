import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import { type Subject, workloadsOf } from "../subject";
import { appliedList } from "./applied-list";

/** An object that decides where requests go, and the place in it. */
export type RoutingPlace = {
  readonly role: AppliedRole;
  readonly ref: ResourceRef;
  readonly path: string;
  readonly certain: boolean;
};

/** What decides for callers that all follow the same. */
export type RoutingInForce = {
  readonly key: string;
  readonly callers: readonly string[];
  readonly places: readonly RoutingPlace[];
};

const ROLES: ReadonlySet<AppliedRole> = new Set<AppliedRole>([
  ...(["route", "split", "fault", "mirror", "gateway"] as const),
  ...(["subsets", "traffic-policy", "client-tls", "service-entry", "sidecar"] as const),
]);

/**
 * What decides where the requests to a node go, or those of an edge, caller by caller. Callers without a workload follow nobody's rules
 * that could be read here, and are left out.
 */
export function routingInForce(
  index: MeshIndex,
  graph: Pick<MeshGraph, "nodes">,
  subject: Subject,
  into: readonly MeshEdge[],
): readonly RoutingInForce[] {
  const ends =
    subject.type === "edge"
      ? [{ edge: subject.edge, source: subject.source, target: subject.target }]
      : into.flatMap((edge) => {
          const source = graph.nodes.find(({ id }) => id === edge.source);
          return source ? [{ edge, source, target: subject.node }] : [];
        });
  const groups = new Map<string, RoutingInForce>();
  for (const end of ends) {
    const callers = workloadsOf(index, end.source);
    if (callers.length === 0) continue;
    const places = placesOf(index, end);
    const key = JSON.stringify(places);
    const names = callers.map(({ meta }) => meta.name);
    const known = groups.get(key)?.callers ?? [];
    groups.set(key, { key, callers: [...new Set([...known, ...names])].sort(), places });
  }
  return [...groups.values()];
}

type Ends = { readonly edge: MeshEdge; readonly source: MeshNode; readonly target: MeshNode };

function placesOf(index: MeshIndex, ends: Ends): readonly RoutingPlace[] {
  const found = appliedList(index, { type: "edge", ...ends }).flatMap(({ ref, places }) =>
    places.filter(({ role }) => ROLES.has(role)).map((place): RoutingPlace => ({ ...place, ref })),
  );
  return [...new Map(found.map((p) => [`${p.role} ${refKey(p.ref)} ${p.path}`, p])).values()];
}
