import "server-only";
import { readManifest } from "@/server/services/read-manifest";
import { readSchema } from "@/server/services/read-schema";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import { manifestInput, NEVER, schemaInput } from "./inputs";

export const resourcesRouter = router({
  /** The manifest of one object as YAML, with the lines of the places asked for. */
  read: procedure
    .input(manifestInput)
    .query(async ({ ctx, input, signal }) =>
      unwrap(await readManifest(ctx.clusters, input, signal ?? NEVER)),
    ),

  /** The schema of a kind of configuration, as the cluster serves it. */
  schema: procedure
    .input(schemaInput)
    .query(async ({ ctx, input, signal }) =>
      unwrap(await readSchema(ctx.clusters, input, signal ?? NEVER)),
    ),
});
