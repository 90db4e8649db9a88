import type { LockMark } from "@/components/ui/glyphs/lock-glyph";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";

/** The lock for a share of mutual TLS, 0..1; `null` is unknown, never open. */
export function lockOf(mutualTlsShare: number | null): LockMark {
  if (mutualTlsShare === null) return "unknown";
  if (mutualTlsShare >= 1) return "closed";
  return mutualTlsShare <= 0 ? "open" : "half";
}

/**
 * Whether plaintext between these two is worth a colour where security is not asked for: traffic that enters a gateway
 * from outside has no mesh identity, and what leaves the mesh has none either.
 */
export function expectsMutualTls(
  source: MeshNode | undefined,
  target: MeshNode | undefined,
): boolean {
  if (source?.why?.code === "outside-caller") return false;
  if (target === undefined || target.gateway === "ingress") return false;
  return target.kind === "service" || target.kind === "workload" || target.kind === "app";
}

/** `bookinfo/reviews` of `spiffe://cluster.local/ns/bookinfo/sa/reviews`; anything else as it is. */
export function shortIdentity(principal: string): string {
  const parts = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal);
  return parts === null ? principal : `${parts[1]}/${parts[2]}`;
}
