import type { MeshIndex } from "../model/mesh-index";
import {
  type ResourceRef,
  refKey,
  type ServiceResource,
  type WorkloadResource,
} from "../model/resource";
import { gatewayBindings } from "./gateways";
import { type ResolvedHost, workloadsBehindHost } from "./hosts";
import type { Route, RouteDestination, RouteSet } from "./route";
import { discovered } from "./spec/discovery";
import { routeFilters } from "./spec/envoy-filters";
import { serviceHostname } from "./spec/host-names";
import type { MeshSettings } from "./spec/mesh-settings";
import { settingsOf } from "./spec/settings-of";
import { destinationHost, subsetWorkloads } from "./subsets";
import { isUnconditional, routesFor } from "./virtual-services";

/**
 * The share of a caller's requests to a service that a rule sends to one workload.
 *
 * - `all`: every request of the caller to the service on this port follows it. Only then the share may be compared with traffic.
 * - `rest`: it takes what earlier rules with a match leave over.
 * - `matching`: only requests that its match admits.
 */
export type ConfiguredShare = {
  readonly workload: WorkloadResource;
  /** 0..1; `null` when the rule sends to several workloads at once and leaves the choice among them to load balancing. */
  readonly share: number | null;
  readonly by: ResourceRef;
  /** `http[1].route[0].weight`; of the rule alone when the workload is in none of its destinations. */
  readonly path: string;
  readonly applies: "all" | "rest" | "matching";
};

/**
 * What the routes in force set for each workload behind a service; empty when no route does, or when that is not certain.
 *
 * A workload that the rule sends nothing to has a share of 0. For a gateway, every rule bound to it that names the service counts.
 */
export function configuredShares(
  mesh: MeshIndex,
  caller: WorkloadResource,
  service: ServiceResource,
  port: number,
  settings: MeshSettings = settingsOf(mesh, caller.meta.cluster),
): readonly ConfiguredShare[] {
  const index = discovered(mesh, settings);
  const hostname = serviceHostname(service.meta.name, service.meta.namespace, settings);
  const host = destinationHost(index, caller, hostname, settings);
  if (host.type !== "service") return [];
  const isGateway = caller.proxy === "gateway";
  const set: RouteSet = isGateway
    ? gatewayRules(index, caller, hostname, settings)
    : routesFor(index, caller, host, port, settings);
  if (set.by === null || set.uncertain.length > 0) return [];
  if (set.routes.some((r) => r.uncertain.length > 0)) return [];
  const parts = set.routes.map((route) => ({
    route,
    split: splitOf(index, set.at ?? caller, route, host, settings),
  }));
  return parts.flatMap(({ route, split }, i) => {
    const applies = isGateway
      ? agreement(parts.map((p) => p.split))
      : appliesTo(
          route,
          parts.slice(0, i).map((p) => p.split),
          split,
        );
    return [...split].map(([workload, { share, path }]) => ({
      workload,
      share,
      by: route.by,
      path,
      applies,
    }));
  });
}

type Split = ReadonlyMap<
  WorkloadResource,
  { readonly share: number | null; readonly path: string }
>;

/** How a rule divides what it sends to a service among the workloads behind it. */
function splitOf(
  index: MeshIndex,
  caller: WorkloadResource,
  route: Route,
  host: Extract<ResolvedHost, { type: "service" }>,
  settings: MeshSettings,
): Split {
  const own =
    route.action.type === "forward"
      ? route.action.destinations.filter((d) => d.hostname === host.hostname)
      : [];
  const total = own.reduce((sum, d) => sum + d.share, 0);
  const split = new Map<WorkloadResource, { share: number | null; path: string }>();
  if (total === 0) return split;
  for (const workload of workloadsBehindHost(index, host)) {
    split.set(workload, { share: 0, path: route.path });
  }
  for (const destination of own) {
    const behind = subsetWorkloads(index, caller, host, destination.subset, settings) ?? [];
    for (const workload of behind) {
      const before = split.get(workload);
      const more = destination.share / total;
      const alone = behind.length === 1 || more === 0;
      const sum = before?.share === null || !alone ? null : (before?.share ?? 0) + more;
      split.set(workload, { share: sum, path: pathOf(destination) });
    }
  }
  return split;
}

const pathOf = (destination: RouteDestination): string =>
  destination.weight === null ? destination.path : `${destination.path}.weight`;

function appliesTo(
  route: Route,
  earlier: readonly Split[],
  split: Split,
): ConfiguredShare["applies"] {
  if (!isUnconditional(route)) return "matching";
  return agreement([...earlier, split]) === "all" ? "all" : "rest";
}

/** `all` when every rule divides the service's requests alike, or sends it none. */
function agreement(splits: readonly Split[]): "all" | "matching" {
  const texts = splits
    .filter((s) => s.size > 0)
    .map((s) => [...s].map(([w, { share }]) => `${w.meta.name}=${share}`).join());
  return new Set(texts).size <= 1 ? "all" : "matching";
}

/** All rules of a gateway that send to a host, from every server and virtual host. */
export function gatewayRules(
  index: MeshIndex,
  gateway: WorkloadResource,
  hostname: string,
  settings: MeshSettings = settingsOf(index, gateway.meta.cluster),
): RouteSet {
  const seen = discovered(index, settings);
  const rules = gatewayBindings(seen, gateway, settings).flatMap((b) => b.rules);
  const routes = rules.filter(
    (r) =>
      r.action.type === "delegate" ||
      (r.action.type === "forward" && r.action.destinations.some((d) => d.hostname === hostname)),
  );
  const unique = [...new Map(routes.map((r) => [`${refKey(r.by)} ${r.path}`, r])).values()];
  const uncertain = routeFilters(seen, gateway, settings);
  return { by: unique[0]?.by ?? null, routes: unique, uncertain };
}
