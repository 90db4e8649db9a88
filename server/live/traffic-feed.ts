import "server-only";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import type { Traffic, TrafficPart, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import type { Clock } from "@/server/ports/clock";
import type { MetricsPort, MetricsProbe } from "@/server/ports/metrics";
import {
  type Cadence,
  type CadenceSettings,
  effectiveCadence,
  idleTickMs,
  isDue,
  isIdle,
  latencyLevelFor,
  latencyPeriodMs,
  probePeriodMs,
} from "./cadence";
import {
  bringsRequests,
  isEmpty,
  metricsStatus,
  outcomeOf,
  type Reading,
  type Silence,
  type Unmeasured,
  unmeasuredBy,
} from "./metrics-status";
import type { LiveObserver } from "./observer";

/** Every tick asks for these; the buckets come on their own, slower cadence. */
const FAST_PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages"];

type TrafficFeedOptions = {
  readonly metrics: MetricsPort;
  /** The clusters that the metrics are of, as `SourceStatus.cluster` names them. */
  readonly cluster: string;
  readonly clock: Clock;
  readonly cadence: CadenceSettings;
  readonly observer: LiveObserver;
  readonly publish: (previous: Traffic | null, next: Traffic) => void;
  /** `status()` may have changed. */
  readonly status: () => void;
  /** Tick or window in force are now others. */
  readonly cadenceChanged: () => void;
};

/** Reads the traffic of the whole mesh, tick by tick, whoever looks. Keeps the last good values when a reading fails. */
export class TrafficFeed {
  readonly #options: TrafficFeedOptions;
  #cadence: Cadence;
  #probe: MetricsProbe | null = null;
  #probing = false;
  /** When it was last found out what the source is; `null` when that is to be done again. */
  #probedAt: number | null = null;
  #traffic: Traffic | null = null;
  #fast: Reading | null = null;
  #latency: Reading | null = null;
  /** Why the last answer was no picture of the traffic; `null` when it was one. */
  #unmeasured: Unmeasured | null = null;
  #silence: Silence | null = null;
  #latencyBusy = false;
  #latencyStartedAt = Number.NEGATIVE_INFINITY;
  #latencyPeriodMs = 0;
  #latencyLevel: Traffic["latencyLevel"] = "workload";
  #lastGoodAt: number | null = null;
  #lastTickAt = Number.NEGATIVE_INFINITY;
  /** `null` while somebody looks. */
  #unseenSince: number | null;
  /** Aborting it wakes the loop, which looks again whether a tick is due. */
  #nap = new AbortController();
  /** Somebody asked for a tick now. */
  #asked = false;
  #status: SourceStatus;

  constructor(options: TrafficFeedOptions) {
    this.#options = options;
    this.#cadence = effectiveCadence(options.cadence, null);
    this.#unseenSince = options.clock.now();
    this.#status = {
      id: "metrics",
      cluster: options.cluster,
      state: "connecting",
      since: options.clock.now(),
      lastGoodAt: null,
      problems: [],
      found: null,
    };
  }

  cadence(): Cadence {
    return this.#cadence;
  }

  probe(): MetricsProbe | null {
    return this.#probe;
  }

  traffic(): Traffic | null {
    return this.#traffic;
  }

  status(): SourceStatus {
    return this.#status;
  }

  /** Reads now instead of at the next tick. */
  retry(): void {
    this.#asked = true;
    this.#nap.abort();
  }

  /** Tells the feed how many look. Its cost does not depend on the number, only on whether it has been zero for a while. */
  viewers(count: number): void {
    if (count === 0) {
      this.#unseenSince ??= this.#options.clock.now();
      return;
    }
    if (this.#unseenSince === null) return;
    this.#unseenSince = null;
    this.#nap.abort();
  }

  /** Reads until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#nap.abort(), { once: true });
    await this.#lookAround(signal);
    while (!signal.aborted) {
      await this.#tick(signal);
      this.#startProbe(signal);
      this.#startLatency(signal);
      await this.#rest(signal);
    }
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const failing = this.#fast !== null && !this.#fast.ok;
    this.#asked = false;
    this.#lastTickAt = this.#options.clock.now();
    const fast = await this.#read("traffic", FAST_PARTS, signal);
    // What was full and is empty: either the traffic ended or the source no longer measures it. Only the source itself can tell.
    const fellSilent = fast.ok && isEmpty(fast) && this.#seenTraffic() && this.#unmeasured === null;
    if (fellSilent && !signal.aborted) await this.#lookAround(signal);
    this.#fast = fast;
    if (signal.aborted) return;
    const unmeasured = unmeasuredBy(fast, { probe: this.#probe, silence: this.#silence });
    // What the source lacks is asked anew once it measures again.
    if (this.#unmeasured !== null && unmeasured === null) this.#probedAt = null;
    if (fast.ok && unmeasured === "silent") {
      this.#silence = { since: this.#lastGoodAt, until: fast.samples.at };
    }
    this.#unmeasured = unmeasured;
    // Without requests the other parts would be folded with rates of another moment: the last good picture stays whole. Where nothing
    // is measured there is no picture: an empty one would say that nothing is sent.
    if (bringsRequests(fast) && unmeasured === null) {
      this.#lastGoodAt = fast.samples.at;
      this.#advance(fast.samples, null);
    }
    // What answers again may be another server, with another scrape interval.
    if (fast.ok && failing) this.#probedAt = null;
    this.#report();
  }

  /** Looks at the source itself, beside the ticks and at most once at a time: now and then, and when it answers again. */
  #startProbe(signal: AbortSignal): void {
    const { clock, observer } = this.#options;
    const periodMs = probePeriodMs(this.#probe?.scrapeIntervalSeconds ?? null);
    const due = this.#probedAt === null || isDue(clock.now(), this.#probedAt, periodMs);
    if (!due || this.#probing || this.#fast?.ok !== true) return;
    this.#probing = true;
    this.#lookAround(signal)
      .then(() => this.#report())
      .catch((error) => observer.failed("probe", error))
      .finally(() => {
        this.#probing = false;
      });
  }

  /** The costly reading runs beside the ticks, at most once at a time. */
  #startLatency(signal: AbortSignal): void {
    const { clock, observer } = this.#options;
    const wanted = this.#unseenSince === null && this.#fast?.ok === true;
    const due = isDue(clock.now(), this.#latencyStartedAt, this.#latencyPeriodMs);
    if (!wanted || !due || this.#latencyBusy) return;
    this.#latencyBusy = true;
    this.#readLatency(signal)
      .catch((error) => observer.failed("reading of buckets", error))
      .finally(() => {
        this.#latencyBusy = false;
      });
  }

  async #readLatency(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    this.#latencyLevel = latencyLevelFor(this.#traffic?.edges.size ?? 0, this.#latencyLevel);
    const latency = await this.#read("latency", ["latency"], signal);
    this.#latency = latency;
    const costMs = clock.now() - startedAt;
    this.#latencyStartedAt = startedAt;
    this.#latencyPeriodMs = latencyPeriodMs(costMs, this.#cadence.tickSeconds * 1000);
    if (signal.aborted) return;
    const rows = latency.ok ? latency.samples.latency : null;
    if (latency.ok && rows !== null && bringsRequests(this.#fast) && this.#unmeasured === null) {
      const { at, latencyLevel } = latency.samples;
      this.#advance({ ...this.#fast.samples, latency: rows, latencyLevel }, at);
    }
    this.#report();
  }

  #seenTraffic(): boolean {
    return (this.#traffic?.edges.size ?? 0) > 0;
  }

  async #read(
    reading: "traffic" | "latency",
    parts: readonly TrafficPart[],
    signal: AbortSignal,
  ): Promise<Reading> {
    const { clock, metrics, observer } = this.#options;
    const at = clock.now();
    const { windowSeconds } = this.#cadence;
    const request = { at, windowSeconds, parts, latencyLevel: this.#latencyLevel };
    const answer = await metrics.traffic(request, signal);
    const result: Reading = answer.ok ? { ok: true, samples: answer.value } : answer;
    observer.ticked(reading, clock.now() - at, outcomeOf(result));
    return result;
  }

  #advance(samples: TrafficSamples, latencyAt: number | null): void {
    const previous = this.#traffic;
    const folded = foldSamples(samples, previous, (previous?.tick ?? 0) + 1);
    // The buckets were read at a moment of their own: their age is theirs, not that of the rates they are folded with.
    const next = latencyAt === null ? folded : { ...folded, latencyAt };
    this.#traffic = next;
    this.#options.publish(previous, next);
  }

  async #lookAround(signal: AbortSignal): Promise<void> {
    const { clock, metrics, observer } = this.#options;
    const startedAt = clock.now();
    const found = await metrics.probe(signal);
    observer.ticked("probe", clock.now() - startedAt, found.ok ? "ok" : "failed");
    // After a failure the next tick that succeeds asks again.
    if (!found.ok || signal.aborted) return;
    this.#probe = found.value;
    this.#probedAt = startedAt;
    const before = this.#cadence;
    this.#cadence = effectiveCadence(this.#options.cadence, found.value.scrapeIntervalSeconds);
    const { tickSeconds, windowSeconds } = this.#cadence;
    const changed = tickSeconds !== before.tickSeconds || windowSeconds !== before.windowSeconds;
    if (changed) this.#options.cadenceChanged();
  }

  #report(): void {
    const facts = {
      probe: this.#probe,
      fast: this.#fast,
      latency: this.#latency,
      lastGoodAt: this.#lastGoodAt,
      seenTraffic: this.#seenTraffic(),
      unmeasured: this.#unmeasured,
    };
    this.#status = metricsStatus(this.#status, facts, this.#options.clock.now());
    this.#options.status();
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted && !this.#asked) {
      const tickMs = this.#cadence.tickSeconds * 1000;
      const periodMs = isIdle(this.#unseenSince, clock.now()) ? idleTickMs(tickMs) : tickMs;
      const now = clock.now();
      if (isDue(now, this.#lastTickAt, periodMs)) return;
      this.#nap = new AbortController();
      await clock.sleep(this.#lastTickAt + periodMs - now, this.#nap.signal);
    }
  }
}
