import { type MeshService, portOf, routesHttp } from "../registry/mesh-service";
import type { Route } from "../route";
import { type Claim, inClaimOrder } from "../rules/claims";
import { coversHost, hostsOverlap, mostSpecificHost, overlapAsWritten } from "../spec/host-names";
import type { Egress, Scope } from "./scope";

/** What a sidecar does with the requests of one host on a port. */
export type VirtualHost = {
  /** The name under which the request's authority was found. */
  readonly domain: string;
  /** The registry's host that it stands for; `null` for a name that only rules know. */
  readonly hostname: string | null;
  /** What the rules come from; `null`: the service itself answers. */
  readonly claim: Claim | null;
  readonly routes: readonly Route[];
};

type Asked = {
  readonly scope: Scope;
  readonly egress: Egress;
  readonly port: number;
  /** What a claim's rules are to the caller. */
  readonly rulesOf: (claim: Claim) => readonly Route[];
  /** The rules of the service itself. */
  readonly defaults: (hostname: string) => readonly Route[];
};

/**
 * The virtual host that takes an authority on a port: the name itself before the longest wildcard. Of several that would answer to one
 * name the one whose rules come first has it, the service's own route last. `null`: the proxy has none.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/httproute.go` BuildSidecarOutboundVirtualHosts, `core/route/route.go`
 * separateVSHostsAndServices; Envoy `source/common/router/config_impl.cc` findVirtualHost.
 *
 * @param authority in lower case, without a port
 */
export function virtualHostOf(asked: Asked, authority: string): VirtualHost | null {
  return first(exactHosts(asked, authority)) ?? wildcardHost(asked, authority);
}

/** The virtual host of a service whose port has a listener of its own: it takes every authority. */
export function ownVirtualHost(asked: Asked, hostname: string): VirtualHost | null {
  return first(exactHosts(asked, hostname));
}

type Found = VirtualHost & { readonly named: boolean };

/** Rules go before the service's own route; among the rules of one object a host that only they name goes first. */
function first(found: readonly Found[]): VirtualHost | null {
  const [best] = found.toSorted((a, b) => {
    if (a.claim === null || b.claim === null) {
      return Number(a.claim === null) - Number(b.claim === null);
    }
    return inClaimOrder(a.claim, b.claim) || Number(b.named) - Number(a.named);
  });
  return best ?? null;
}

function exactHosts(asked: Asked, name: string): readonly Found[] {
  const services = hostnamesOf(asked, name).flatMap((hostname) =>
    serviceHost(asked, hostname, name),
  );
  return [...services, ...namedHost(asked, name)];
}

/** Hosts of the registry that answer to a name on the port: full, short as the client's namespace allows, by alias, by address. */
function hostnamesOf({ scope, egress, port }: Asked, name: string): readonly string[] {
  const bare = name.replace(/\.$/, "");
  const { domainSuffix } = scope.settings;
  const short = name === bare ? longNames(name, scope.namespace, domainSuffix) : [];
  // A short name that is itself some service's full name stays that service's.
  const isKnown = onPort(egress, port, bare) !== null;
  const names = isKnown ? [bare] : [bare, ...short];
  const aliased = names.flatMap((n) =>
    egress.services(n).flatMap((s) => (s.aliasOf === null ? [] : [s.aliasOf])),
  );
  // Of entries with one host only the one that answers brings its addresses.
  const addressed = scope.registry
    .at(name)
    .filter((s) => onPort(egress, port, s.hostname)?.resource === s.resource)
    .map((s) => s.hostname);
  return [...new Set([...names, ...aliased, ...addressed])];
}

/** Full names that a short one may stand for. Source: `httproute.go` generateAltVirtualHostsForKubernetesService. */
function longNames(name: string, namespace: string, suffix: string): readonly string[] {
  const parts = name.split(".");
  if (parts.length === 1) return [`${name}.${namespace}.svc.${suffix}`];
  if (parts.at(-1) === "svc" && parts.length > 2) return [`${name}.${suffix}`];
  return parts.length === 2 ? [`${name}.svc.${suffix}`] : [];
}

/** The entry of a hostname that answers on a port: the last of those with one host. */
function onPort(egress: Egress, port: number, hostname: string): MeshService | null {
  return egress.services(hostname).findLast((s) => portOf(s, port) !== null) ?? null;
}

const isHttp = (service: MeshService | null, port: number): boolean => {
  const found = service && portOf(service, port);
  return found !== null && routesHttp(found);
};

function serviceHost(asked: Asked, hostname: string, domain: string): readonly Found[] {
  const service = onPort(asked.egress, asked.port, hostname);
  if (service === null || !isHttp(service, asked.port)) return [];
  const rules = attached(asked, service);
  if (rules) return [{ domain, hostname, ...rules, named: false }];
  if (service.aliasOf !== null) return [];
  return [{ domain, hostname, claim: null, routes: asked.defaults(hostname), named: false }];
}

/** The first rules for a host that say anything to this caller. */
function attached(asked: Asked, service: MeshService): Pick<Found, "claim" | "routes"> | null {
  for (const claim of claimsOn(asked, service)) {
    const routes = asked.rulesOf(claim);
    if (routes.length > 0) return { claim, routes };
  }
  return null;
}

/**
 * Rules that name a host keep those of wildcards away, be it that they act for other clients alone, of which otherwise the first with the most specific one counts. Rules that name it
 * with capitals come as their age has it, and keep none away. A service whose own host has capitals is found by wildcards alone.
 */
function claimsOn({ egress, scope }: Asked, service: MeshService): readonly Claim[] {
  const { hostname, written } = service;
  const homes = [scope.namespace, service.meta.namespace];
  const claims = egress
    .claims(hostname)
    // Gateway API routes of a third namespace act for another service of that host.
    .filter((c) => isVirtualService(c) || homes.includes(c.resources[0].meta.namespace));
  // A wildcard of the registry is one more that a wildcard of rules covers.
  const isNamed = written === hostname && !hostname.startsWith("*");
  const naming = isNamed ? claims.filter((c) => c.hosts.includes(hostname)) : [];
  const keepAway = [...naming, ...(written === hostname ? egress.idle(hostname) : [])];
  if (claims.length === 0 || keepAway.some((c) => c.written.includes(hostname))) return naming;
  const covers = (host: string) => host.startsWith("*") && overlapAsWritten(host, written);
  const best = mostSpecificHost(claims.flatMap((c) => c.hosts).filter(covers), hostname);
  const wild = best === null ? undefined : claims.find((c) => c.hosts.includes(best));
  if (!wild) return naming;
  return naming.length === 0 ? [wild] : [...naming, wild].toSorted(inClaimOrder);
}

/** A host that rules name and the registry does not have on the port: on port 80 alone, or beside one that it has. */
function namedHost(asked: Asked, host: string): readonly Found[] {
  // Gateway API routes act for services that the registry has, and for nothing else.
  const naming = asked.egress
    .claims(host)
    .filter((claim) => isVirtualService(claim) && claim.hosts.includes(host));
  if (naming.length === 0) return [];
  const isKnown = host.startsWith("*")
    ? coversService(asked, host)
    : onPort(asked.egress, asked.port, host)?.written === host;
  if (isKnown) return [];
  for (const claim of naming) {
    const routes = asked.rulesOf(claim);
    const answers = asked.port === 80 || claim.hosts.some((h) => hasHttpService(asked, claim, h));
    if (routes.length > 0 && answers) {
      return [{ domain: host, hostname: null, claim, routes, named: true }];
    }
  }
  return [];
}

const isVirtualService = ({ resources: [first] }: Claim): boolean =>
  first.kind === "VirtualService.networking.istio.io";

function coversService({ egress, scope, port }: Asked, pattern: string): boolean {
  return scope.registry
    .onPort(port)
    .some((s) => hostsOverlap(pattern, s.hostname) && onPort(egress, port, s.hostname) !== null);
}

function hasHttpService(asked: Asked, claim: Claim, host: string): boolean {
  const { egress, port, scope } = asked;
  if (!host.startsWith("*")) return isHttp(onPort(egress, port, host), port);
  return scope.registry.onPort(port).some((s) => {
    const found = coversHost(host, s.hostname) ? onPort(egress, port, s.hostname) : null;
    return found !== null && isHttp(found, port) && attached(asked, found)?.claim === claim;
  });
}

/** The longest wildcard that covers a name: of a service, of rules, or of a service whose pods are called by name. */
function wildcardHost(asked: Asked, name: string): VirtualHost | null {
  const domains = [
    ...asked.scope.registry.wildcards.flatMap(({ hostname }) => [
      hostname,
      ...shortWildcards(asked.scope, hostname),
    ]),
    ...asked.egress.claims(name).flatMap((c) => c.hosts.filter((h) => h.startsWith("*"))),
    ...podSuffixes(name).map((suffix) => `*.${suffix}`),
  ].filter((d) => coversHost(d, name) && name.length > d.length - 1);
  const longest = [...new Set(domains)].toSorted((a, b) => b.length - a.length);
  for (const domain of longest) {
    const found = first([...wildcardHosts(asked, domain)]);
    if (found) return found;
  }
  return null;
}

function wildcardHosts(asked: Asked, domain: string): readonly Found[] {
  const suffix = domain.replace(/^\*\./, "");
  const pods = hostnamesOf(asked, suffix)
    .filter((h) => {
      const service = onPort(asked.egress, asked.port, h);
      return service?.kubernetes === true && service.resolution === "passthrough";
    })
    .flatMap((h) => serviceHost(asked, h, domain));
  const services = asked.scope.registry.wildcards
    .map(({ hostname }) => hostname)
    .filter((h) => h === domain || shortWildcards(asked.scope, h).includes(domain));
  return [
    ...pods,
    ...[...new Set(services)].flatMap((hostname) => serviceHost(asked, hostname, domain)),
    ...namedHost(asked, domain),
  ];
}

/**
 * Shorter domains of a wildcard inside the cluster, as its services have short names: of `*.b.svc.cluster.local` they are `*.b.svc` and
 * `*.b`, and for clients of `b` every name. Source: `httproute.go` generateAltVirtualHostsForKubernetesService; executed against istiod
 * 1.30.3.
 */
function shortWildcards({ namespace }: Scope, hostname: string): readonly string[] {
  const [, home = ""] = /^\*\.(.+?)\.svc\./.exec(hostname) ?? [];
  if (home === "") return [];
  return [`*.${home}`, `*.${home}.svc`, ...(home === namespace ? ["*"] : [])];
}

/** `b.c` and `c` of `a.b.c`. */
function podSuffixes(name: string): readonly string[] {
  const parts = name.split(".");
  return parts.slice(1).map((_, i) => parts.slice(i + 1).join("."));
}
