import type { ConfigResource } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import type { Route } from "../route";
import type { RuleCaller } from "../rules/caller";
import { virtualServiceRules } from "../rules/virtual-service-rules";
import { overlapAsWritten, qualifyHost } from "../spec/host-names";
import { texts } from "../spec/read-spec";
import type { Egress } from "./scope";

/** A way that connections on a listener may take; what is empty asks for nothing. */
export type Chain = {
  /** The registry's host that it is made for. */
  readonly hostname: string;
  readonly sniHosts: readonly string[];
  /** Ranges of destination addresses. */
  readonly subnets: readonly string[];
  readonly route: Route;
};

/**
 * The chains of a service's TCP or TLS port, in order: those of rules, then the service's own.
 *
 * TLS rules are told apart by server name; a port without any goes to the service as a whole. TCP rules follow each other until one
 * asks for no address; what is left goes to the service.
 *
 * Source: istio/istio `pilot/pkg/networking/core/tls.go` buildSidecarOutboundTLSFilterChainOpts, buildSidecarOutboundTCPFilterChainOpts.
 *
 * @param ranges of a service that is reached at ranges of addresses
 * @param shared whether the listener takes connections to any address, so that a TLS service is found by name alone
 */
export function chainsOf(
  egress: Egress,
  service: MeshService,
  caller: RuleCaller,
  own: Route,
  { ranges, shared }: { readonly ranges: readonly string[]; readonly shared: boolean },
): readonly Chain[] {
  const resources = egress
    .overlapping(service.hostname)
    .flatMap((c) => c.resources)
    .filter((r) => r.kind === "VirtualService.networking.istio.io")
    .filter((vs) => namesAsWritten(vs, service.written, caller));
  return caller.protocol === "tls"
    ? tlsChains(resources, service, caller, own, ranges, shared)
    : tcpChains(resources, service, caller, own, ranges);
}

/** For connections hosts are compared letter by letter. */
const namesAsWritten = (vs: ConfigResource, hostname: string, { settings }: RuleCaller): boolean =>
  texts(vs.spec, "hosts")
    .map((host) => qualifyHost(host, vs.meta.namespace, settings))
    .some((h) => overlapAsWritten(h, hostname));

function tlsChains(
  resources: readonly ConfigResource[],
  service: MeshService,
  caller: RuleCaller,
  own: Route,
  ranges: readonly string[],
  shared: boolean,
): readonly Chain[] {
  const chains: Chain[] = [];
  const handled = new Set<string>();
  // A match with addresses leaves them to all that follow, as istiod does it.
  let subnets = ranges;
  for (const route of resources.flatMap((vs) => virtualServiceRules(vs, caller))) {
    for (const match of route.matches) {
      if (match.destinationSubnets.length > 0) subnets = match.destinationSubnets;
      const key = JSON.stringify([match.sniHosts, match.destinationSubnets]);
      if (handled.has(key)) continue;
      handled.add(key);
      chains.push({
        hostname: service.hostname,
        sniHosts: named(match.sniHosts),
        subnets,
        route: { ...route, matches: [match] },
      });
    }
  }
  if (chains.length > 0) return chains;
  const byName = ranges.length > 0 || shared;
  const { hostname } = service;
  return [{ hostname, sniHosts: byName ? [service.written] : [], subnets: ranges, route: own }];
}

/** `*` asks for no name. */
const named = (hosts: readonly string[]): readonly string[] => (hosts.includes("*") ? [] : hosts);

function tcpChains(
  resources: readonly ConfigResource[],
  { hostname }: MeshService,
  caller: RuleCaller,
  own: Route,
  ranges: readonly string[],
): readonly Chain[] {
  const chains: Chain[] = [];
  for (const route of resources.flatMap((vs) => virtualServiceRules(vs, caller))) {
    const open = route.matches.find((m) => m.destinationSubnets.length === 0);
    if (route.matches.length === 0 || open) {
      chains.push({ hostname, sniHosts: [], subnets: ranges, route });
      return chains;
    }
    const subnets = route.matches.flatMap((m) => m.destinationSubnets);
    chains.push({ hostname, sniHosts: [], subnets, route });
    if (sameSet(subnets, ranges)) return chains;
  }
  return [...chains, { hostname, sniHosts: [], subnets: ranges, route: own }];
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());
