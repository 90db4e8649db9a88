import type { MeshIndex } from "../../model/mesh-index";
import type { MeshSettings } from "../spec/mesh-settings";
import { registryOf, visibleServices } from "./registry";

/** Whose proxy, and in which cluster. */
export type RegistryClient = { readonly cluster: string; readonly namespace: string };

/**
 * Ports of the service that a hostname means to the proxies of a namespace; `null` when they see none of the name.
 *
 * @param preferred a namespace whose service comes first, if it is seen
 */
export function servicePorts(
  index: MeshIndex,
  { cluster, namespace }: RegistryClient,
  hostname: string,
  settings: MeshSettings,
  preferred: string | null = null,
): readonly number[] | null {
  const named = registryOf(index, cluster, settings).named(hostname.toLowerCase());
  const own = named.filter((s) => s.meta.namespace === preferred);
  const [found] = [
    ...visibleServices(own, namespace, settings, () => true),
    ...visibleServices(named, namespace, settings, () => true),
  ];
  return found ? found.ports.filter((p) => p.protocol !== "udp").map((p) => p.port) : null;
}
