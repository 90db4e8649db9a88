import type { MeshSettings } from "./mesh-settings";

/** Whether a pattern (`*.foo.com`, `*`, or a plain name) covers a plain host name. Names compare without case. */
export function coversHost(pattern: string, hostname: string): boolean {
  const p = pattern.toLowerCase();
  const h = hostname.toLowerCase();
  return p.startsWith("*") ? h.endsWith(p.slice(1)) : p === h;
}

/** Whether two host patterns have a name in common, without case. Source: istio/istio `pkg/config/host/name.go` Matches. */
export const hostsOverlap = (a: string, b: string): boolean =>
  overlapAsWritten(a.toLowerCase(), b.toLowerCase());

/** The same letter by letter, as istiod compares what a Sidecar imports. */
export function overlapAsWritten(a: string, b: string): boolean {
  if (!a.startsWith("*")) return b.startsWith("*") ? a.endsWith(b.slice(1)) : a === b;
  if (!b.startsWith("*")) return b.endsWith(a.slice(1));
  return a.endsWith(b.slice(1)) || b.endsWith(a.slice(1));
}

/** Whether every name that a pattern covers is covered by another too, without case. Source: istio/istio `pkg/config/host/name.go` SubsetOf. */
export const isInside = (pattern: string, outer: string): boolean =>
  insideAsWritten(pattern.toLowerCase(), outer.toLowerCase());

/** The same letter by letter. */
export const insideAsWritten = (pattern: string, outer: string): boolean =>
  outer.startsWith("*") ? pattern.replace(/^\*/, "").endsWith(outer.slice(1)) : pattern === outer;

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
