import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigOverlay, kindOfKey, originOf } from "../../model/overlay-index";
import { type ConfigResource, type ResourceRef, refKey, refOf } from "../../model/resource";
import { serviceRoutes } from "../gateway-api/service-routes";
import type { Route } from "../route";
import { ageKey } from "../spec/age";
import { coversHost, qualifyHost } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { texts } from "../spec/read-spec";
import { settingsOf } from "../spec/settings-of";
import { isSince } from "../spec/versions";
import { type ExportScope, exportScope, exportToOf } from "../spec/visibility";
import { gatewayName, type RuleCaller } from "./caller";
import { delegatesOf, withDelegates } from "./delegates";
import { virtualServiceRules } from "./virtual-service-rules";

/** Configuration that claims hosts of the mesh for a client: one VirtualService, or the Gateway API routes of one parent. */
export type Claim = {
  /** The oldest first; more than one only for Gateway API routes, which are joined. */
  readonly resources: readonly [ConfigResource, ...ConfigResource[]];
  /** In lower case. */
  readonly hosts: readonly string[];
  /** The same as they are written: a Sidecar imports them letter by letter. */
  readonly written: readonly string[];
  readonly scope: Exclude<ExportScope, "hidden">;
  /** Gateway API routes of the client's own namespace go before all else of the same scope. */
  readonly first: boolean;
  /** Sorts by age. */
  readonly age: string;
  /** Gateway API routes that act for clients of another namespace alone. */
  readonly idle: boolean;
  readonly rules: (caller: RuleCaller) => readonly Route[];
};

const SCOPES = ["private", "exported", "public"] as const;

/** Claims that act for the client, in the order in which they are tried, found by the host that they name. */
export type ClaimList = {
  /** Claims that cover a full host name, by the name itself or by a wildcard. */
  readonly covering: (hostname: string) => readonly Claim[];
  readonly all: () => readonly Claim[];
  /** Those that do not, and name this very host. */
  readonly idle: (hostname: string) => readonly Claim[];
};

/**
 * All claims a client's namespace sees for gateway `mesh`, in the order in which they are tried: private to the namespace,
 * exported to it, public; in each Gateway API routes of that namespace, then by age.
 *
 * Source: istio/istio `pilot/pkg/model/sidecar.go` SelectVirtualServices; executed against istiod 1.30.3.
 */
export function meshClaims(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): ClaimList {
  const bySettings = claimsKnown(index);
  const known = bySettings.get(settings) ?? new Map<string, ClaimList>();
  bySettings.set(settings, known);
  // A namespace holds no slash.
  const key = `${namespace}/${cluster}`;
  const scope = { cluster, namespace, settings };
  const claims = known.get(key) ?? overBase(index, scope) ?? allClaims(index, scope);
  known.set(key, claims);
  return claims;
}

type Scope = {
  readonly cluster: string;
  readonly namespace: string;
  readonly settings: MeshSettings;
};

function allClaims(index: MeshIndex, { cluster, namespace, settings }: Scope): ClaimList {
  const claims = computeClaims(index, cluster, namespace, settings);
  return listClaims(
    claims.filter(({ idle }) => !idle),
    claims.filter(({ idle }) => idle),
  );
}

/**
 * Where VirtualServices alone were laid over another index: the claims of that one, with theirs in place of their older selves. A draft
 * costs what it touches then, not what the mesh has. `null` elsewhere: routes of one parent are joined into one claim.
 */
function overBase(index: MeshIndex, { cluster, namespace, settings }: Scope): ClaimList | null {
  const origin = originOf(index);
  if (origin === null || [...origin.overlay.keys()].some((k) => isRoute(kindOfKey(k)))) return null;
  const { base, overlay } = origin;
  const standing = meshClaims(base, cluster, namespace, settings);
  const { touched, put } = laidOver(index, cluster, overlay, settings);
  const own = listClaims(
    put.flatMap((vs) => virtualServiceClaim(vs, namespace, settings) ?? []).toSorted(inClaimOrder),
  );
  const isOlder = ({ resources }: Claim) => touched(refOf(resources[0]));
  return {
    covering(hostname) {
      const kept = standing.covering(hostname).filter((claim) => !isOlder(claim));
      return [...kept, ...own.covering(hostname)].toSorted(inClaimOrder);
    },
    all() {
      const kept = standing.all().filter((claim) => !isOlder(claim));
      return [...kept, ...own.all()].toSorted(inClaimOrder);
    },
    // Routes alone may be idle, and none is laid over.
    idle: standing.idle,
  };
}

type LaidOver = {
  readonly touched: (ref: ResourceRef) => boolean;
  /** VirtualServices that are new, changed, or hand rules to such. */
  readonly put: readonly ConfigResource[];
};

const laidOverKnown = memoPerIndex<WeakMap<MeshSettings, Map<string, LaidOver>>>(
  () => new WeakMap(),
);

/** What an overlay changes of VirtualServices: the same for clients of all namespaces. */
function laidOver(
  index: MeshIndex,
  cluster: string,
  overlay: ConfigOverlay,
  settings: MeshSettings,
): LaidOver {
  const bySettings = laidOverKnown(index);
  const known = bySettings.get(settings) ?? new Map<string, LaidOver>();
  bySettings.set(settings, known);
  const hit = known.get(cluster);
  if (hit) return hit;
  const touched = touchedBy(index, cluster, overlay);
  const put = virtualServiceObjects(index, cluster)
    .filter((vs) => touched(refOf(vs)))
    .map((vs) => withDelegates(index, vs, settings));
  const made = { touched, put };
  known.set(cluster, made);
  return made;
}

/** Whether an object is replaced, or hands rules to one that is. */
function touchedBy(
  index: MeshIndex,
  cluster: string,
  overlay: ConfigOverlay,
): (ref: ResourceRef) => boolean {
  const roots = virtualServiceObjects(index, cluster)
    .filter((vs) => delegatesOf(vs).some((ref) => overlay.has(refKey(ref))))
    .map((vs) => refKey(refOf(vs)));
  const keys = new Set([...overlay.keys(), ...roots]);
  return (ref) => keys.has(refKey(ref));
}

const isRoute = (kind: string): boolean => kind.endsWith(".gateway.networking.k8s.io");

/** Most claims name hosts without a wildcard: those are looked up, the others tried. */
function listClaims(claims: readonly Claim[], idle: readonly Claim[] = []): ClaimList {
  const byHost = indexByHost(claims);
  const idleOf = indexByHost(idle);
  const wild: number[] = [];
  for (const [i, { hosts }] of claims.entries()) {
    if (hosts.some((h) => h.startsWith("*"))) wild.push(i);
  }
  const covering = (hostname: string) => {
    const name = hostname.toLowerCase();
    const byWildcard = wild.filter((i) => claims[i]?.hosts.some((h) => coversHost(h, name)));
    const found = new Set([...(byHost.get(name) ?? []), ...byWildcard]);
    return [...found].sort((a, b) => a - b).flatMap((i) => claims[i] ?? []);
  };
  return {
    covering,
    all: () => claims,
    idle: (name) => (idleOf.get(name.toLowerCase()) ?? []).flatMap((i) => idle[i] ?? []),
  };
}

/** Which claims name a host. */
function indexByHost(claims: readonly Claim[]): ReadonlyMap<string, readonly number[]> {
  const byHost = new Map<string, number[]>();
  for (const [i, { hosts }] of claims.entries()) {
    for (const host of hosts) {
      const list = byHost.get(host);
      if (list) list.push(i);
      else byHost.set(host, [i]);
    }
  }
  return byHost;
}

const claimsKnown = memoPerIndex<WeakMap<MeshSettings, Map<string, ClaimList>>>(
  () => new WeakMap(),
);

function computeClaims(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): readonly Claim[] {
  const claims = [
    ...virtualServiceClaims(index, cluster, namespace, settings),
    ...serviceRoutes(index, { cluster, namespace, settings }),
  ];
  return claims.toSorted(inClaimOrder);
}

/** The order in which claims are tried. */
export const inClaimOrder = (a: Claim, b: Claim): number =>
  SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) ||
  Number(b.first) - Number(a.first) ||
  (a.age < b.age ? -1 : a.age > b.age ? 1 : 0);

/** The VirtualServices of a cluster as they are written. */
export const virtualServiceObjects = (
  index: MeshIndex,
  cluster: string,
): readonly ConfigResource[] =>
  index.all("VirtualService.networking.istio.io").filter((vs) => vs.meta.cluster === cluster);

/** The VirtualServices of a cluster as they are in force: rules handed to delegates are those delegates' rules. */
export const virtualServicesOf = (
  index: MeshIndex,
  cluster: string,
  settings: MeshSettings = settingsOf(index, cluster),
): readonly ConfigResource[] =>
  virtualServiceObjects(index, cluster).map((vs) => withDelegates(index, vs, settings));

type Hosts = Pick<Claim, "hosts" | "written">;

const hostsKnown = new WeakMap<ConfigResource, Map<string, Hosts>>();

/** An object never changes, so its hosts are worked out once. */
function hostsOf(vs: ConfigResource, settings: MeshSettings): Hosts {
  const known = hostsKnown.get(vs) ?? new Map<string, Hosts>();
  hostsKnown.set(vs, known);
  const hit = known.get(settings.domainSuffix);
  if (hit) return hit;
  const full = (host: string) => qualifyHost(host, vs.meta.namespace, settings);
  const written = texts(vs.spec, "hosts").map(full);
  const made = { hosts: written.map((h) => h.toLowerCase()), written };
  known.set(settings.domainSuffix, made);
  return made;
}

/** Hosts of a VirtualService, fully qualified, in lower case. */
export const virtualServiceHosts = (
  vs: ConfigResource,
  settings: MeshSettings,
): readonly string[] => hostsOf(vs, settings).hosts;

export function virtualServiceGateways(vs: ConfigResource): readonly string[] {
  const named = texts(vs.spec, "gateways");
  return named.length === 0 ? ["mesh"] : named.map((g) => gatewayName(g, vs.meta.namespace));
}

function virtualServiceClaims(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): readonly Claim[] {
  return virtualServicesOf(index, cluster, settings).flatMap(
    (vs) => virtualServiceClaim(vs, namespace, settings) ?? [],
  );
}

function hostsFollowed(vs: ConfigResource, settings: MeshSettings): Hosts {
  const all = hostsOf(vs, settings);
  if (isSince(settings, "hosts-without-case")) return all;
  const written = all.written.filter((host) => host === host.toLowerCase());
  return { hosts: written, written };
}

/** `null` where clients of the namespace do not see it, or sidecars do not follow it. */
function virtualServiceClaim(
  vs: ConfigResource,
  namespace: string,
  settings: MeshSettings,
): Claim | null {
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  const scope = exportScope(exportTo, vs.meta.namespace, namespace);
  const named = hostsFollowed(vs, settings);
  if (scope === "hidden" || named.hosts.length === 0) return null;
  if (!virtualServiceGateways(vs).includes("mesh")) return null;
  const rules = (caller: RuleCaller) => virtualServiceRules(vs, caller);
  return { resources: [vs], ...named, scope, first: false, age: ageKey(vs), idle: false, rules };
}
