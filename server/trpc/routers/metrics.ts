import "server-only";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import { rangeInput, timelineInput } from "./inputs";

export const metricsRouter = router({
  /** Series for the charts of an inspector. */
  range: procedure
    .input(rangeInput)
    .query(async ({ ctx, input }) => unwrap(await ctx.past.range(input))),

  /** Total and failed requests of the whole mesh, for the time bar. */
  timeline: procedure
    .input(timelineInput)
    .query(async ({ ctx, input: { from, stepSeconds, to } }) =>
      unwrap(await ctx.past.timeline(from, to, stepSeconds)),
    ),
});
