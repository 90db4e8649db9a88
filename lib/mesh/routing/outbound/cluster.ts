import type { MeshIndex } from "../../model/mesh-index";
import type { WorkloadResource } from "../../model/resource";
import type { ResolvedHost } from "../hosts";
import { endpointsBehind, type MeshEndpoint } from "../registry/endpoints";
import { type MeshPort, type MeshService, portOf } from "../registry/mesh-service";
import type { RouteDestination } from "../route";
import { type DestinationPolicy, destinationPolicyFor, type Subset } from "../subsets";
import { isAddress } from "./dns";
import type { ClusterService, Scope } from "./scope";

/** A destination as the caller's proxy has it: Envoy's cluster. */
export type Cluster = {
  readonly service: MeshService;
  readonly port: number;
  readonly policy: DestinationPolicy | null;
  /** `null`: all endpoints. */
  readonly subset: Subset | null;
  /** `null`: the called address itself. */
  readonly endpoints: readonly MeshEndpoint[] | null;
};

/** Why a proxy has no cluster for a destination (`NC`). */
export type NoCluster = {
  readonly missing: "host" | "port" | "subset";
  readonly policy: DestinationPolicy | null;
};

/** Under the service as a scope has it, which many callers share. */
const clusters = new WeakMap<ClusterService, Map<string, Cluster | NoCluster>>();

/**
 * The cluster of a destination for a caller. Endpoints of a subset are those with all its labels, of the ready ones.
 * Source: istio/istio `pilot/pkg/networking/core/cluster_builder.go`, `pilot/pkg/xds/endpoints/endpoint_builder.go`.
 */
export function clusterOf(
  index: MeshIndex,
  scope: Scope,
  caller: WorkloadResource,
  { hostname, port, subset }: Pick<RouteDestination, "hostname" | "port" | "subset">,
): Cluster | NoCluster {
  const asked = scope.cluster(hostname);
  // What stands for another host has that one's clusters.
  const alias = asked?.service.aliasOf ?? null;
  const known = alias === null ? asked : scope.cluster(alias);
  if (known === null || known.service.aliasOf !== null) return { missing: "host", policy: null };
  if (port === null || !known.ports.has(port)) return { missing: "port", policy: null };
  const policy = destinationPolicyFor(index, caller, resolvedOf(known.service), scope.settings);
  // A gateway has no called address to go to.
  const toCalled = known.service.resolution === "passthrough" && caller.proxy !== "gateway";
  const memo = clusters.get(known) ?? new Map<string, Cluster | NoCluster>();
  clusters.set(known, memo);
  const key = `${port}/${toCalled}/${subset ?? ""}`;
  const hit = memo.get(key);
  if (hit?.policy === policy) return hit;
  const made = makeCluster(index, known, { port, subset, policy, toCalled });
  memo.set(key, made);
  return made;
}

function makeCluster(
  index: MeshIndex,
  known: ClusterService,
  asked: Pick<Cluster, "port" | "policy"> & {
    readonly subset: string | null;
    readonly toCalled: boolean;
  },
): Cluster | NoCluster {
  const { service, siblings } = known;
  const { port, policy, subset, toCalled } = asked;
  const chosen = subset === null ? null : (policy?.subsets.find((s) => s.name === subset) ?? null);
  if (subset !== null && chosen === null) return { missing: "subset", policy };
  const all = toCalled ? null : endpointsAt(index, known, port);
  const labels = Object.entries(chosen?.labels ?? {});
  // What another entry of the host lends by name is resolved only where the cluster resolves names.
  const resolves = service.resolution === "dns" || siblings.length < 2;
  const endpoints =
    all?.filter(
      (e) => (resolves || isAddress(e.address)) && labels.every(([k, v]) => e.labels[k] === v),
    ) ?? null;
  return { service, port, policy, subset: chosen, endpoints };
}

/** Those of a port of all entries that stand for the host, by the port's name. */
function endpointsAt(
  index: MeshIndex,
  { service, siblings }: ClusterService,
  port: number,
): readonly MeshEndpoint[] {
  const named = siblings.flatMap((s) => portOf(s, port) ?? []).at(0);
  const portName = portOf(service, port)?.name ?? named?.name;
  // Where the proxy resolves names, ports of ServiceEntries are told apart by number: `endpointshards.go` LegacyClusterPortKey.
  const isOf = (s: MeshService, p: MeshPort) =>
    service.resolution === "dns" && !s.kubernetes ? p.port === port : p.name === portName;
  return siblings.flatMap((s) => {
    const own = s.ports.find((p) => isOf(s, p));
    return own ? endpointsBehind(index, s, own) : [];
  });
}

/** An entry of the registry in the form that policies and callers of `resolveHost` use. */
export const resolvedOf = ({ hostname, resource }: MeshService): ResolvedHost =>
  resource.kind === "Service"
    ? { type: "service", service: resource, hostname, port: null }
    : { type: "service-entry", entry: resource, hostname, port: null };
