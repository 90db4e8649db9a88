import type { MeshIndex } from "../../model/mesh-index";
import type { ConfigResource } from "../../model/resource";
import type { Route } from "../route";
import type { RuleCaller } from "../rules/caller";
import { ageKey } from "../spec/age";
import { hostsOverlap, serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { texts } from "../spec/read-spec";
import { isSince } from "../spec/versions";
import { type ExportScope, exportScope } from "../spec/visibility";
import { inPrecedence } from "./precedence";
import { byCreation, routeRules } from "./route-rules";
import { gatewayApiRoutes, meshParents, type ServiceParent } from "./service-parents";
import { streamRules } from "./stream-rules";
import { servesUnstable } from "./unstable";

/** HTTP routes of both kinds and one namespace for one host (and port) of the mesh, as istiod joins them; or one TLS or TCP route. */
export type ServiceRoutes = {
  /** The oldest first. */
  readonly resources: readonly [ConfigResource, ...ConfigResource[]];
  readonly hosts: readonly string[];
  readonly written: readonly string[];
  readonly scope: Exclude<ExportScope, "hidden">;
  /** Of the client's own namespace: before all else of the same scope. */
  readonly first: boolean;
  readonly age: string;
  /** They act for clients of another namespace. What they name is theirs for this client too: rules for wildcards stay away from it. */
  readonly idle: boolean;
  readonly rules: (caller: RuleCaller) => readonly Route[];
};

/** Whose routes: a client's namespace in one cluster. */
export type RouteClient = {
  readonly cluster: string;
  readonly namespace: string;
  readonly settings: MeshSettings;
};

/**
 * The routes that Services and ServiceEntries have for a client: those beside the parent act for every client, those elsewhere for
 * clients beside them alone, and are idle for others. A parent that is not there has none.
 *
 * Source: istio/istio `pilot/pkg/config/kube/gateway/route_collections.go`; `pilot/pkg/networking/core/route/route.go`
 * buildSidecarVirtualHostsForVirtualService; `pilot/pkg/model/sidecar.go` computeWildcardHostVirtualServiceIndex, which asks of no route
 * for whom it acts; executed against istiod 1.30.3.
 */
export function serviceRoutes(index: MeshIndex, client: RouteClient): readonly ServiceRoutes[] {
  return [
    ...joined(index, client),
    ...streams(index, client, "TLSRoute.gateway.networking.k8s.io"),
    ...streams(index, client, "TCPRoute.gateway.networking.k8s.io"),
  ];
}

type StreamKind = "TLSRoute.gateway.networking.k8s.io" | "TCPRoute.gateway.networking.k8s.io";

type Bound = {
  readonly route: ConfigResource;
  readonly parent: ServiceParent;
  readonly hosts: readonly string[];
  readonly idle: boolean;
};

/**
 * Routes with each of their parents. Those act for the client that are of its own namespace, or of the namespace that has the host, which a
 * ServiceEntry may bring there too. Source: `route.go` buildSidecarVirtualHostsForVirtualService.
 */
function boundRoutes(
  index: MeshIndex,
  client: RouteClient,
  routes: readonly ConfigResource[],
): readonly Bound[] {
  return routes.toSorted(byCreation).flatMap((route) =>
    meshParents(route).map((parent): Bound => {
      const hosts = hostsOf(index, client, parent);
      const isNear = [parent.namespace, client.namespace].includes(route.meta.namespace);
      const idle = !isNear && !hasEntry(index, client, route.meta.namespace, hosts);
      return { route, parent, hosts, idle };
    }),
  );
}

const hasEntry = (
  index: MeshIndex,
  { cluster }: RouteClient,
  namespace: string,
  hosts: readonly string[],
): boolean =>
  index
    .inNamespace("ServiceEntry.networking.istio.io", cluster, namespace)
    .some((entry) => texts(entry.spec, "hosts").some((h) => hosts.includes(h)));

function hostsOf(
  index: MeshIndex,
  { cluster, settings }: RouteClient,
  { kind, namespace, name }: ServiceParent,
): readonly string[] {
  if (kind === "Service") {
    const service = index.find("Service", cluster, namespace, name);
    return service ? [serviceHostname(name, namespace, settings).toLowerCase()] : [];
  }
  const entry = index.find("ServiceEntry.networking.istio.io", cluster, namespace, name);
  return entry ? texts(entry.spec, "hosts").map((h) => h.toLowerCase()) : [];
}

function joined(index: MeshIndex, client: RouteClient): readonly ServiceRoutes[] {
  const groups = new Map<
    string,
    { host: string; port: number | null; idle: boolean; routes: Set<ConfigResource> }
  >();
  for (const { route, parent, hosts, idle } of boundRoutes(
    index,
    client,
    gatewayApiRoutes(index, client.cluster),
  )) {
    const { port } = parent;
    const place = [route.meta.namespace, ...(port === null ? [] : [port])].join("~");
    for (const host of hosts) {
      const key = `${idle}~${place}~${host}`;
      const group = groups.get(key) ?? { host, port, idle, routes: new Set() };
      group.routes.add(route);
      groups.set(key, group);
    }
  }
  return [...groups].flatMap(([key, { host, port, idle, routes }]) => {
    const [oldest, ...younger] = [...routes];
    const scope = oldest && scopeOf(oldest, client);
    if (!oldest || !scope) return [];
    const resources = [oldest, ...younger] as const;
    const rules = (caller: RuleCaller) =>
      caller.protocol === "http" && (port === null || port === caller.port)
        ? inPrecedence(resources.flatMap((r) => routeRules(index, r, caller, { grants: false })))
        : [];
    return [
      {
        resources,
        hosts: [host],
        written: [host],
        ...scope,
        age: ageKey(oldest, key),
        idle,
        rules,
      },
    ];
  });
}

/** Routes have no `exportTo` of their own: the mesh's default for VirtualServices counts. */
function scopeOf(oldest: ConfigResource, { namespace, settings }: RouteClient) {
  const home = oldest.meta.namespace;
  const scope = exportScope(settings.defaultVirtualServiceExportTo, home, namespace);
  return scope === "hidden" ? null : { scope, first: home === namespace };
}

/** TLS and TCP routes stay alone; TCPRoutes take part where istiod serves what is not stable. */
function streams(
  index: MeshIndex,
  client: RouteClient,
  kind: StreamKind,
): readonly ServiceRoutes[] {
  const tls = kind.startsWith("TLS");
  const { settings, cluster } = client;
  const stable = tls && isSince(settings, "tls-routes");
  if (!stable && !servesUnstable(index, cluster)) return [];
  const protocol = tls ? "tls" : "tcp";
  const routes = index.all(kind).filter((r) => r.meta.cluster === cluster);
  return boundRoutes(index, client, routes).flatMap(({ route, parent, hosts, idle }) => {
    const scope = scopeOf(route, client);
    if (!scope) return [];
    return hosts.map((host, i) => ({
      resources: [route] as const,
      hosts: [host],
      written: [host],
      ...scope,
      idle,
      age: ageKey(route, `${route.meta.name}-${protocol}-${i}-istio-autogenerated-k8s-gateway`),
      rules: (caller: RuleCaller) =>
        caller.protocol === protocol && (parent.port === null || parent.port === caller.port)
          ? streamRules(index, route, caller, {
              grants: false,
              sniHosts: sniHosts(route, host, hosts),
            })
          : [],
    }));
  });
}

/** Source: `conversion.go` augmentTLSPortMatch, compatibleRoutesForHost. */
function sniHosts(route: ConfigResource, host: string, all: readonly string[]): readonly string[] {
  const own = texts(route.spec, "hostnames");
  if (own.length === 0) return all;
  return own.length === 1 ? own : own.filter((h) => hostsOverlap(host, h));
}
