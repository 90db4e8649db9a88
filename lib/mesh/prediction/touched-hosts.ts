import type { MeshIndex } from "../model/mesh-index";
import type { ConfigOverlay } from "../model/overlay-index";
import type { ConfigResource } from "../model/resource";
import { coversHost, qualifyHost, serviceHostname } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, emptySpec, type Spec, text, texts } from "../routing/spec/read-spec";

/** Whether a draft can change what happens to requests for a host. */
export type Touches = (hostname: string) => boolean;

/**
 * The hosts that the objects of an overlay name, before and after. A kind that can act on any host (a Gateway, a Sidecar, an
 * EnvoyFilter) touches all of them.
 */
export function touchedHosts(
  base: MeshIndex,
  overlay: ConfigOverlay,
  settings: MeshSettings,
): Touches {
  const named = new Set<string>();
  for (const [key, after] of overlay) {
    const before = base.snapshot.resources.get(key);
    const versions = [after, before].filter(
      (r): r is ConfigResource => r !== null && r !== undefined && "spec" in r,
    );
    for (const resource of versions) {
      const hosts = hostsNamed(resource, settings);
      if (hosts === null) return () => true;
      for (const host of hosts) named.add(host.toLowerCase());
    }
  }
  const patterns = [...named].filter((h) => h.startsWith("*"));
  return (hostname) => named.has(hostname) || patterns.some((p) => coversHost(p, hostname));
}

/** Full names of the hosts that an object names, patterns included; `null` for a kind that can act on any. */
export function hostsNamed(
  resource: ConfigResource,
  settings: MeshSettings,
): readonly string[] | null {
  const { spec, meta } = resource;
  const full = (host: string) => qualifyHost(host, meta.namespace, settings);
  const service = (ref: Spec) =>
    serviceHostname(text(ref, "name") ?? "", text(ref, "namespace") ?? meta.namespace, settings);
  switch (resource.kind) {
    case "VirtualService.networking.istio.io":
      return [...texts(spec, "hosts"), ...destinationsOf(spec)].map(full);
    case "DestinationRule.networking.istio.io":
      return [full(text(spec, "host") ?? "")];
    case "ServiceEntry.networking.istio.io":
      return texts(spec, "hosts");
    case "HTTPRoute.gateway.networking.k8s.io":
    case "GRPCRoute.gateway.networking.k8s.io":
      return [
        ...children(spec, "parentRefs").filter((p) => text(p, "kind") === "Service"),
        ...children(spec, "rules").flatMap((rule) => children(rule, "backendRefs")),
      ].map(service);
    default:
      return null;
  }
}

const destinationsOf = (spec: Spec): readonly string[] =>
  ["http", "tls", "tcp"]
    .flatMap((protocol) => children(spec, protocol))
    .flatMap((rule) => children(rule, "route"))
    .flatMap((route) => text(child(route, "destination") ?? emptySpec, "host") ?? []);
