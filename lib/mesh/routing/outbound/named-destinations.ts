import type { ConfigResource } from "../../model/resource";
import type { Claim } from "../rules/claims";
import { qualifyHost, serviceHostname } from "../spec/host-names";
import type { MeshSettings } from "../spec/mesh-settings";
import { child, children, numeral, type Spec, text } from "../spec/read-spec";

/** Hosts with the ports that are asked for; 0 stands for every port. */
export type NamedDestinations = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * The destinations of rules that a Sidecar imports: their services are known to the proxy even where no listener imports them.
 * Source: istio/istio `pilot/pkg/model/push_context.go` virtualServiceDestinationsFilteredBySourceNamespace.
 */
export function destinationsNamed(
  claims: readonly Claim[],
  namespace: string,
  settings: MeshSettings,
): NamedDestinations {
  const named = new Map<string, Set<number>>();
  const add = ({ hostname, port }: Target) => {
    const ports = named.get(hostname);
    if (ports) ports.add(port);
    else named.set(hostname, new Set([port]));
  };
  for (const resource of claims.flatMap((c) => c.resources)) {
    const isRoute = resource.kind.endsWith(".gateway.networking.k8s.io");
    const targets = isRoute
      ? routeTargets(resource, settings)
      : virtualServiceTargets(resource, namespace, settings);
    for (const target of targets) add(target);
  }
  return named;
}

type Target = { readonly hostname: string; readonly port: number };

function virtualServiceTargets(
  vs: ConfigResource,
  namespace: string,
  settings: MeshSettings,
): readonly Target[] {
  const target = (destination: Spec | null): readonly Target[] => {
    if (destination === null) return [];
    const host = qualifyHost(text(destination, "host") ?? "", vs.meta.namespace, settings);
    const port = child(destination, "port");
    return [{ hostname: host, port: (port && numeral(port, "number")) ?? 0 }];
  };
  const routed = (rule: Spec) =>
    children(rule, "route").flatMap((r) => target(child(r, "destination")));
  const http = children(vs.spec, "http").filter((rule) => isFor(rule, namespace));
  return [
    ...http.flatMap((rule) => [
      ...routed(rule),
      ...target(child(rule, "mirror")),
      ...children(rule, "mirrors").flatMap((m) => target(child(m, "destination"))),
    ]),
    ...[...children(vs.spec, "tcp"), ...children(vs.spec, "tls")].flatMap(routed),
  ];
}

/** A rule counts unless all its matches that name a source namespace name others, as istiod goes through them. */
function isFor(rule: Spec, namespace: string): boolean {
  let matched = true;
  for (const match of children(rule, "match")) {
    const source = text(match, "sourceNamespace");
    if (source === namespace) return true;
    if (source !== null) matched = false;
  }
  return matched;
}

function routeTargets(route: ConfigResource, settings: MeshSettings): readonly Target[] {
  const target = (ref: Spec): Target => {
    const name = text(ref, "name") ?? "";
    const namespace = text(ref, "namespace") ?? route.meta.namespace;
    const hostname =
      text(ref, "kind") === "Hostname" ? name : serviceHostname(name, namespace, settings);
    return { hostname: hostname.toLowerCase(), port: numeral(ref, "port") ?? 0 };
  };
  return children(route.spec, "rules").flatMap((rule) => [
    ...children(rule, "backendRefs").map(target),
    ...children(rule, "filters").flatMap((f) => {
      const mirror = child(f, "requestMirror");
      const ref = mirror && child(mirror, "backendRef");
      return ref ? [target(ref)] : [];
    }),
  ]);
}
