import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import {
  type ResourceRef,
  refKey,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "@/lib/mesh/model/resource";
import type { AppliedRole, AppliedTarget } from "@/lib/mesh/routing/applied/applied-object";
import { appliedTo } from "@/lib/mesh/routing/applied/applied-objects";
import { type Called, calledHosts, calledService } from "@/lib/mesh/routing/applied/called";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import { type TraceMesh, traceMeshOf } from "@/lib/mesh/trace/mesh";
import { type PortRules, rulesInForce } from "@/lib/mesh/trace/rules/rules-in-force";
import type { Read } from "../security/security-facts";
import { entryOf, type Subject, servicesOf, workloadsOf } from "../subject";

/** An object that decides before any rule does, and the place in it. */
export type RoutingPlace = {
  readonly role: AppliedRole;
  readonly ref: ResourceRef;
  readonly path: string;
  readonly certain: boolean;
};

/** What callers follow towards a service, or a host of a ServiceEntry. */
export type HostRules = { readonly host: string; readonly ports: readonly PortRules[] };

/** What decides for callers that all follow the same. */
export type RoutingInForce = {
  readonly key: string;
  /** Nobody is seen to call: the workloads of its own namespace stand for who could. */
  readonly seen: boolean;
  readonly callers: readonly string[];
  readonly rules: readonly HostRules[];
  readonly places: readonly RoutingPlace[];
};

/** What holds for whole hosts and listeners; rules say the rest themselves, each of its destinations. */
const ROLES: ReadonlySet<AppliedRole> = new Set<AppliedRole>([
  "gateway",
  "service-entry",
  "sidecar",
]);

type Call = {
  readonly caller: WorkloadResource;
  /** `null`: nobody was seen to call. */
  readonly edge: MeshEdge | null;
  readonly target: MeshNode;
};

/**
 * What decides where the requests to a node go, or those of an edge, caller by caller. Callers without a workload follow nobody's rules
 * that could be read here, and are left out.
 */
export function routingInForce(
  { index, reading }: Read,
  graph: Pick<MeshGraph, "nodes">,
  subject: Subject,
  into: readonly MeshEdge[],
): readonly RoutingInForce[] {
  const groups = new Map<string, RoutingInForce>();
  const seen = seenCalls(index, graph, subject, into);
  for (const call of seen.length > 0 ? seen : possibleCalls(index, subject)) {
    const { caller, edge } = call;
    const called = targetsOf(index, call);
    if (called.length === 0) continue;
    const rules = rulesOf(traceMeshOf(index, caller.meta.cluster, reading), caller, called);
    const isReached = rules.some(({ ports }) => ports.some(({ ends }) => ends === null));
    const places = placesOf(index, called).filter(({ role }) => isReached || role === "sidecar");
    const key = JSON.stringify([rules, places], withoutProxy);
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
  return ends.flatMap(({ source, ...end }) =>
    workloadsOf(index, source).map((caller): Call => ({ caller, ...end })),
  );
}

/** More than these follow the same rules in all but the rarest mesh, and their namespace has shown it. */
const MOST_POSSIBLE = 20;

/** The workloads with a sidecar in the namespace of a node that nobody is seen to call: of its service's, or of its ServiceEntry's. */
function possibleCalls(index: MeshIndex, subject: Subject): readonly Call[] {
  if (subject.type === "edge") return [];
  const [called = entryOf(index, subject.node)] = servicesCalled(index, subject.node);
  if (called === null) return [];
  return index
    .inNamespace("Workload", called.meta.cluster, called.meta.namespace)
    .filter(({ proxy }) => proxy === "sidecar")
    .slice(0, MOST_POSSIBLE)
    .map((caller): Call => ({ caller, edge: null, target: subject.node }));
}

/** The services that a node stands for, or that stand before it. */
function servicesCalled(index: MeshIndex, target: MeshNode): readonly ServiceResource[] {
  const named = servicesOf(index, target);
  if (named.length > 0) return named;
  const before = workloadsOf(index, target).flatMap((w) => index.servicesOf(w));
  return [...new Set(before)];
}

/** Whose proxy decides is not what is decided. */
const withoutProxy = (name: string, value: unknown): unknown =>
  name === "proxy" ? undefined : value;

/** What a caller calls: by name, as its proxy is asked, and as the object that stands for it. */
type CalledBy = { readonly host: string; readonly called: Called; readonly target: AppliedTarget };

function targetsOf(index: MeshIndex, { caller, edge, target }: Call): readonly CalledBy[] {
  const settings = settingsOf(index, caller.meta.cluster);
  const entry = entryOf(index, target);
  const hosts = entry ? namesIn(calledHosts(entry), edge?.hosts ?? []) : [];
  return [
    ...servicesCalled(index, target)
      .filter(({ meta }) => meta.cluster === caller.meta.cluster)
      .map((service) => ({
        host: service.meta.name,
        called: calledService(service, settings),
        target: { type: "edge" as const, caller, service, workload: null },
      })),
    ...hosts.flatMap((called) =>
      entry
        ? [{ host: called.hostname, called, target: { type: "entry" as const, caller, entry } }]
        : [],
    ),
  ];
}

/** Hosts by name; a pattern stands for the names under it that were seen. */
const namesIn = (hosts: readonly Called[], seen: readonly string[]): readonly Called[] =>
  hosts.flatMap((host) =>
    host.hostname.startsWith("*")
      ? seen
          .filter((name) => name.toLowerCase().endsWith(host.hostname.slice(1)))
          .map((name) => ({ ...host, hostname: name.toLowerCase() }))
      : host,
  );

function rulesOf(
  mesh: TraceMesh,
  caller: WorkloadResource,
  all: readonly CalledBy[],
): readonly HostRules[] {
  return all
    .map(({ host, called }) => ({ host, ports: rulesInForce(mesh, refOf(caller), called) }))
    .filter(({ ports }) => ports.length > 0);
}

function placesOf(index: MeshIndex, all: readonly CalledBy[]): readonly RoutingPlace[] {
  const found = all
    .flatMap(({ target }) => appliedTo(index, target))
    .filter(({ role }) => ROLES.has(role));
  return [...new Map(found.map((p) => [`${p.role} ${refKey(p.ref)} ${p.path}`, p])).values()];
}
