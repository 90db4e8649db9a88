import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  type ResourceRef,
  refKey,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "@/lib/mesh/model/resource";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import { type PortRules, rulesInForce } from "@/lib/mesh/trace/rules/rules-in-force";
import { type Subject, servicesOf, workloadsOf } from "../subject";
import { appliedList } from "./applied-list";

/** An object that decides how requests are sent to where the rules lead, and the place in it. */
export type RoutingPlace = {
  readonly role: AppliedRole;
  readonly ref: ResourceRef;
  readonly path: string;
  readonly certain: boolean;
};

/** What a service's callers follow towards it. */
export type ServiceRules = { readonly service: ResourceRef; readonly ports: readonly PortRules[] };

/** What decides for callers that all follow the same. */
export type RoutingInForce = {
  readonly key: string;
  /** Nobody is seen to call: the workloads of its own namespace stand for who could. */
  readonly seen: boolean;
  readonly callers: readonly string[];
  readonly rules: readonly ServiceRules[];
  readonly places: readonly RoutingPlace[];
};

/** What holds for whole hosts and listeners; rules say the rest themselves. */
const ROLES: ReadonlySet<AppliedRole> = new Set<AppliedRole>([
  ...(["gateway", "subsets", "traffic-policy"] as const),
  ...(["client-tls", "service-entry", "sidecar"] as const),
]);

type Call = {
  readonly caller: WorkloadResource;
  readonly edge: MeshEdge | null;
  readonly source: MeshNode | null;
  readonly target: MeshNode;
};

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
  const groups = new Map<string, RoutingInForce>();
  const seen = seenCalls(index, graph, subject, into);
  for (const call of seen.length > 0 ? seen : possibleCalls(index, subject)) {
    const { caller, edge } = call;
    const rules = rulesOf(index, call);
    const isReached = rules.some(({ ports }) => ports.some(({ ends }) => ends === null));
    const places = placesOf(index, call).filter(({ role }) => isReached || role === "sidecar");
    const key = JSON.stringify([rules, places]);
    const known = groups.get(key)?.callers ?? [];
    const callers = [...new Set([...known, caller.meta.name])].sort();
    groups.set(key, { key, seen: edge !== null, callers, rules, places });
  }
  return [...groups.values()];
}

function seenCalls(
  index: MeshIndex,
  graph: Pick<MeshGraph, "nodes">,
  subject: Subject,
  into: readonly MeshEdge[],
): readonly Call[] {
  const ends =
    subject.type === "edge"
      ? [{ edge: subject.edge, source: subject.source, target: subject.target }]
      : into.flatMap((edge) => {
          const source = graph.nodes.find(({ id }) => id === edge.source);
          return source ? [{ edge, source, target: subject.node }] : [];
        });
  return ends.flatMap((end) =>
    workloadsOf(index, end.source).map((caller): Call => ({ caller, ...end })),
  );
}

/** More than these follow the same rules in all but the rarest mesh, and their namespace has shown it. */
const MOST_POSSIBLE = 20;

/** The workloads with a sidecar in the namespace of a node that nobody is seen to call. */
function possibleCalls(index: MeshIndex, subject: Subject): readonly Call[] {
  if (subject.type === "edge") return [];
  const [service] = servicesCalled(index, subject.node);
  if (service === undefined) return [];
  return index
    .inNamespace("Workload", service.meta.cluster, service.meta.namespace)
    .filter(({ proxy }) => proxy === "sidecar")
    .slice(0, MOST_POSSIBLE)
    .map((caller): Call => ({ caller, edge: null, source: null, target: subject.node }));
}

/** The services that a node stands for, or that stand before it. */
function servicesCalled(index: MeshIndex, target: MeshNode): readonly ServiceResource[] {
  const named = servicesOf(index, target);
  if (named.length > 0) return named;
  const before = workloadsOf(index, target).flatMap((w) => index.servicesOf(w));
  return [...new Set(before)];
}

function rulesOf(index: MeshIndex, { caller, target }: Call): readonly ServiceRules[] {
  const settings = settingsOf(index, caller.meta.cluster);
  return servicesCalled(index, target)
    .filter(({ meta }) => meta.cluster === caller.meta.cluster)
    .map((service) => ({
      service: refOf(service),
      ports: rulesInForce({ index, settings }, refOf(caller), service),
    }))
    .filter(({ ports }) => ports.length > 0);
}

function placesOf(index: MeshIndex, { edge, source, target }: Call): readonly RoutingPlace[] {
  if (edge === null || source === null) return [];
  const found = appliedList(index, { type: "edge", edge, source, target }).flatMap(
    ({ ref, places }) =>
      places
        .filter(({ role }) => ROLES.has(role))
        .map((place): RoutingPlace => ({ ...place, ref })),
  );
  return [...new Map(found.map((p) => [`${p.role} ${refKey(p.ref)} ${p.path}`, p])).values()];
}
