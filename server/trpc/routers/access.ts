import "server-only";
import { err, type Result } from "@/lib/result";
import type { ClusterPort } from "@/server/ports/cluster";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import { canInput, NEVER, rulesInput } from "./inputs";

type UnknownCluster = { readonly code: "unknown-cluster"; readonly cluster: string };

async function inCluster<T, E>(
  clusters: readonly ClusterPort[],
  cluster: string,
  ask: (port: ClusterPort) => Promise<Result<T, E>>,
): Promise<Result<T, E | UnknownCluster>> {
  const port = clusters.find((candidate) => candidate.cluster === cluster);
  return port === undefined ? err({ code: "unknown-cluster", cluster }) : ask(port);
}

export const accessRouter = router({
  /** Whether the connected user may do each of these, in the order asked. */
  can: procedure
    .input(canInput)
    .query(async ({ ctx, input, signal }) =>
      unwrap(
        await inCluster(ctx.clusters, input.cluster, (port) =>
          port.can(input.questions, signal ?? NEVER),
        ),
      ),
    ),

  /** What the connected user may do in a namespace. */
  rules: procedure
    .input(rulesInput)
    .query(async ({ ctx, input, signal }) =>
      unwrap(
        await inCluster(ctx.clusters, input.cluster, (port) =>
          port.rules(input.namespace, signal ?? NEVER),
        ),
      ),
    ),
});
