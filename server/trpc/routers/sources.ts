import "server-only";
import { procedure, router } from "@/server/trpc/init";
import { retryInput } from "./inputs";

export const sourcesRouter = router({
  /** The state of every source, as the live stream has it. */
  list: procedure.query(({ ctx }) => ctx.hub.sources()),

  /** Tries now what failed. What comes of it arrives on the live stream. */
  retry: procedure.input(retryInput).mutation(({ ctx, input }) => {
    ctx.hub.retry(input);
  }),
});
