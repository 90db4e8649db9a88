import "server-only";
import { tracked } from "@trpc/server";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import { momentInput, streamInput } from "./inputs";

export const liveRouter = router({
  /**
   * Everything that changes, as `LiveMessage`s, each serialised and encoded once for all viewers. Resumes after `lastEventId` where it can, else
   * starts with a reset.
   *
   * Never ends by itself: the client takes an end for good and would not connect again, so a stopping server breaks the connection.
   */
  stream: procedure.input(streamInput).subscription(async function* ({ ctx, input, signal }) {
    // Without a signal (a caller inside the process) the stream lives as long as its reader.
    const until = signal ?? new AbortController().signal;
    for await (const entry of ctx.hub.attach(input?.lastEventId ?? null, until)) {
      yield tracked(entry.id, ctx.standIn?.(entry.wire) ?? entry.text);
    }
  }),

  /** The traffic at another time, or over another window than the live one. */
  at: procedure
    .input(momentInput)
    .query(async ({ ctx, input }) =>
      unwrap(await ctx.past.trafficAt(input.at, input.windowSeconds)),
    ),
});
