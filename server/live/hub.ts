import "server-only";
import type { Notice } from "@/lib/delivery/notice";
import type { LiveMessage, LiveSettings } from "@/lib/live/message";
import { isCurrent, withAges } from "@/lib/live/source-ages";
import type { MeshResource } from "@/lib/mesh/model/resource";
import {
  advance,
  emptySnapshot,
  type MeshEvent,
  type MeshSnapshot,
} from "@/lib/mesh/model/snapshot";
import type { SourceStatus } from "@/lib/mesh/model/source";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { trafficFrame, trafficReset } from "@/lib/mesh/telemetry/traffic-frame";
import { liveText } from "@/lib/messages/live";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort, MetricsProbe } from "@/server/ports/metrics";
import { type CadenceSettings, effectiveCadence } from "./cadence";
import { ClusterFeed } from "./cluster-feed";
import { createGatherer, type Gatherer } from "./gather";
import { createJournal, type Entry, type Journal, type JournalLimits } from "./journal";
import type { LiveObserver } from "./observer";
import { TrafficFeed } from "./traffic-feed";
import { joinWireTexts, listParts, type WireText, wireText } from "./wire-text";

export type HubOptions = {
  readonly clusters: readonly ClusterPort[];
  /** `null` when no metrics source is configured. */
  readonly metrics: MetricsPort | null;
  readonly clock: Clock;
  /** Names this run of the server: a viewer of another run starts over. */
  readonly epoch: string;
  readonly settings: CadenceSettings &
    Pick<LiveSettings, "pastSeconds" | "healthProfile" | "healthRules" | "clusterIds">;
  readonly observer: LiveObserver;
  /** For tests. */
  readonly limits?: JournalLimits | undefined;
};

/** Why the server is not ready yet: the clusters whose first list has not arrived. */
export type Readiness = { readonly ready: boolean; readonly waitingFor: readonly SourceStatus[] };

/** Events that belong together arrive together: an apply, a rollout step. Half of what the eye takes for "at once". */
const GATHER_MS = 100;

/** Computes once per object, and remembers it no longer than the object itself is needed. */
function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

const meshText = ({ resources, revision }: MeshSnapshot): WireText =>
  wireText(listParts({ revision }, "resources", resources.values()));

function trafficText(traffic: Traffic): WireText {
  const { edges, ...head } = trafficReset(traffic);
  return wireText(listParts(head, "edges", edges));
}

const unconfigured = (cluster: string, now: number): SourceStatus => ({
  id: "metrics",
  cluster,
  state: "down",
  since: now,
  lastGoodAt: null,
  problems: [{ code: "warning", detail: liveText.noMetricsUrl }],
  found: null,
});

/** Metrics of a single cluster carry its name; those of several are of all, which the empty name says. */
const metricsCluster = (clusters: readonly ClusterPort[]): string =>
  clusters.length === 1 ? (clusters[0]?.cluster ?? "") : "";

/**
 * The one place where clusters and metrics become numbered messages, once for all viewers.
 *
 * One watch per cluster and one constant set of queries per tick run whoever looks.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #running = new AbortController();
  readonly #journal: Journal;
  readonly #gatherer: Gatherer<MeshEvent>;
  readonly #clusters: readonly ClusterFeed[];
  readonly #metrics: TrafficFeed | null;
  readonly #unconfigured: SourceStatus;
  readonly #meshText = oncePer(meshText);
  readonly #trafficText = oncePer(trafficText);
  #snapshot = emptySnapshot;
  #lastSources = "";

  constructor(options: HubOptions) {
    const { clock, clusters, epoch, limits, observer } = options;
    this.#options = options;
    this.#unconfigured = unconfigured(metricsCluster(clusters), clock.now());
    this.#gatherer = createGatherer(clock, GATHER_MS, (events, at) => this.#frame(events, at));
    this.#metrics = options.metrics && this.#trafficFeed(options.metrics);
    this.#clusters = clusters.map((port) => this.#clusterFeed(port));
    this.#journal = createJournal({
      epoch,
      limits,
      observer: { ...observer, viewers: (count) => this.#viewersChanged(count) },
      reset: (seq) => this.#reset(seq),
    });
  }

  /** Starts watching and reading. Returns at once; nothing is awaited, so a dead source holds nobody up. */
  start(): void {
    const { observer } = this.#options;
    const { signal } = this.#running;
    for (const feed of this.#clusters) {
      feed.run(signal).catch((error) => observer.failed("watch", error));
    }
    this.#metrics?.run(signal).catch((error) => observer.failed("ticks", error));
  }

  /** Ends every watch and query. Viewers are left as they are: their streams must break, not end. */
  stop(): void {
    this.#running.abort();
  }

  /** The messages of one viewer; see `Journal.attach`. */
  attach(lastEventId: string | null, signal: AbortSignal): AsyncIterableIterator<Entry> {
    return this.#journal.attach(lastEventId, signal);
  }

  viewers(): number {
    return this.#journal.viewers();
  }

  snapshot(): MeshSnapshot {
    return this.#snapshot;
  }

  traffic(): Traffic | null {
    return this.#metrics?.traffic() ?? null;
  }

  sources(): readonly SourceStatus[] {
    const metrics = this.#metrics?.status() ?? this.#unconfigured;
    return withAges([...this.#clusters.map((feed) => feed.status()), metrics], {
      now: this.#options.clock.now(),
      trafficAt: null,
    });
  }

  settings(): LiveSettings {
    const { clusters, settings } = this.#options;
    return {
      clusters: clusters.map((port) => port.cluster),
      ...(this.#metrics?.cadence() ?? effectiveCadence(settings, null)),
      pastSeconds: settings.pastSeconds,
      healthProfile: settings.healthProfile,
      healthRules: settings.healthRules,
      clusterIds: settings.clusterIds,
    };
  }

  /** Tells every page that something which is kept has changed. */
  notice(notice: Notice): void {
    const { clock } = this.#options;
    this.#journal.publish((seq) => ({ type: "notice", seq, now: clock.now(), notice }));
  }

  /** What the metrics source was found to be; `null` while it has not answered. */
  probe(): MetricsProbe | null {
    return this.#metrics?.probe() ?? null;
  }

  /** Ready when every cluster's first list has arrived; of several, one that is down does not hold up the others. */
  readiness(): Readiness {
    const waiting = this.#clusters.filter((feed) => !feed.synced());
    const someSynced = waiting.length < this.#clusters.length;
    const ready = waiting.every((feed) => someSynced && feed.status().state === "down");
    return { ready, waitingFor: waiting.map((feed) => feed.status()) };
  }

  /** Tries now instead of later: a tick, and the watches that are not ready. With `only`, that source alone. */
  retry(only?: Pick<SourceStatus, "id" | "cluster">): void {
    if (only?.id !== "cluster") this.#metrics?.retry();
    for (const feed of this.#clusters) {
      const { cluster, state } = feed.status();
      const meant = only === undefined || (only.id === "cluster" && only.cluster === cluster);
      if (meant && state !== "ready") feed.retry();
    }
  }

  #clusterFeed(port: ClusterPort): ClusterFeed {
    const { clock, observer } = this.#options;
    return new ClusterFeed({
      port,
      clock,
      observer,
      emit: (event) => {
        const added = this.#gatherer.add(event, this.#running.signal);
        added.catch((error) => observer.failed("frame", error));
      },
      status: () => {
        // A state speaks of the objects that came before it: "ready" ahead of the last of them would show a mesh with holes.
        this.#gatherer.flush();
        this.#publishSources();
      },
      known: () => {
        this.#gatherer.flush();
        return resourcesOf(this.#snapshot, port.cluster);
      },
    });
  }

  #trafficFeed(metrics: MetricsPort): TrafficFeed {
    const { clock, clusters, observer, settings } = this.#options;
    return new TrafficFeed({
      metrics,
      cluster: metricsCluster(clusters),
      clock,
      cadence: settings,
      observer,
      publish: (previous, next) => {
        const frame = trafficFrame(previous, next);
        this.#journal.publish((seq) => ({ type: "traffic", seq, now: clock.now(), frame }));
      },
      status: () => this.#publishSources(),
      cadenceChanged: () => this.#journal.restart(),
    });
  }

  #viewersChanged(count: number): void {
    this.#options.observer.viewers(count);
    this.#metrics?.viewers(count);
  }

  #frame(events: readonly MeshEvent[], firstAt: number): void {
    const { clock, observer } = this.#options;
    this.#snapshot = advance(this.#snapshot, events);
    const frame = { revision: this.#snapshot.revision, events };
    this.#journal.publish((seq) => ({ type: "mesh", seq, now: clock.now(), frame }));
    observer.eventToFrame(clock.now() - firstAt);
  }

  #publishSources(): void {
    const { clock, observer } = this.#options;
    const sources = this.sources();
    // Ages follow from the messages themselves (`withAges`): a source whose age alone moved is no news.
    const text = JSON.stringify(
      sources.map((s) => (isCurrent(s) ? { ...s, lastGoodAt: null } : s)),
    );
    if (text === this.#lastSources) return;
    this.#lastSources = text;
    observer.sources(sources);
    this.#journal.publish((seq) => ({ type: "sources", seq, now: clock.now(), sources }));
  }

  /** The big parts are serialised and encoded once for all who join; the small ones are fresh, `now` above all. */
  #reset(seq: number): WireText {
    const { clock, observer } = this.#options;
    const head: Omit<Extract<LiveMessage, { type: "reset" }>, "mesh" | "traffic"> = {
      type: "reset",
      seq,
      now: clock.now(),
      settings: this.settings(),
      sources: this.sources(),
    };
    const known = this.traffic();
    const text = joinWireTexts([
      wireText([`${JSON.stringify(head).slice(0, -1)},"mesh":`]),
      this.#meshText(this.#snapshot),
      wireText([',"traffic":']),
      known === null ? wireText(["null"]) : this.#trafficText(known),
      wireText(["}"]),
    ]);
    observer.published("reset", text.bytes);
    return text;
  }
}

const resourcesOf = (snapshot: MeshSnapshot, cluster: string): readonly MeshResource[] =>
  [...snapshot.resources.values()].filter((resource) => resource.meta.cluster === cluster);
