import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { kindOfKey, originOf } from "../../model/overlay-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import type { Route } from "../route";
import { oldestFirst } from "../spec/age";
import { coversHost, qualifyHost, serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { children, numeral, type Spec, text, texts } from "../spec/read-spec";
import { type ExportScope, exportScope, exportToOf } from "../spec/visibility";
import { gatewayName, type RuleCaller } from "./caller";
import { gatewayApiRules } from "./gateway-api-rules";
import { virtualServiceRules } from "./virtual-service-rules";

/** Configuration that claims hosts of the mesh for a client: one VirtualService, or the Gateway API routes of one parent. */
export type Claim = {
  /** The oldest first; more than one only for Gateway API routes, which are joined. */
  readonly resources: readonly [ConfigResource, ...ConfigResource[]];
  readonly hosts: readonly string[];
  readonly scope: Exclude<ExportScope, "hidden">;
  /** Gateway API routes of the client's own namespace go before all else of the same scope. */
  readonly first: boolean;
  readonly rules: (caller: RuleCaller) => readonly Route[];
};

const SCOPES = ["private", "exported", "public"] as const;

/** Claims in the order in which they are tried, found by the host that they name. */
export type ClaimList = {
  /** Claims that cover a full host name, by the name itself or by a wildcard. */
  readonly covering: (hostname: string) => readonly Claim[];
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

const allClaims = (index: MeshIndex, { cluster, namespace, settings }: Scope): ClaimList =>
  listClaims(computeClaims(index, cluster, namespace, settings));

/**
 * Where VirtualServices alone were laid over another index: the claims of that one, with theirs in place of their older selves. A draft
 * costs what it touches then, not what the mesh has. `null` elsewhere: routes of one parent are joined into one claim.
 */
function overBase(index: MeshIndex, { cluster, namespace, settings }: Scope): ClaimList | null {
  const origin = originOf(index);
  if (origin === null || [...origin.overlay.keys()].some((k) => isRoute(kindOfKey(k)))) return null;
  const { base, overlay } = origin;
  const standing = meshClaims(base, cluster, namespace, settings);
  const put = virtualServicesOf(index, cluster).filter((vs) => overlay.has(refKey(refOf(vs))));
  const own = listClaims(
    put.flatMap((vs) => virtualServiceClaim(vs, namespace, settings) ?? []).toSorted(inOrder),
  );
  const isOlder = ({ resources }: Claim) => overlay.has(refKey(refOf(resources[0])));
  return {
    covering(hostname) {
      const kept = standing.covering(hostname).filter((claim) => !isOlder(claim));
      return [...kept, ...own.covering(hostname)].toSorted(inOrder);
    },
  };
}

const isRoute = (kind: string): boolean => kind.endsWith(".gateway.networking.k8s.io");

/** Most claims name hosts without a wildcard: those are looked up, the others tried. */
function listClaims(claims: readonly Claim[]): ClaimList {
  const byHost = new Map<string, number[]>();
  const wild: number[] = [];
  for (const [i, { hosts }] of claims.entries()) {
    if (hosts.some((h) => h.startsWith("*"))) wild.push(i);
    for (const host of hosts) {
      const list = byHost.get(host);
      if (list) list.push(i);
      else byHost.set(host, [i]);
    }
  }
  const covering = (hostname: string) => {
    const name = hostname.toLowerCase();
    const byWildcard = wild.filter((i) => claims[i]?.hosts.some((h) => coversHost(h, name)));
    const found = new Set([...(byHost.get(name) ?? []), ...byWildcard]);
    return [...found].sort((a, b) => a - b).flatMap((i) => claims[i] ?? []);
  };
  return { covering };
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
    ...serviceRouteClaims(index, cluster, namespace, settings),
  ];
  return claims.toSorted(inOrder);
}

const inOrder = (a: Claim, b: Claim): number =>
  SCOPES.indexOf(a.scope) - SCOPES.indexOf(b.scope) ||
  Number(b.first) - Number(a.first) ||
  oldestFirst(a.resources[0], b.resources[0]);

export const virtualServicesOf = (index: MeshIndex, cluster: string): readonly ConfigResource[] =>
  index.all("VirtualService.networking.istio.io").filter((vs) => vs.meta.cluster === cluster);

const hostsKnown = new WeakMap<ConfigResource, Map<string, readonly string[]>>();

/** Hosts of a VirtualService, fully qualified, in lower case. An object never changes, so they are worked out once. */
export function virtualServiceHosts(vs: ConfigResource, settings: MeshSettings): readonly string[] {
  const known = hostsKnown.get(vs) ?? new Map<string, readonly string[]>();
  hostsKnown.set(vs, known);
  const full = (host: string) => qualifyHost(host, vs.meta.namespace, settings).toLowerCase();
  const hosts = known.get(settings.domainSuffix) ?? texts(vs.spec, "hosts").map(full);
  known.set(settings.domainSuffix, hosts);
  return hosts;
}

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
  return virtualServicesOf(index, cluster).flatMap(
    (vs) => virtualServiceClaim(vs, namespace, settings) ?? [],
  );
}

/** `null` where clients of the namespace do not see it, or sidecars do not follow it. */
function virtualServiceClaim(
  vs: ConfigResource,
  namespace: string,
  settings: MeshSettings,
): Claim | null {
  const exportTo = exportToOf(vs, settings.defaultVirtualServiceExportTo);
  const scope = exportScope(exportTo, vs.meta.namespace, namespace);
  const hosts = virtualServiceHosts(vs, settings);
  if (scope === "hidden" || hosts.length === 0) return null;
  if (!virtualServiceGateways(vs).includes("mesh")) return null;
  const rules = (caller: RuleCaller) => virtualServiceRules(vs, caller);
  return { resources: [vs], hosts, scope, first: false, rules };
}

/** A parent of a Gateway API route that is a Service. */
export type ServiceParent = {
  readonly namespace: string;
  readonly name: string;
  readonly port: number | null;
};

/** Services that a route names as parents. Source: Gateway API GEP-1324 (service mesh). */
export function serviceParents(route: ConfigResource): readonly ServiceParent[] {
  return children(route.spec, "parentRefs")
    .filter((p) => text(p, "kind") === "Service" && isCoreGroup(p))
    .map((p) => ({
      namespace: text(p, "namespace") ?? route.meta.namespace,
      name: text(p, "name") ?? "",
      port: numeral(p, "port"),
    }));
}

const isCoreGroup = (parent: Spec): boolean => {
  const group = parent["group"];
  return group === "" || group === "core" || group === undefined;
};

export const gatewayApiRoutes = (index: MeshIndex, cluster: string): readonly ConfigResource[] =>
  [
    ...index.all("HTTPRoute.gateway.networking.k8s.io"),
    ...index.all("GRPCRoute.gateway.networking.k8s.io"),
  ].filter((r) => r.meta.cluster === cluster);

/** Routes in the service's namespace act for every client, those elsewhere only for clients beside them. */
function serviceRouteClaims(
  index: MeshIndex,
  cluster: string,
  namespace: string,
  settings: MeshSettings,
): readonly Claim[] {
  const groups = new Map<string, { parent: ServiceParent; routes: ConfigResource[] }>();
  for (const route of gatewayApiRoutes(index, cluster)) {
    for (const parent of serviceParents(route)) {
      const producer = parent.namespace === route.meta.namespace;
      if (!producer && route.meta.namespace !== namespace) continue;
      const key = `${route.meta.namespace}/${parent.namespace}/${parent.name}`;
      const group = groups.get(key) ?? { parent, routes: [] };
      if (!group.routes.includes(route)) group.routes.push(route);
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap(({ parent, routes }) => {
    const [oldest, ...younger] = routes.toSorted(oldestFirst);
    return oldest ? [serviceRouteClaim([oldest, ...younger], parent, namespace, settings)] : [];
  });
}

function serviceRouteClaim(
  resources: readonly [ConfigResource, ...ConfigResource[]],
  parent: ServiceParent,
  client: string,
  settings: MeshSettings,
): Claim {
  const home = resources[0].meta.namespace;
  return {
    resources,
    hosts: [serviceHostname(parent.name, parent.namespace, settings).toLowerCase()],
    scope: home === parent.namespace ? "public" : "private",
    first: home === client,
    rules: (caller) =>
      caller.protocol === "http"
        ? gatewayApiRules(
            resources.filter((r) => onPort(r, parent, caller.port)),
            caller,
          )
        : [],
  };
}

const onPort = (route: ConfigResource, parent: ServiceParent, port: number): boolean =>
  serviceParents(route).some(
    (p) =>
      p.name === parent.name &&
      p.namespace === parent.namespace &&
      (p.port === null || p.port === port),
  );
