import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { baseWithSame } from "../../model/overlay-index";
import type { ConfigResource, Endpoint, ServiceResource } from "../../model/resource";
import type { MeshSettings } from "../spec/mesh-settings";
import { isSince } from "../spec/versions";
import { exportScope } from "../spec/visibility";
import { entryServices, kubernetesService, type MeshService, usesAllocated } from "./mesh-service";
import { type OpenEntries, openEntries } from "./open-entries";

/** The service registry of one cluster: every host that istiod knows, the oldest first, before visibility is asked. */
export type Registry = {
  readonly all: readonly MeshService[];
  readonly named: (hostname: string) => readonly MeshService[];
  /** Services that clients reach at an address. */
  readonly at: (address: string) => readonly MeshService[];
  readonly onPort: (port: number) => readonly MeshService[];
  /** Those that stand for a host (ExternalName). */
  readonly aliasesOf: (hostname: string) => readonly MeshService[];
  /** Hosts that begin with a `*`. */
  readonly wildcards: readonly MeshService[];
  /** Services whose clients call the pods themselves, by a pod's address and a port of the service that leads to it. */
  readonly headlessAt: (podIp: string, port: number) => readonly MeshService[];
  /** The ready pods that a Kubernetes service's name leads to. */
  readonly podsOf: (service: MeshService) => readonly PodAddress[];
  readonly openEntries: OpenEntries;
};

export type PodAddress = { readonly pod: string | null; readonly ip: string };

const ENTRIES = "ServiceEntry.networking.istio.io";

/** What a draft may change of the registry. */
export const REGISTERED = [ENTRIES, "WorkloadEntry.networking.istio.io"] as const;

const registries = memoPerIndex(() => new Map<MeshSettings, Map<string, Registry>>());

/** The registry of a cluster; made once per index. */
export function registryOf(index: MeshIndex, cluster: string, settings: MeshSettings): Registry {
  const bySettings = registries(index);
  const known = bySettings.get(settings) ?? new Map<string, Registry>();
  bySettings.set(settings, known);
  // Services are never part of a draft.
  const base = baseWithSame(index, REGISTERED);
  const registry =
    known.get(cluster) ??
    (base ? registryOf(base, cluster, settings) : makeRegistry(index, cluster, settings));
  known.set(cluster, registry);
  return registry;
}

function makeRegistry(index: MeshIndex, cluster: string, settings: MeshSettings): Registry {
  const services = [
    ...index.all("Service").flatMap((s) => ofCluster(s, cluster, settings)),
    ...index.all(ENTRIES).flatMap((e) => ofEntry(e, cluster, settings)),
  ].toSorted(oldestService);
  const byName = groupBy(services, (s) => [s.hostname]);
  const byAddress = groupBy(services, (s) => s.addresses);
  const byPort = groupBy(services, (s) => [...new Set(s.ports.map((p) => p.port))]);
  const byAlias = groupBy(services, (s) => (s.aliasOf === null ? [] : [s.aliasOf]));
  let byPod: ReadonlyMap<string, readonly MeshService[]> | null = null;
  const none: readonly MeshService[] = [];
  const named = (hostname: string) => byName.get(hostname) ?? none;
  return {
    all: services,
    named,
    at: (address) => byAddress.get(address) ?? none,
    onPort: (port) => byPort.get(port) ?? none,
    aliasesOf: (hostname) => byAlias.get(hostname) ?? none,
    wildcards: services.filter((s) => s.hostname.startsWith("*")),
    headlessAt: (ip, port) => {
      byPod ??= groupBy(services.filter(isHeadless), (s) => calledAt(index, s));
      return byPod.get(`${ip} ${port}`) ?? none;
    },
    podsOf: (service) => podAddresses(index, service),
    openEntries: openEntries(index, services, named),
  };
}

const isHeadless = (s: MeshService): boolean => s.kubernetes && s.resolution === "passthrough";

function endpointsOf(index: MeshIndex, { resource }: MeshService): readonly Endpoint[] {
  return resource.kind === "Service" ? index.slicesOf(resource).flatMap((s) => s.endpoints) : [];
}

/** `ADDRESS PORT` of each pod behind the ports of a service that lead to it. */
function calledAt(index: MeshIndex, { resource, ports }: MeshService): readonly string[] {
  if (resource.kind !== "Service") return [];
  const found = index.slicesOf(resource).flatMap((slice) => {
    const named = new Set(slice.ports.map((p) => p.name));
    const served = ports.filter((p) => named.has(p.name));
    const addresses = slice.endpoints.flatMap((e) => e.addresses);
    return served.flatMap((p) => addresses.map((ip) => `${ip} ${p.port}`));
  });
  return [...new Set(found)];
}

function podAddresses(index: MeshIndex, service: MeshService): readonly PodAddress[] {
  const endpoints = endpointsOf(index, service);
  const ready = endpoints.filter((e) => e.ready);
  // A proxy listens at the address of every pod; without a ready one it makes no difference which is called.
  const called = ready.length > 0 ? ready : endpoints;
  return called.flatMap((e) => e.addresses.map((ip) => ({ pod: e.pod, ip })));
}

const ofServices = new WeakMap<ServiceResource, Map<MeshSettings, readonly MeshService[]>>();
const ofEntries = new WeakMap<ConfigResource, Map<boolean, readonly MeshService[]>>();

/** An object never changes, so it is converted once. */
function ofCluster(
  service: ServiceResource,
  cluster: string,
  settings: MeshSettings,
): readonly MeshService[] {
  if (service.meta.cluster !== cluster) return [];
  const known = ofServices.get(service) ?? new Map<MeshSettings, readonly MeshService[]>();
  ofServices.set(service, known);
  const found = known.get(settings) ?? [kubernetesService(service, settings)];
  known.set(settings, found);
  return found;
}

function ofEntry(
  entry: ConfigResource,
  cluster: string,
  settings: MeshSettings,
): readonly MeshService[] {
  if (entry.meta.cluster !== cluster) return [];
  const memo = ofEntries.get(entry) ?? new Map<boolean, readonly MeshService[]>();
  ofEntries.set(entry, memo);
  const allocated = usesAllocated(settings);
  const found = memo.get(allocated) ?? entryServices(entry, allocated);
  memo.set(allocated, found);
  return found;
}

/**
 * Istio's order: creation time, name, namespace; the name of a ServiceEntry's service is its host. Source: istio/istio
 * `pilot/pkg/model/push_context.go` SortServicesByCreationTime; executed against istiod 1.30.3.
 */
function oldestService(a: MeshService, b: MeshService): number {
  return (
    compare(a.meta.createdAt ?? "~", b.meta.createdAt ?? "~") ||
    compare(nameOf(a), nameOf(b)) ||
    compare(a.meta.namespace, b.meta.namespace)
  );
}

const nameOf = (s: MeshService): string => (s.kubernetes ? s.meta.name : s.hostname);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupBy<K>(
  services: readonly MeshService[],
  keysOf: (service: MeshService) => readonly K[],
): ReadonlyMap<K, readonly MeshService[]> {
  const groups = new Map<K, MeshService[]>();
  for (const service of services) {
    for (const key of keysOf(service)) {
      const group = groups.get(key);
      if (group) group.push(service);
      else groups.set(key, [service]);
    }
  }
  return groups;
}

const RANK = { private: 0, exported: 1, public: 2 } as const;

/**
 * The services of one hostname that a namespace's clients see: those of one namespace alone. The client's own wins, then one with a
 * Kubernetes service, then the first; private ones come before exported ones before public ones, the oldest of each first.
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go` selectServices (unified scoping), `push_context.go` servicesExportedToNamespace.
 *
 * @param admits what else the client's Sidecar asks of a service
 */
export function visibleServices(
  candidates: readonly MeshService[],
  namespace: string,
  settings: MeshSettings,
  admits: (service: MeshService) => boolean,
): readonly MeshService[] {
  const seen = inScopeOrder(candidates.filter(admits), namespace, settings);
  const chosen = seen.find((s) => s.meta.namespace === namespace) ?? best(seen, settings);
  return chosen ? seen.filter((s) => s.meta.namespace === chosen.meta.namespace) : [];
}

/** Of namespaces none of which is the client's own. */
function best(seen: readonly MeshService[], settings: MeshSettings): MeshService | undefined {
  if (isSince(settings, "kubernetes-first")) return seen.find((s) => s.kubernetes) ?? seen[0];
  return seen.toSorted((a, b) => compare(a.meta.namespace, b.meta.namespace))[0];
}

/** The services that a namespace sees: private ones before exported ones before public ones, else as they come. */
export function inScopeOrder(
  services: readonly MeshService[],
  namespace: string,
  settings: MeshSettings,
): readonly MeshService[] {
  return services
    .flatMap((service) => {
      const { exportTo, meta } = service;
      const scope = exportScope(
        exportTo ?? settings.defaultServiceExportTo,
        meta.namespace,
        namespace,
      );
      return scope === "hidden" ? [] : [{ service, rank: RANK[scope] }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ service }) => service);
}
