import "server-only";
import { router } from "@/server/trpc/init";
import { accessRouter } from "@/server/trpc/routers/access";
import { changesRouter } from "@/server/trpc/routers/changes";
import { draftsRouter } from "@/server/trpc/routers/drafts";
import { liveRouter } from "@/server/trpc/routers/live";
import { metricsRouter } from "@/server/trpc/routers/metrics";
import { resourcesRouter } from "@/server/trpc/routers/resources";
import { sourcesRouter } from "@/server/trpc/routers/sources";

export const appRouter = router({
  access: accessRouter,
  changes: changesRouter,
  drafts: draftsRouter,
  live: liveRouter,
  metrics: metricsRouter,
  resources: resourcesRouter,
  sources: sourcesRouter,
});

/** The only thing of the server that the browser's code knows. */
export type AppRouter = typeof appRouter;
