import "server-only";
import type { NeededRight } from "@/lib/delivery/review";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import type { ClusterPort } from "@/server/ports/cluster";

type Right = Omit<NeededRight, "allowed">;

/**
 * The rights that a write needs. Server-side apply is a patch, and where it creates the API server asks for `create` as well.
 *
 * source: Kubernetes reference, "Server-Side Apply", "API implementation"; `k8s.io/apiserver` `endpoints/handlers/patch.go`
 */
export function rightsFor({ ref, type }: ObjectChange): readonly Right[] {
  const info = configKindInfo(ref.kind);
  if (info === null) return [];
  const verbs = {
    create: ["create", "patch"],
    update: ["patch"],
    remove: ["delete"],
  } as const satisfies Record<ObjectChange["type"], readonly NeededRight["verb"][]>;
  const { group, plural: resource, namespaced } = info;
  const namespace = namespaced ? ref.namespace : "";
  return verbs[type].map((verb) => ({ verb, group, resource, namespace }));
}

/** Whether the connected user has these rights, asked in one go. `allowed` is `null` throughout where the cluster does not tell. */
export async function askRights(
  port: ClusterPort,
  rights: readonly Right[],
  signal: AbortSignal,
): Promise<readonly NeededRight[]> {
  if (rights.length === 0) return [];
  const unique = [...new Map(rights.map((right) => [keyOf(right), right])).values()];
  const answer = await port.can(unique, signal);
  const allowed = new Map(
    unique.map((right, i) => [keyOf(right), answer.ok ? (answer.value[i] ?? null) : null]),
  );
  return rights.map((right) => ({ ...right, allowed: allowed.get(keyOf(right)) ?? null }));
}

const keyOf = ({ verb, group, resource, namespace }: Right): string =>
  `${verb} ${group}/${resource} ${namespace}`;
