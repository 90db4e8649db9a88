import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource } from "../model/resource";
import { coversHost } from "../routing/spec/host-names";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { child, children } from "../routing/spec/read-spec";
import { hostsNamed } from "./touched-hosts";

/** Whether the rules for one host may send to one of others: `false` is certain, `true` is not. */
export type MaySend = (from: string, to: ReadonlyMap<string, unknown>) => boolean;

/** Hosts that one object names; `null` where it hands over to objects that name others. */
type Companions = { readonly named: readonly string[]; readonly hosts: readonly string[] | null };

const ROUTING = [
  "VirtualService.networking.istio.io",
  "HTTPRoute.gateway.networking.k8s.io",
  "GRPCRoute.gateway.networking.k8s.io",
] as const;

const known = memoPerIndex<WeakMap<MeshSettings, MaySend>>(() => new WeakMap());

/**
 * What a glance at the objects can rule out: rules lead from one host to another only where one object names both. It spares the
 * forecasts of all services that a caller has nothing to do with.
 */
export function maySendIn(index: MeshIndex, settings: MeshSettings): MaySend {
  const bySettings = known(index);
  const hit = bySettings.get(settings) ?? compute(index, settings);
  bySettings.set(settings, hit);
  return hit;
}

function compute(index: MeshIndex, settings: MeshSettings): MaySend {
  const byHost = new Map<string, Companions[]>();
  const wildcards: Companions[] = [];
  for (const resource of ROUTING.flatMap((kind): readonly ConfigResource[] => index.all(kind))) {
    const companions = companionsOf(resource, settings);
    if (companions.named.some((host) => host.startsWith("*"))) wildcards.push(companions);
    for (const host of companions.named) {
      const others = byHost.get(host);
      if (others === undefined) byHost.set(host, [companions]);
      else others.push(companions);
    }
  }
  return (from, to) => {
    const leads = ({ hosts }: Companions) => hosts === null || hosts.some((host) => to.has(host));
    return (
      (byHost.get(from)?.some(leads) ?? false) ||
      wildcards.some((one) => one.named.some((host) => coversHost(host, from)) && leads(one))
    );
  };
}

function companionsOf(resource: ConfigResource, settings: MeshSettings): Companions {
  const named = (hostsNamed(resource, settings) ?? []).map((host) => host.toLowerCase());
  const delegates = children(resource.spec, "http").some((r) => child(r, "delegate") !== null);
  return { named, hosts: delegates ? null : named };
}
