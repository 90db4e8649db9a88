import "server-only";
import type { MeshResource } from "@/lib/mesh/model/resource";
import { refKey, refOf } from "@/lib/mesh/model/resource";
import type { MeshEvent } from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { Clock } from "@/server/ports/clock";
import type { ClusterEvent, ClusterPort } from "@/server/ports/cluster";
import type { LiveObserver } from "./observer";

type ClusterFeedOptions = {
  readonly port: ClusterPort;
  readonly clock: Clock;
  readonly observer: LiveObserver;
  readonly emit: (event: MeshEvent) => void;
  readonly status: (status: SourceStatus) => void;
  /** What this cluster is known to hold; asked when a new watch has to be compared with an old one. */
  readonly known: () => Iterable<MeshResource>;
};

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Kinds whose objects may exist although the watch does not list them: what is known of them stays. */
const unreadable = (status: SourceStatus): ReadonlySet<string> =>
  new Set(status.problems.flatMap((p) => (p.code === "kind-failing" ? [p.kind] : [])));

/**
 * One watch of one cluster, kept up.
 *
 * The adapter reconnects by itself; a watch ends here only by a fault of the adapter or because somebody asked to try again. The
 * next watch lists everything anew, and what is gone since is removed when that list is complete: never before, so no gap shows.
 */
export class ClusterFeed {
  readonly #options: ClusterFeedOptions;
  #synced = false;
  #watches = 0;
  #attempt = new AbortController();
  #status: SourceStatus;

  constructor(options: ClusterFeedOptions) {
    this.#options = options;
    this.#status = {
      id: "cluster",
      cluster: options.port.cluster,
      state: "connecting",
      since: options.clock.now(),
      lastGoodAt: null,
      problems: [],
      found: null,
    };
  }

  synced(): boolean {
    return this.#synced;
  }

  status(): SourceStatus {
    return this.#status;
  }

  /** Tries now instead of waiting for the adapter's next attempt. */
  retry(): void {
    this.#attempt.abort();
  }

  /** Watches until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    signal.addEventListener("abort", () => this.#attempt.abort(), { once: true });
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      this.#attempt = new AbortController();
      const attempt = this.#attempt.signal;
      const startedAt = clock.now();
      const failure = await this.#watchOnce(attempt).catch((error: unknown) => error);
      if (attempt.aborted) continue;
      this.#lost(failure ?? new Error("the watch ended"));
      if (clock.now() - startedAt > LONGEST_PAUSE_MS) pauseMs = FIRST_PAUSE_MS;
      await clock.sleep(pauseMs, attempt);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async #watchOnce(signal: AbortSignal): Promise<void> {
    // The first watch has nothing to be compared with.
    let seen: Set<string> | null = this.#watches > 0 ? new Set() : null;
    this.#watches += 1;
    for await (const event of this.#options.port.watch(signal)) {
      if (signal.aborted) return;
      this.#handle(event, seen);
      if (event.type === "synced" && seen !== null) {
        this.#forgetUnseen(seen);
        seen = null;
      }
    }
  }

  #handle(event: ClusterEvent, seen: Set<string> | null): void {
    const { emit, observer, port } = this.#options;
    switch (event.type) {
      case "put":
        seen?.add(refKey(refOf(event.resource)));
        emit(event);
        break;
      case "delete":
        seen?.delete(refKey(event.ref));
        emit(event);
        break;
      case "status":
        this.#setStatus(event.status);
        break;
      case "restarted":
        observer.watchRestarted(port.cluster, event.kind, event.reason);
        break;
      case "synced":
        this.#synced = true;
    }
  }

  #forgetUnseen(seen: ReadonlySet<string>): void {
    const kept = unreadable(this.#status);
    for (const resource of this.#options.known()) {
      const ref = refOf(resource);
      if (kept.has(ref.kind) || seen.has(refKey(ref))) continue;
      this.#options.emit({ type: "delete", ref });
    }
  }

  #lost(error: unknown): void {
    const { clock, observer, port } = this.#options;
    observer.failed(`watch of ${port.cluster}`, error);
    const detail = error instanceof Error ? error.message : String(error);
    this.#setStatus({
      ...this.#status,
      state: this.#synced ? "stale" : "down",
      since: clock.now(),
      problems: [{ code: "unreachable", url: port.cluster, detail }],
    });
  }

  #setStatus(status: SourceStatus): void {
    this.#status = status;
    this.#options.status(status);
  }
}
