import type { MeshSettings } from "./mesh-settings";

/** Whether a pattern (`*.foo.com`, `*`, or a plain name) covers a plain host name. Names compare without case. */
export function coversHost(pattern: string, hostname: string): boolean {
  const p = pattern.toLowerCase();
  const h = hostname.toLowerCase();
  return p.startsWith("*") ? h.endsWith(p.slice(1)) : p === h;
}

/** Whether two host patterns have a name in common. Source: istio/istio `pkg/config/host/name.go` Matches. */
export function hostsOverlap(a: string, b: string): boolean {
  if (!a.startsWith("*")) return coversHost(b, a);
  if (!b.startsWith("*")) return coversHost(a, b);
  const [x, y] = [a.slice(1).toLowerCase(), b.slice(1).toLowerCase()];
  return x.length > y.length ? x.endsWith(y) : y.endsWith(x);
}

/** Whether every name that a pattern covers is covered by another too. Source: istio/istio `pkg/config/host/name.go` SubsetOf. */
export function isInside(pattern: string, outer: string): boolean {
  if (!outer.startsWith("*")) return pattern.toLowerCase() === outer.toLowerCase();
  const [p, o] = [pattern.replace(/^\*/, "").toLowerCase(), outer.slice(1).toLowerCase()];
  return p.endsWith(o);
}

/** The most specific of the patterns that cover a host: the name itself, else the longest wildcard; `null` when none does. */
export function mostSpecificHost(patterns: readonly string[], hostname: string): string | null {
  let best: string | null = null;
  for (const pattern of patterns) {
    if (!coversHost(pattern, hostname)) continue;
    if (!pattern.startsWith("*")) return pattern;
    if (best === null || pattern.length > best.length) best = pattern;
  }
  return best;
}

/**
 * A host as istiod reads it in a VirtualService, DestinationRule or destination: a name without a dot belongs to the object's
 * namespace, every other name is taken literally, so `reviews.prod` never means the service `reviews` in `prod`.
 *
 * Source: istio/istio `pilot/pkg/model/config.go` ResolveShortnameToFQDN.
 */
export function qualifyHost(host: string, namespace: string, settings: MeshSettings): string {
  if (host === "*" || host.includes(".") || host.includes(":")) return host;
  return `${host}.${namespace}.svc.${settings.domainSuffix}`;
}

export const serviceHostname = (name: string, namespace: string, settings: MeshSettings): string =>
  `${name}.${namespace}.svc.${settings.domainSuffix}`;
