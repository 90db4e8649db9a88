import "server-only";
import { setMaxListeners } from "node:events";
import type { Clock } from "@/server/ports/clock";
import type { ApiFailure } from "../connect/failure";
import type { Rest } from "../connect/rest";
import type { Discovery } from "../discovery";
import { createBackoff } from "./backoff";
import type { Health } from "./health";
import type { KindStore } from "./kind-store";
import type { Namespaces } from "./namespaces";
import { collectionPath } from "./pages";
import { type ReflectorEnd, type ReflectorReport, reflect, type WatchEnd } from "./reflector";
import type { WatchedKind } from "./watched-kinds";

export type KindWatchDeps = {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly random: () => number;
  readonly discovery: Discovery;
  readonly namespaces: Namespaces;
  readonly health: Health;
  /** Resolves at the next change of what is served. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
  /** Asks for a look at what is served now. */
  readonly rediscover: () => Promise<void>;
  readonly onRestart: (kind: WatchedKind, reason: WatchEnd) => void;
};

/**
 * A right that is missing is asked for again soon, since a server that starts may refuse for a while what it will grant (its roles
 * are not loaded yet), then rarely.
 */
const RETRY_MS = [5_000, 30_000] as const;
const RETRY_SLOWLY_MS = 300_000;

const retryDelay = (attempt: number, random: () => number): number =>
  (RETRY_MS[attempt] ?? RETRY_SLOWLY_MS) * (0.75 + random() / 2);

type Forbidden = Extract<ReflectorEnd, { code: "forbidden" }>;

/** Runs `work` until it ends or `until` does. */
async function whileNot(
  signal: AbortSignal,
  until: (signal: AbortSignal) => Promise<void>,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  // Every namespace listens; none of them leaks.
  setMaxListeners(0, stop.signal);
  const abort = () => stop.abort();
  signal.addEventListener("abort", abort, { once: true });
  const limit = until(stop.signal).then(abort);
  try {
    if (!signal.aborted) await work(stop.signal);
  } finally {
    signal.removeEventListener("abort", abort);
    abort();
    await limit;
  }
}

/** Keeps the store equal to what the connected user may see of one kind, in the best version that is served, until the signal aborts. */
export async function watchKind(
  kind: WatchedKind,
  store: KindStore,
  deps: KindWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const { discovery, health } = deps;
  let last: string | null = null;
  while (!signal.aborted) {
    const version = discovery.version(kind);
    health.served(kind, version !== null);
    if (version === null) {
      store.keepOnly(new Set());
      await deps.changed(signal);
      continue;
    }
    if (last !== null && last !== version) store.forgetVersions();
    last = version;
    const otherVersion = async (inner: AbortSignal) => {
      while (!inner.aborted && discovery.version(kind) === version) await deps.changed(inner);
    };
    await whileNot(signal, otherVersion, (inner) =>
      followVersion(kind, version, store, deps, inner),
    );
  }
}

function reportFor(kind: WatchedKind, scope: string, deps: KindWatchDeps): ReflectorReport {
  const { health } = deps;
  return {
    listed: () => {
      health.listed(kind);
      if (scope !== "") return;
      health.refused(kind, []);
      health.settled(kind);
    },
    watching: () => health.watching(kind, scope),
    heard: () => health.heard(kind),
    failed: (failure: ApiFailure) => health.failed(kind, scope, failure),
    restarted: (reason) => deps.onRestart(kind, reason),
  };
}

async function followVersion(
  kind: WatchedKind,
  version: string,
  store: KindStore,
  deps: KindWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const backoff = createBackoff(deps.random);
  let refusals = 0;
  while (!signal.aborted) {
    const whole = { kind, version, namespace: null };
    const report = reportFor(kind, "", deps);
    const listed = () => {
      refusals = 0;
      report.listed();
    };
    const end = await reflect(whole, store, deps, { ...report, listed }, signal);
    if (end.code === "not-found") {
      // Either the CRD has gone, which discovery will say, or the server is not complete yet.
      await deps.rediscover();
      await deps.clock.sleep(backoff.next(), signal);
    } else if (end.code === "forbidden") {
      await readWhatIsAllowed(kind, version, store, { end, attempt: refusals }, deps, signal);
      refusals += 1;
    }
  }
}

/** Reads the namespaces that may be read, until it is time to ask for the whole cluster again. */
async function readWhatIsAllowed(
  kind: WatchedKind,
  version: string,
  store: KindStore,
  refusal: { readonly end: Forbidden; readonly attempt: number },
  deps: KindWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const { health, clock, random } = deps;
  const { end, attempt } = refusal;
  const { allowed, denied, leftOut } = kind.namespaced
    ? await deps.namespaces.readable(kind, signal)
    : { allowed: [], denied: [], leftOut: [] };
  if (signal.aborted) return;
  const { detail, verb } = end;
  const named = denied.map((namespace) => ({ verb, namespace, detail: "" }));
  const elsewhere = allowed.length === 0 ? {} : { readIn: allowed };
  health.refused(kind, [{ verb, namespace: "", detail, leftOut, ...elsewhere }, ...named]);
  // What was shown before a right was lost can no longer be known to be true; a refusal may be of passing nature at first.
  if (end.verb === "list" && attempt >= RETRY_MS.length) store.keepOnly(new Set(allowed));
  if (allowed.length === 0) {
    health.settled(kind);
    await clock.sleep(retryDelay(attempt, random), signal);
    return;
  }
  const untilGranted = async (inner: AbortSignal) => {
    for (let i = attempt; !inner.aborted; i += 1) {
      await clock.sleep(retryDelay(i, random), inner);
      if (inner.aborted || (await isWorthAnotherLook(kind, version, allowed, deps, inner))) return;
    }
  };
  await whileNot(signal, untilGranted, (inner) =>
    readNamespaces(kind, version, store, allowed, deps, inner),
  );
}

/** Whether the whole cluster may be read by now, or other namespaces than before. */
async function isWorthAnotherLook(
  kind: WatchedKind,
  version: string,
  allowed: readonly string[],
  { rest, namespaces }: KindWatchDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const path = collectionPath({ kind, version, namespace: null }, { limit: "1" });
  const probe = await rest.json({ path }, signal);
  if (probe.ok) return true;
  const now = await namespaces.readable(kind, signal);
  return now.allowed.join() !== allowed.join();
}

async function readNamespaces(
  kind: WatchedKind,
  version: string,
  store: KindStore,
  allowed: readonly string[],
  deps: KindWatchDeps,
  signal: AbortSignal,
): Promise<void> {
  const waiting = new Set(allowed);
  const done = (namespace: string) => {
    waiting.delete(namespace);
    if (waiting.size === 0) deps.health.settled(kind);
  };
  const one = async (namespace: string) => {
    const report = reportFor(kind, namespace, deps);
    const listed = () => {
      report.listed();
      done(namespace);
    };
    await reflect({ kind, version, namespace }, store, deps, { ...report, listed }, signal);
    done(namespace);
  };
  await Promise.all(allowed.map(one));
  // All were refused after all: the caller asks again in its own time.
  await deps.clock.sleep(RETRY_SLOWLY_MS, signal);
}
