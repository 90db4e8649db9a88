import "server-only";
import { randomUUID } from "node:crypto";
import { startupText } from "@/lib/messages/server/startup";
import { err, ok, type Result } from "@/lib/result";
import { openStore } from "@/server/adapters/postgres/open-store";
import { createLazyStore } from "@/server/adapters/postgres/store/lazy-store";
import { describeStoreError } from "@/server/adapters/postgres/store-error";
import { clusterIdsOf, clustersAwaited } from "@/server/cluster-names";
import { type Config, describeProblems, loadConfig } from "@/server/config";
import { shortestWindowSeconds } from "@/server/live/cadence";
import { Hub, type Readiness } from "@/server/live/hub";
import { openSources } from "@/server/open-sources";
import { type Counters, createCounters } from "@/server/ops/counters";
import { createLog, type Log } from "@/server/ops/log";
import { createCallObserver, createLiveObserver, observeMetrics } from "@/server/ops/observers";
import { startTracing } from "@/server/ops/tracing";
import type { StorePort } from "@/server/ports/store";
import { createChangeRunner } from "@/server/services/changes/change-runner";
import { namingOf } from "@/server/services/naming-of";
import { createPastQueries } from "@/server/services/query-past";
import { systemClock } from "@/server/system-clock";
import type { Context } from "@/server/trpc/init";
import { requestIdOf } from "@/server/trpc/request-id";

export type Runtime = {
  readonly log: Log;
  readonly hub: Hub;
  readonly counters: Counters;
  readonly context: Omit<Context, "requestId">;
  /** Watches and queries end; streams are left to break with the process. */
  stop(): void;
};

type Shared = {
  heddleRuntime?: Promise<Result<Runtime, string>>;
  heddleStopping?: boolean;
  /** What the start waits for, from the moment at which it begins. */
  heddleAwaited?: Readiness["waitingFor"];
};

// Next bundles pages, route handlers and instrumentation apart: a module-level variable would exist once in each, and
// with it three watches. Only globalThis is shared by all of them.
const shared = globalThis as Shared;

const openStoreLater = ({ store: place }: Config, log: Log): StorePort =>
  createLazyStore({
    open: () =>
      openStore({
        place,
        onUnreadable: (row) => log.error(row, "a row of the store cannot be read"),
      }),
    onFailed: (error) => log.error({ code: error.code }, describeStoreError(error)),
  });

/** A folder is one process's alone: the next process takes up at once what the one before it left. */
const holderIn = ({ store }: Config): string => (store.kind === "folder" ? "folder" : randomUUID());

async function createRuntime(): Promise<Result<Runtime, string>> {
  const loaded = loadConfig();
  if (!loaded.ok) return err(describeProblems(loaded.error));
  const config = loaded.value;
  shared.heddleAwaited = clustersAwaited(config, systemClock.now());
  const log = createLog(config.logLevel);
  const endTracing =
    config.otlpEndpoint === undefined ? null : await startTracing(config.otlpEndpoint);
  const sources = await openSources(config, log);
  if (!sources.ok) return sources;
  const { clusters } = sources.value;
  const counters = createCounters(() => sources.value.metrics?.queriesSent() ?? 0);
  const metrics = sources.value.metrics && observeMetrics(sources.value.metrics, counters);
  const stopping = new AbortController();
  const hub = new Hub({
    clusters,
    metrics,
    clock: systemClock,
    epoch: randomUUID(),
    settings: { ...config, clusterIds: clusterIdsOf(config, clusters) },
    observer: createLiveObserver(counters, log),
  });
  const past = createPastQueries({
    metrics,
    clock: systemClock,
    latencyLevel: () => hub.traffic()?.latencyLevel ?? "workload",
    mesh: () => namingOf(hub),
    shortestWindowSeconds: () => shortestWindowSeconds(hub.probe()?.scrapeIntervalSeconds ?? null),
    signal: stopping.signal,
  });
  const store = openStoreLater(config, log);
  const runner = createChangeRunner({
    hub,
    past,
    store,
    clusters,
    clock: systemClock,
    holder: holderIn(config),
    failed: (what, error) => log.error({ err: error }, what),
  });
  hub.start();
  runner.start();
  log.info({ source: config.source, clusters: clusters.map((c) => c.cluster) }, "started");
  return ok({
    log,
    hub,
    counters,
    context: {
      hub,
      clusters,
      past,
      store,
      runner,
      clock: systemClock,
      notify: (notice) => hub.notice(notice),
      calls: createCallObserver(counters, log),
    },
    stop() {
      hub.stop();
      stopping.abort();
      // A write that is under way keeps its connection and its store until its line is in the journal.
      const closed = runner.stop().then(() => {
        sources.value.close();
        return store.close();
      });
      closed.catch((error) => log.warn({ err: error }, "the store was not closed"));
      endTracing?.().catch((error) => log.warn({ err: error }, "spans were lost"));
    },
  });
}

/** Starts everything once per process; later calls give the same. The error is what a terminal should show. */
export function startRuntime(): Promise<Result<Runtime, string>> {
  shared.heddleRuntime ??= createRuntime();
  return shared.heddleRuntime;
}

async function runtime(): Promise<Runtime> {
  const started = await startRuntime();
  if (!started.ok) throw new Error(started.error);
  return started.value;
}

/** Not ready from now on; watches and queries end. Streams are left alone: see `Hub.stop`. */
export async function stopRuntime(): Promise<void> {
  shared.heddleStopping = true;
  const started = await shared.heddleRuntime;
  if (started?.ok) started.value.stop();
}

/** What a procedure needs, for one request. */
export async function createContext(request: Request): Promise<Context> {
  const { context } = await runtime();
  return { ...context, requestId: requestIdOf(request) };
}

/** Whether requests should come here, and if not, why. Does not wait for the start. */
export async function readiness(): Promise<Readiness & { readonly reason: string }> {
  const { ready, starting, stopping, waiting } = startupText;
  if (shared.heddleStopping) return { ready: false, waitingFor: [], reason: stopping };
  const started = await Promise.race([startRuntime(), Promise.resolve(null)]);
  if (!started?.ok) {
    return { ready: false, waitingFor: shared.heddleAwaited ?? [], reason: starting };
  }
  const state = started.value.hub.readiness();
  return { ...state, reason: state.ready ? ready : waiting };
}

/** The server's own metrics, in the Prometheus text format. */
export async function serverMetrics(): Promise<{ readonly type: string; readonly text: string }> {
  const { registry } = (await runtime()).counters;
  return { type: registry.contentType, text: await registry.metrics() };
}
