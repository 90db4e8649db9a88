import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, ServiceResource, WorkloadResource } from "../model/resource";
import { oldestFirst } from "./spec/age";
import { mostSpecificHost, qualifyHost, serviceHostname } from "./spec/host-names";
import type { MeshSettings } from "./spec/mesh-settings";
import { child, children, emptySpec, numeral, textMap, texts } from "./spec/read-spec";
import { settingsOf } from "./spec/settings-of";
import { isSince } from "./spec/versions";
import { exportToOf, isVisible, serviceExportTo } from "./spec/visibility";

/**
 * What a host name means for a client. `hostname` is the registry's name: fully qualified for a service, possibly a wildcard
 * for a ServiceEntry, the name as given when nothing has it. `port` is the one in the text, `null` without one.
 */
export type ResolvedHost =
  | {
      readonly type: "service";
      readonly service: ServiceResource;
      readonly hostname: string;
      readonly port: number | null;
    }
  | {
      readonly type: "service-entry";
      readonly entry: ConfigResource;
      readonly hostname: string;
      readonly port: number | null;
    }
  | { readonly type: "none"; readonly hostname: string; readonly port: number | null };

/**
 * The service behind a host as a client in `fromNamespace` dials it, or as telemetry names it: `reviews`, `reviews.shop`,
 * `reviews.shop.svc`, the full name, with or without a trailing dot or a port, a cluster IP, or a host of a ServiceEntry.
 *
 * Several objects may have one host. The client's own namespace wins, then Kubernetes services, then the oldest ServiceEntry;
 * wildcards come last, the longest first. Sources: istio/istio `pilot/pkg/networking/core/httproute.go` GenerateAltVirtualHosts,
 * `pilot/pkg/model/sidecar.go` (service namespace selection of 1.30), `pkg/config/host`.
 */
export function resolveHost(
  index: MeshIndex,
  cluster: string,
  host: string,
  fromNamespace: string,
  settings: MeshSettings = settingsOf(index, cluster),
): ResolvedHost {
  const { name, port } = splitPort(host);
  const byName = dialledNames(name, fromNamespace, settings);
  for (const hostname of byName) {
    const found = registered(index, cluster, hostname, fromNamespace, settings);
    if (found) return { ...found, port };
  }
  const byAddress = serviceAt(index, cluster, name, fromNamespace, settings);
  if (byAddress) return { ...byAddress, port };
  return wildcardEntry(index, cluster, name, port, fromNamespace, settings);
}

/**
 * The service that a host in an Istio object means to a client: a name without a dot belongs to the object's namespace and
 * every other is literal. `reviews.prod` therefore resolves to nothing, unlike in `resolveHost`.
 */
export function resolveConfigHost(
  index: MeshIndex,
  cluster: string,
  host: string,
  namespaces: { readonly object: string; readonly client: string },
  settings: MeshSettings = settingsOf(index, cluster),
): ResolvedHost {
  const hostname = qualifyHost(host, namespaces.object, settings).toLowerCase();
  const found = registered(index, cluster, hostname, namespaces.client, settings);
  if (found) return { ...found, port: null };
  return wildcardEntry(index, cluster, hostname, null, namespaces.client, settings);
}

/** Port numbers that the registry has for a host; `null` for an unknown host. */
export function portsOf(host: ResolvedHost): readonly number[] | null {
  if (host.type === "service") return host.service.ports.map((p) => p.port);
  if (host.type === "none") return null;
  return children(host.entry.spec, "ports").flatMap((p) => numeral(p, "number") ?? []);
}

/** Workloads behind a host: those that its Service or its ServiceEntry's `workloadSelector` selects. */
export function workloadsBehindHost(
  index: MeshIndex,
  host: ResolvedHost,
): readonly WorkloadResource[] {
  if (host.type === "service") return index.workloadsBehind(host.service);
  if (host.type === "none") return [];
  const selector = child(host.entry.spec, "workloadSelector");
  if (selector === null) return [];
  const labels = Object.entries(textMap(selector ?? emptySpec, "labels"));
  const { cluster, namespace } = host.entry.meta;
  return index
    .inNamespace("Workload", cluster, namespace)
    .filter((w) => labels.every(([key, value]) => w.podLabels[key] === value));
}

function splitPort(host: string): { name: string; port: number | null } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(host);
  const plain = bracketed ?? /^([^:]*):(\d+)$/.exec(host);
  const name = (plain?.[1] ?? host).toLowerCase().replace(/\.$/, "");
  return { name, port: plain?.[2] === undefined ? null : Number(plain[2]) };
}

/** Full names that a dialled name may stand for, best first. */
function dialledNames(name: string, namespace: string, settings: MeshSettings): readonly string[] {
  const { domainSuffix } = settings;
  const parts = name.split(".");
  if (parts.length === 1) return [`${name}.${namespace}.svc.${domainSuffix}`, name];
  if (parts.length === 2) return [name, `${name}.svc.${domainSuffix}`];
  if (parts.length === 3 && parts[2] === "svc") return [name, `${name}.${domainSuffix}`];
  return [name];
}

type Registered =
  | { readonly type: "service"; readonly service: ServiceResource; readonly hostname: string }
  | { readonly type: "service-entry"; readonly entry: ConfigResource; readonly hostname: string };

function registered(
  index: MeshIndex,
  cluster: string,
  hostname: string,
  from: string,
  settings: MeshSettings,
): Registered | null {
  const service = serviceNamed(index, cluster, hostname, from, settings);
  const entries = visibleEntries(index, cluster, from).filter((e) =>
    texts(e.spec, "hosts").some((h) => h.toLowerCase() === hostname),
  );
  const own = entries.find((e) => e.meta.namespace === from);
  const entry = own ?? (service ? otherEntry(service, entries, settings) : entries[0]);
  if (service && (service.meta.namespace === from || !entry)) {
    return { type: "service", service, hostname };
  }
  return entry ? { type: "service-entry", entry, hostname } : null;
}

/** An entry of another namespace that goes before a Kubernetes service of one that is not the client's either. */
function otherEntry(
  service: ServiceResource,
  entries: readonly ConfigResource[],
  settings: MeshSettings,
): ConfigResource | undefined {
  if (isSince(settings, "kubernetes-first")) return undefined;
  const [first] = entries.toSorted((a, b) => (a.meta.namespace < b.meta.namespace ? -1 : 1));
  return first && first.meta.namespace < service.meta.namespace ? first : undefined;
}

function serviceNamed(
  index: MeshIndex,
  cluster: string,
  hostname: string,
  from: string,
  settings: MeshSettings,
): ServiceResource | null {
  const [name = "", namespace = ""] = hostname.split(".", 2);
  if (hostname !== serviceHostname(name, namespace, settings)) return null;
  const service = index.find("Service", cluster, namespace, name);
  if (!service) return null;
  const exportTo = serviceExportTo(service, settings.defaultServiceExportTo);
  return isVisible(exportTo, namespace, from) ? service : null;
}

function serviceAt(
  index: MeshIndex,
  cluster: string,
  address: string,
  from: string,
  settings: MeshSettings,
): Registered | null {
  if (!/^[\d.]+$|:/.test(address)) return null;
  const service = index
    .all("Service")
    .find((s) => s.meta.cluster === cluster && s.clusterIps.includes(address));
  if (!service) return null;
  const { name, namespace } = service.meta;
  const exportTo = serviceExportTo(service, settings.defaultServiceExportTo);
  if (!isVisible(exportTo, namespace, from)) return null;
  return { type: "service", service, hostname: serviceHostname(name, namespace, settings) };
}

function wildcardEntry(
  index: MeshIndex,
  cluster: string,
  name: string,
  port: number | null,
  from: string,
  settings: MeshSettings,
): ResolvedHost {
  const entries = visibleEntries(index, cluster, from);
  const best = mostSpecificHost(
    entries.flatMap((e) => texts(e.spec, "hosts")).filter((h) => h.startsWith("*")),
    name,
  );
  const found = best === null ? null : registered(index, cluster, best, from, settings);
  return found?.type === "service-entry"
    ? { ...found, port }
    : { type: "none", hostname: name, port };
}

/** ServiceEntries that a namespace sees, oldest first. Their `exportTo` follows the mesh's default for services. */
function visibleEntries(
  index: MeshIndex,
  cluster: string,
  from: string,
): readonly ConfigResource[] {
  const known = entriesKnown(index);
  const entries =
    known.get(cluster) ??
    index
      .all("ServiceEntry.networking.istio.io")
      .filter((e) => e.meta.cluster === cluster)
      .toSorted(oldestFirst);
  known.set(cluster, entries);
  return entries.filter((e) => isVisible(exportToOf(e, ["*"]), e.meta.namespace, from));
}

const entriesKnown = memoPerIndex<Map<string, readonly ConfigResource[]>>(() => new Map());
