import { CONFIG_KINDS, type Kind } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { ObjectAddress } from "@/lib/view/config/config-params";

const OTHERS: readonly Kind[] = [
  "Namespace",
  "Service",
  "EndpointSlice",
  "Workload",
  "ServiceAccount",
  "Secret",
  "MeshConfig",
];

/** The kind of an address; a bare one stands for the first that has it. `null` for one that is not known. */
export function kindOf(text: string): Kind | null {
  const config = CONFIG_KINDS.find(({ id, kind }) => id === text || kind === text);
  return config?.id ?? OTHERS.find((kind) => kind === text) ?? null;
}

/**
 * What an address names: in the cluster that is asked for, else in the first that has it, else in the first of all.
 *
 * @param clusters those that are watched, in their order
 */
export function objectAt(
  { snapshot }: MeshIndex,
  address: ObjectAddress,
  clusters: readonly string[],
  asked: string | null,
): ResourceRef | null {
  const kind = kindOf(address.kind);
  if (kind === null) return null;
  const inCluster = (cluster: string): ResourceRef => ({
    cluster,
    kind,
    namespace: address.namespace,
    name: address.name,
  });
  const candidates = asked === null ? clusters : [asked];
  const found = candidates.map(inCluster).find((ref) => snapshot.resources.has(refKey(ref)));
  return found ?? inCluster(candidates[0] ?? "");
}
