import type { MeshIndex } from "../../model/mesh-index";
import { instancesOf, isIp } from "./instances";
import type { MeshService } from "./mesh-service";

/** ServiceEntries with resolution NONE and no address: connections to them are told by the port alone, as long as no server of theirs is known. */
export type OpenEntries = {
  /**
   * Addresses of the servers behind a port of such an entry, which sidecars then listen at in place of every address; empty where none
   * is known of an entry that selects its workloads. `null`: of every other service, and where sidecars listen at every address.
   */
  readonly serversOf: (service: MeshService, port: number) => readonly string[] | null;
  /** Entries of which a server stands at an address, by a port of theirs. */
  readonly at: (address: string, port: number) => readonly MeshService[];
};

/**
 * What is known of such entries in a registry.
 *
 * Source: istio/istio `pilot/pkg/networking/core/listener.go` buildSidecarOutboundListeners; executed against istiod 1.30.3.
 *
 * @param named all services of a hostname, the oldest first
 */
export function openEntries(
  index: MeshIndex,
  services: readonly MeshService[],
  named: (hostname: string) => readonly MeshService[],
): OpenEntries {
  const serversOf = (service: MeshService, port: number): readonly string[] | null => {
    if (!isOpen(service)) return null;
    const found = instancesOf(index, service, port, named(service.hostname));
    if (found.length > 0) return found.map((e) => e.address).filter(isIp);
    return service.selector === null ? null : [];
  };
  let known: ReadonlyMap<string, readonly MeshService[]> | null = null;
  return {
    serversOf,
    at: (address, port) => {
      known ??= byServer(services.filter(isOpen), serversOf);
      return known.get(`${address} ${port}`) ?? [];
    },
  };
}

const isOpen = ({ kubernetes, resolution, addresses }: MeshService): boolean =>
  !kubernetes && resolution === "passthrough" && addresses.length === 0;

function byServer(
  entries: readonly MeshService[],
  serversOf: OpenEntries["serversOf"],
): ReadonlyMap<string, readonly MeshService[]> {
  const found = new Map<string, MeshService[]>();
  for (const service of entries) {
    for (const { port } of service.ports) {
      for (const address of new Set(serversOf(service, port))) {
        const key = `${address} ${port}`;
        found.set(key, [...(found.get(key) ?? []), service]);
      }
    }
  }
  return found;
}
