import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { baseWithSame } from "../../model/overlay-index";
import type { ConfigResource, WorkloadResource } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import { REGISTERED, type Registry, registryOf, visibleServices } from "../registry/registry";
import { type Claim, type ClaimList, meshClaims } from "../rules/claims";
import { hostsOverlap } from "../spec/host-names";
import type { MeshSettings, OutboundMode } from "../spec/mesh-settings";
import { child, children, emptySpec, numeral, type Spec, text, texts } from "../spec/read-spec";
import { admits, knownEntries, sidecarFor } from "../spec/sidecar-scope";
import { isVisible } from "../spec/visibility";
import { destinationsNamed, type NamedDestinations } from "./named-destinations";

/** What one egress listener of a Sidecar imports; without a Sidecar one listener imports everything. */
export type Egress = {
  /** `null`: every port that no other listener names. */
  readonly port: number | null;
  /** Of a listener with a port: the protocol that it says. */
  readonly protocol: string | null;
  /** The address that it is bound to, where it says one. */
  readonly bind: string | null;
  /** Services of a hostname that are imported; all of one namespace, where their hosts have the same capitals. */
  readonly services: (hostname: string) => readonly MeshService[];
  /** Imports this very service of this hostname. */
  readonly imports: (service: MeshService) => boolean;
  /** The one port that it brings of what it imports, or of what its rules name; `null`: it asks for none. */
  readonly only: number | null;
  /** Imports this VirtualService, or these Gateway API routes. */
  readonly takes: (claim: Claim) => boolean;
  /** VirtualServices and Gateway API routes that name a host, in order. */
  readonly claims: (hostname: string) => readonly Claim[];
  /** Gateway API routes that name a host, and act for clients of another namespace. */
  readonly idle: (hostname: string) => readonly Claim[];
  /** Those with a host that has a name in common with this one: the same for a plain name, more for a wildcard. */
  readonly overlapping: (hostname: string) => readonly Claim[];
};

/** What the sidecars of one namespace, or those that one Sidecar selects, know of the mesh. */
export type Scope = {
  readonly namespace: string;
  readonly settings: MeshSettings;
  readonly registry: Registry;
  readonly sidecar: ConfigResource | null;
  readonly egress: readonly Egress[];
  readonly outboundMode: OutboundMode;
  /** `null`: the mesh configuration decides about unknown hosts. */
  readonly outboundBy: ConfigResource | null;
  /**
   * The service whose clusters the proxy has for a hostname, with its ports: imported, or the destination of an imported
   * VirtualService, in the proxy's own namespace even where nobody sees it. `null`: the proxy has no cluster for the host.
   */
  readonly cluster: (hostname: string) => ClusterService | null;
};

export type ClusterService = {
  readonly service: MeshService;
  readonly ports: ReadonlySet<number>;
  /** The registry's entries of the same host and namespace, seen or not: their endpoints are this service's too. */
  readonly siblings: readonly MeshService[];
};

const scopes = memoPerIndex(() => new Map<MeshSettings, Map<string, Scope>>());

/**
 * The scope of a workload's proxy; shared by all workloads of a namespace that follow the same Sidecar.
 * Source: istio/istio `pilot/pkg/model/sidecar.go` (unified scoping, the default since 1.23).
 */
export function scopeOf(
  index: MeshIndex,
  workload: WorkloadResource,
  settings: MeshSettings,
): Scope {
  // Gateways take no part in Sidecars.
  const sidecar = workload.proxy === "gateway" ? null : sidecarFor(index, workload, settings);
  const { cluster, namespace } = workload.meta;
  const bySettings = scopes(index);
  const known = bySettings.get(settings) ?? new Map<string, Scope>();
  bySettings.set(settings, known);
  // A namespace and a name hold no slash.
  const by = sidecar ? `${sidecar.meta.namespace}/${sidecar.meta.name}` : "/";
  const key = `${namespace}/${by}/${cluster}`;
  const hit = known.get(key);
  if (hit) return hit;
  const base = baseWithSame(index, IMPORTED);
  const standing = base ? scopeOf(base, workload, settings).egress : [];
  const scope = makeScope(index, workload, sidecar, settings, standing);
  known.set(key, scope);
  return scope;
}

/** What decides which services a proxy knows. */
const IMPORTED = [...REGISTERED, "Sidecar.networking.istio.io"] as const;

/** @param standing the listeners of the index that this one was laid over, where they import the same services */
function makeScope(
  index: MeshIndex,
  { meta: { cluster, namespace } }: WorkloadResource,
  sidecar: ConfigResource | null,
  settings: MeshSettings,
  standing: readonly Egress[],
): Scope {
  const registry = registryOf(index, cluster, settings);
  const claims = meshClaims(index, cluster, namespace, settings);
  const listeners = children(sidecar?.spec ?? emptySpec, "egress");
  const specs: readonly Spec[] = listeners.length > 0 ? listeners : [{ hosts: ["*/*"] }];
  const room: Room = { registry, claims, namespace, settings };
  const egress = specs.map((spec, i) => readEgress(spec, room, standing[i]?.services));
  const own = child(sidecar?.spec ?? emptySpec, "outboundTrafficPolicy");
  const clusters = new Map<string, ClusterService | null>();
  const isPartial = egress.some((e) => e.only !== null);
  const rules = new Map<Egress, NamedDestinations>();
  const namedBy = (e: Egress): NamedDestinations => {
    const taken = () => destinationsNamed(claims.all().filter(e.takes), namespace, settings);
    const found = rules.get(e) ?? taken();
    rules.set(e, found);
    return found;
  };
  const find = (hostname: string): ClusterService | null => {
    const name = hostname.toLowerCase();
    // Clusters are named letter by letter.
    const isNamed = (s: MeshService) => s.written === hostname;
    const services = new Set(egress.flatMap((e) => e.services(name)));
    const known = registry.named(name).filter(isNamed);
    const brought = (s: MeshService, port: number) =>
      egress.some((e) => (e.only ?? port) === port && e.services(name).includes(s));
    const imported = merged([...services].filter(isNamed), known, brought);
    const mayYield = imported?.service.kubernetes === false && known.some((s) => s.kubernetes);
    if (imported && !mayYield && !isPartial) return imported;
    const asked = (_: MeshService, port: number) =>
      egress.some((e) => {
        const ports = namedBy(e).get(hostname);
        if (ports === undefined) return false;
        return e.only === null ? ports.has(0) || ports.has(port) : e.only === port;
      });
    // One entry of the host, the oldest: only what listeners import is joined.
    const found = merged(first(inFirstNamespace(known, room)), known, asked);
    const destination = found && found.ports.size > 0 ? found : null;
    if (imported && destination && alike(imported.service, destination.service)) {
      return { ...imported, ports: new Set([...imported.ports, ...destination.ports]) };
    }
    // A Kubernetes service that rules name takes the place of a ServiceEntry with its host.
    return imported && destination?.service.kubernetes !== true ? imported : destination;
  };
  return {
    namespace,
    settings,
    registry,
    sidecar,
    egress,
    outboundMode: own ? modeOf(own) : settings.outboundMode,
    outboundBy: own ? sidecar : null,
    cluster: (hostname) => {
      const hit = clusters.get(hostname);
      if (hit !== undefined) return hit;
      const found = find(hostname);
      clusters.set(hostname, found);
      return found;
    },
  };
}

/** What a listener's imports are asked of. */
type Room = {
  readonly registry: Registry;
  readonly claims: ClaimList;
  readonly namespace: string;
  readonly settings: MeshSettings;
};

const modeOf = (policy: Spec): OutboundMode => {
  const mode = text(policy, "mode");
  return mode === "ALLOW_ANY" || mode === "ALLOW_ANY_DYNAMIC_DNS" ? mode : "REGISTRY_ONLY";
};

function readEgress(spec: Spec, room: Room, standing?: Egress["services"]): Egress {
  const { claims, namespace, settings } = room;
  const hosts = knownEntries(texts(spec, "hosts"), settings);
  const all = hosts.includes("*/*") && hosts.every((h) => h === "~/*" || !h.startsWith("~"));
  const portSpec = child(spec, "port");
  const port = portSpec && numeral(portSpec, "number");
  const protocol = portSpec && text(portSpec, "protocol");
  // A proxy that clients are told to use knows every port.
  const only = protocol?.toUpperCase() === "HTTP_PROXY" ? null : port;
  const imports = (s: MeshService): boolean =>
    s.ports.some((p) => (only ?? p.port) === p.port) &&
    (all || admits(hosts, s.meta.namespace, s.written, namespace, "inside"));
  const takes = ({ resources: [first], written }: Claim): boolean => {
    const how = first.kind === "VirtualService.networking.istio.io" ? "overlap" : "inside";
    return all || written.some((h) => admits(hosts, first.meta.namespace, h, namespace, how));
  };
  const covering = (hostname: string) => {
    const found = claims.covering(hostname);
    return all ? found : found.filter(takes);
  };
  return {
    port,
    protocol,
    bind: text(spec, "bind"),
    imports,
    only,
    services: standing ?? servicesOf(room, imports),
    takes,
    claims: covering,
    idle: (hostname) => claims.idle(hostname).filter(takes),
    overlapping: (hostname) =>
      hostname.startsWith("*")
        ? claims.all().filter((c) => takes(c) && c.hosts.some((h) => hostsOverlap(h, hostname)))
        : covering(hostname),
  };
}

/** Looked for once for each hostname. */
function servicesOf(
  { registry, namespace, settings }: Room,
  imports: (service: MeshService) => boolean,
): Egress["services"] {
  const known = new Map<string, readonly MeshService[]>();
  return (hostname) => {
    const hit = known.get(hostname);
    if (hit) return hit;
    const found = spellings(registry.named(hostname)).flatMap((all) =>
      visibleServices(all, namespace, settings, imports),
    );
    if (found.length > 0) known.set(hostname, found);
    return found;
  };
}

/** Services of one name apart by its capitals, for which each is another host. */
function spellings(services: readonly MeshService[]): readonly (readonly MeshService[])[] {
  const written = new Set(services.map((s) => s.written));
  if (written.size < 2) return [services];
  return [...written].map((name) => services.filter((s) => s.written === name));
}

/**
 * Of several entries with one host the Kubernetes service counts alone; else the ports of ServiceEntries alike are joined.
 *
 * @param has which ports came with a service: istiod cuts what a listener with a port imports, or its rules name, down to that port, and
 * joins the rest (`pilot/pkg/model/sidecar.go` serviceMatchingListenerPort, appendSidecarServices; 900 requests of istiod 1.30.3)
 */
function merged(
  services: readonly MeshService[],
  known: readonly MeshService[],
  has: (service: MeshService, port: number) => boolean = () => true,
): ClusterService | null {
  const service = services.find((s) => s.kubernetes) ?? services[0];
  if (!service) return null;
  const joined = service.kubernetes ? [service] : services.filter((s) => alike(s, service));
  return {
    service,
    ports: new Set(joined.flatMap((s) => s.ports.map((p) => p.port).filter((p) => has(s, p)))),
    siblings: known.filter((s) => s.meta.namespace === service.meta.namespace),
  };
}

const first = (services: readonly MeshService[]): readonly MeshService[] =>
  [services.find((s) => s.kubernetes) ?? services[0]].filter((s) => s !== undefined);

/** Source: istio/istio `pilot/pkg/model/sidecar.go` canMergeServices. */
const alike = (a: MeshService, b: MeshService): boolean =>
  a.meta.namespace === b.meta.namespace &&
  a.kubernetes === b.kubernetes &&
  resolutionOf(a) === resolutionOf(b) &&
  JSON.stringify([a.meta.labels, a.selector, a.exportTo]) ===
    JSON.stringify([b.meta.labels, b.selector, b.exportTo]);

/** As it is written: the two ways of DNS are not joined. */
const resolutionOf = ({ resource, resolution }: MeshService): string =>
  resource.kind === "Service" ? resolution : (text(resource.spec, "resolution") ?? "NONE");

/** A destination that no listener imports is looked for in the client's namespace, then in the first by name that it sees. */
function inFirstNamespace(
  services: readonly MeshService[],
  { namespace, settings }: Room,
): readonly MeshService[] {
  // Also what is exported to nobody.
  const own = services.filter((s) => s.meta.namespace === namespace);
  if (own.length > 0) return own;
  const seen = services.filter((s) =>
    isVisible(s.exportTo ?? settings.defaultServiceExportTo, s.meta.namespace, namespace),
  );
  const [first] = seen.map((s) => s.meta.namespace).toSorted();
  return seen.filter((s) => s.meta.namespace === first);
}
