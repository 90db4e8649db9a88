import "server-only";
import { setMaxListeners } from "node:events";
import { createChannel } from "@/lib/channel";
import { createInventory, type Inventory } from "@/lib/mesh/model/inventory";
import { recordAt, textAt } from "@/lib/mesh/model/raw/value";
import type { Clock } from "@/server/ports/clock";
import type { ClusterEvent } from "@/server/ports/cluster";
import type { JsonObject } from "../connect/json";
import type { Rest } from "../connect/rest";
import type { Discovery } from "../discovery";
import { createBackoff } from "./backoff";
import { createHealth, type Health } from "./health";
import { createKindStore, type KindSink, type KindStore } from "./kind-store";
import { type KindWatchDeps, watchKind } from "./kind-watch";
import { createNamespaces } from "./namespaces";
import type { WatchEnd } from "./reflector";
import { createRevisions } from "./revisions";
import { CRD_KIND, MESH_CONFIG_KIND, WATCHED_KINDS, type WatchedKind } from "./watched-kinds";

/** Facts for a log; never a credential, never the content of an object. */
export type KubernetesLogEntry =
  | { readonly event: "served-kinds-changed" }
  | { readonly event: "discovery-failed"; readonly reason: string };

export type ClusterWatchOptions = {
  readonly cluster: string;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly random: () => number;
  readonly discovery: Discovery;
  /** Namespaces to fall back to when the whole cluster may not be read. */
  readonly namespaces: readonly string[];
  readonly log: (entry: KubernetesLogEntry) => void;
  readonly onInventory: (inventory: Inventory | null) => void;
};

const REDISCOVERY_MS = 60_000;
/** A new CRD is served a moment after it is stored. */
const CRD_SETTLES_MS = 1_000;

const RESTART_REASON = {
  closed: "closed",
  broken: "closed",
  aborted: "closed",
  expired: "expired",
  forbidden: "kind-forbidden",
  "not-found": "kind-missing",
  unreachable: "unreachable",
  unauthorized: "unauthorized",
  timeout: "timeout",
  refused: "refused",
  "bad-answer": "bad-answer",
} as const satisfies Record<WatchEnd, Extract<ClusterEvent, { type: "restarted" }>["reason"]>;

/** Wakes all who wait; each waits for the next call only. */
function createBell() {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      for (const wake of waiting.splice(0)) wake();
    },
    next: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          signal.removeEventListener("abort", wake);
          waiting = waiting.filter((w) => w !== wake);
          resolve();
        };
        signal.addEventListener("abort", wake, { once: true });
        waiting.push(wake);
      }),
  };
}

/** What one watch of the whole cluster is made of. */
function createParts(
  options: ClusterWatchOptions,
  emit: (events: readonly ClusterEvent[]) => void,
) {
  const { cluster, rest, clock } = options;
  const inventory = createInventory(cluster);
  const namespaceNames = new Set<string>();
  const namespacesListed = createGate();
  const revisions = createRevisions();

  const health = createHealth({
    cluster,
    url: rest.url,
    kinds: WATCHED_KINDS,
    clock,
    emit: (status) => emit([{ type: "status", status }]),
    onSynced: () => emit([{ type: "synced" }]),
  });

  const sinkFor = (kind: WatchedKind): KindSink => {
    const remember = kind.id === "namespaces";
    return {
      put(object) {
        if (remember) namespaceNames.add(nameOf(object));
        if (kind.feeds === "Workload") revisions.notice(object);
        emit(inventory.put(object));
      },
      remove(namespace, name) {
        if (remember) namespaceNames.delete(name);
        const version = options.discovery.version(kind) ?? kind.versions[0] ?? "";
        const apiVersion = kind.group === "" ? version : `${kind.group}/${version}`;
        emit(inventory.remove({ apiVersion, kind: kind.kind }, namespace, name));
      },
    };
  };

  const withGate: Health = {
    ...health,
    settled(kind) {
      if (kind.id === "namespaces") namespacesListed.open();
      health.settled(kind);
    },
  };
  const namespaces = createNamespaces(rest, clock, options.namespaces, async () => {
    await namespacesListed.opened;
    return [...namespaceNames].sort();
  });
  const onRestart = (kind: WatchedKind, reason: WatchEnd) => {
    emit([{ type: "restarted", kind: kind.id, reason: RESTART_REASON[reason] }]);
  };
  return {
    inventory,
    revisions,
    health: withGate,
    namespaces,
    sinkFor,
    onRestart,
    release: namespacesListed.open,
  };
}

const nameOf = (object: JsonObject) => textAt(recordAt(object, "metadata"), "name") ?? "";

function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

/**
 * All that is in the cluster, then every change, as `ClusterPort.watch` promises.
 *
 * Each iteration has watches and an inventory of its own; they end with it.
 */
export async function* watchCluster(
  options: ClusterWatchOptions,
  signal: AbortSignal,
): AsyncGenerator<ClusterEvent, void, undefined> {
  const stop = new AbortController();
  // Each kind listens; none of them leaks.
  setMaxListeners(0, stop.signal);
  const abort = () => stop.abort();
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  // Nothing may be dropped; what waits is bounded by what the cluster holds and the reader has not taken yet.
  const channel = createChannel<readonly ClusterEvent[]>(Number.POSITIVE_INFINITY);
  const parts = createParts(options, (events) => {
    if (events.length > 0) channel.push(events);
  });
  options.onInventory(parts.inventory);
  const running = run(options, parts, stop.signal);
  try {
    for await (const events of channel.items(stop.signal)) yield* events;
  } finally {
    signal.removeEventListener("abort", abort);
    abort();
    parts.release();
    await running;
    options.onInventory(null);
  }
}

type Parts = ReturnType<typeof createParts>;

async function run(options: ClusterWatchOptions, parts: Parts, signal: AbortSignal): Promise<void> {
  const { discovery, clock, rest, random } = options;
  const bell = createBell();
  const poke = createBell();
  const refresh = async () => {
    const result = await discovery.refresh(signal);
    if (signal.aborted) return result;
    if (!result.ok) options.log({ event: "discovery-failed", reason: result.error.code });
    else if (result.value) {
      options.log({ event: "served-kinds-changed" });
      bell.ring();
    }
    return result;
  };
  await discoverFirst(refresh, parts.health, options, signal);
  if (signal.aborted) return;
  void tellVersion(rest, parts.health, signal);
  const deps: KindWatchDeps = {
    ...parts,
    rest,
    clock,
    random,
    discovery,
    changed: bell.next,
    rediscover: async () => {
      await refresh();
    },
  };
  const crds = createKindStore({ put: poke.ring, remove: poke.ring });
  const watched = WATCHED_KINDS.map((kind): [WatchedKind, KindStore] => [
    kind,
    createKindStore(parts.sinkFor(kind)),
  ]);
  await Promise.all([
    ...watched.map(([kind, store]) => watchKind(kind, store, deps, signal)),
    parts.revisions.follow(MESH_CONFIG_KIND, parts.sinkFor(MESH_CONFIG_KIND), deps, signal),
    watchKind(CRD_KIND, crds, { ...deps, onRestart: () => {} }, signal),
    rediscover(refresh, poke.next, clock, signal),
  ]);
}

/** Nothing can be read before it is known what is served; what stands in the way is told as it is. */
async function discoverFirst(
  refresh: () => ReturnType<Discovery["refresh"]>,
  health: Health,
  { clock, random }: ClusterWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const backoff = createBackoff(random);
  while (!signal.aborted) {
    const result = await refresh();
    if (signal.aborted) return;
    health.obstacle(result.ok ? null : result.error);
    if (result.ok) return;
    const asked = result.error.code === "refused" ? (result.error.retryAfterMs ?? 0) : 0;
    await clock.sleep(Math.max(backoff.next(), asked), signal);
  }
}

/** Looks again when a CRD has changed, and every minute in case that cannot be seen. */
async function rediscover(
  refresh: () => ReturnType<Discovery["refresh"]>,
  crdChanged: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const round = new AbortController();
    const abort = () => round.abort();
    signal.addEventListener("abort", abort, { once: true });
    await Promise.race([
      crdChanged(round.signal).then(() => clock.sleep(CRD_SETTLES_MS, signal)),
      clock.sleep(REDISCOVERY_MS, round.signal),
    ]);
    signal.removeEventListener("abort", abort);
    round.abort();
    if (!signal.aborted) await refresh();
  }
}

async function tellVersion(rest: Rest, health: Health, signal: AbortSignal): Promise<void> {
  const answer = await rest.json({ path: "/version" }, signal);
  const version = answer.ok ? textAt(answer.value?.body ?? {}, "gitVersion") : null;
  if (version !== null && !signal.aborted) health.found(`Kubernetes ${version}`);
}
