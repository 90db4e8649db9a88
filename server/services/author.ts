import "server-only";
import type { ClusterPort } from "@/server/ports/cluster";

/** Longest wait for a name: nothing that an author does is held up by it for longer, ms. */
const PATIENCE_MS = 2_000;

const told = new WeakMap<ClusterPort, string>();

/**
 * Who changes a cluster: the user by whom Heddle is connected to it, as the cluster's own audit log names them. Where the cluster does
 * not answer, or not in time, whom it named last: the connection is the same. `null` where it never named anybody.
 */
export async function authorOf(
  clusters: readonly ClusterPort[],
  name: string,
): Promise<string | null> {
  const port = clusters.find(({ cluster }) => cluster === name);
  if (port === undefined) return null;
  const user = await port.user(AbortSignal.timeout(PATIENCE_MS));
  if (!user.ok) return told.get(port) ?? null;
  told.set(port, user.value);
  return user.value;
}

/** The same for what is saved with every gesture: asked until it was told once. */
export async function authorOfDraft(
  clusters: readonly ClusterPort[],
  name: string,
): Promise<string | null> {
  const port = clusters.find(({ cluster }) => cluster === name);
  return (port && told.get(port)) ?? authorOf(clusters, name);
}
