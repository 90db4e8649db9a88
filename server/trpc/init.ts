import "server-only";
import { initTRPC } from "@trpc/server";
import type { Notice } from "@/lib/delivery/notice";
import type { ChangeRunner } from "@/server/delivery/runner-port";
import type { Hub } from "@/server/live/hub";
import type { WireText } from "@/server/live/wire-text";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { StorePort } from "@/server/ports/store";
import type { PastQueries } from "@/server/services/query-past";
import { presentable } from "./errors";

/** What watches procedures: their logs, counters and spans. */
export type CallObserver = {
  /** Runs `call` under the name `path`; its error, if any, is what the caller will not see. */
  around<T extends { readonly ok: boolean; readonly error?: unknown }>(
    path: string,
    requestId: string,
    call: () => Promise<T>,
  ): Promise<T>;
};

export type Context = {
  readonly hub: Hub;
  readonly clusters: readonly ClusterPort[];
  readonly past: PastQueries;
  readonly store: StorePort;
  readonly runner: ChangeRunner;
  readonly clock: Clock;
  /** Tells every page that something which is kept has changed. */
  readonly notify: (notice: Notice) => void;
  readonly calls: CallObserver;
  readonly requestId: string;
  /** What to write in place of a shared text, where the answer puts the text back; see `createSharedTexts`. */
  readonly standIn?: ((text: WireText) => string) | undefined;
};

const t = initTRPC.context<Context>().create({
  // A half-open connection is noticed within 8 s: the browser then connects anew.
  sse: {
    ping: { enabled: true, intervalMs: 3_000 },
    client: { reconnectAfterInactivityMs: 8_000 },
  },
  isDev: false,
});

const observed = t.middleware(async ({ ctx, next, path }) => {
  const result = await ctx.calls.around(path, ctx.requestId, () => next());
  if (!result.ok) throw presentable(result.error, ctx.requestId);
  return result;
});

export const router = t.router;
export const procedure = t.procedure.use(observed);
