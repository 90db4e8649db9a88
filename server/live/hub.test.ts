import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyLiveMessage, type LiveState } from "@/lib/live/apply-message";
import type { LiveMessage } from "@/lib/live/message";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { err, ok } from "@/lib/result";
import type { ClusterEvent } from "@/server/ports/cluster";
import { Hub } from "./hub";
import type { JournalLimits } from "./journal";
import {
  clusterStatus,
  createScriptedCluster,
  createScriptedMetrics,
  createSteppedClock,
  namespace,
  put,
  remove,
  samplesOf,
  settle,
} from "./live.fixture";
import { silentObserver } from "./observer";

type Setup = {
  readonly initial?: readonly ClusterEvent[];
  readonly limits?: JournalLimits;
  readonly tickSeconds?: number;
};

function setUp({ initial = [{ type: "synced" }], limits, tickSeconds = 5 }: Setup = {}) {
  const clock = createSteppedClock();
  const cluster = createScriptedCluster(() => initial);
  const metrics = createScriptedMetrics(clock);
  const delays: number[] = [];
  const hub = new Hub({
    clusters: [cluster],
    metrics,
    clock,
    epoch: "e1",
    settings: {
      tickSeconds,
      windowSeconds: 60,
      pastSeconds: 7200,
      healthProfile: "heddle",
      healthRules: [],
      clusterIds: {},
    },
    observer: { ...silentObserver, eventToFrame: (ms) => delays.push(ms) },
    limits,
  });
  return { clock, cluster, metrics, hub, delays };
}

/** A page: reads all it can get, and folds it. Asks for nothing when it meets a gap, so that a test sees it. */
function view(hub: Hub, lastEventId: string | null = null, from: LiveState | null = null) {
  const gone = new AbortController();
  const messages: LiveMessage[] = [];
  const page = {
    messages,
    state: from,
    gaps: 0,
    lastId: lastEventId,
    done: false,
    leave: () => gone.abort(),
  };
  const stream = hub.attach(lastEventId, gone.signal);
  const read = async () => {
    for await (const { id, text } of stream) {
      const message: LiveMessage = JSON.parse(text);
      messages.push(message);
      page.lastId = id;
      const next = applyLiveMessage(page.state, message);
      if (next === null) page.gaps += 1;
      else page.state = next;
    }
    page.done = true;
  };
  read().catch((error) => expect.fail(String(error)));
  return page;
}

const names = (state: LiveState | null) =>
  [...(state?.mesh.resources.values() ?? [])].map((r) => r.meta.name).sort();
const withoutAge = (sources: readonly SourceStatus[] = []) =>
  sources.map((source) => ({ ...source, lastGoodAt: null }));
const types = (messages: readonly LiveMessage[]) => messages.map((m) => m.type);

const DOWN = err({ code: "unreachable", url: "http://p", detail: "refused" } as const);

describe("frames", () => {
  it("gathers events that arrive together into one frame, sent within 150 ms", async () => {
    const { hub, clock, cluster, delays } = setUp();
    hub.start();
    await clock.step(1_000);
    const page = view(hub);
    await settle();
    cluster.push(put(namespace("a")), put(namespace("b")));
    await clock.step(50);
    cluster.push(remove("a"));
    await clock.step(100);
    const frames = page.messages.filter((m) => m.type === "mesh");
    expect(frames).toHaveLength(1);
    expect(names(page.state)).toEqual(["b"]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(150);
  });

  it("tells a cluster's state after the objects that it speaks of", async () => {
    const { hub, clock, cluster } = setUp();
    hub.start();
    await clock.step(1_000);
    const page = view(hub);
    cluster.push(put(namespace("a")), put(namespace("b")), clusterStatus("ready"));
    await clock.step(200);
    expect(types(page.messages)).toEqual(["reset", "mesh", "sources"]);
    expect(names(page.state)).toEqual(["a", "b"]);
  });

  it("gives every page the hub's own snapshot, whenever it joins", async () => {
    const event = fc.tuple(fc.boolean(), fc.constantFrom("a", "b", "c", "d"), fc.nat(9));
    const script = fc.array(
      fc.tuple(fc.array(event, { maxLength: 6 }), fc.nat(300), fc.boolean()),
      {
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const { hub, clock, cluster } = setUp();
        const pages = [view(hub)];
        hub.start();
        for (const [events, ms, joins] of steps) {
          cluster.push(
            ...events.map(([isPut, name, version]) =>
              isPut ? put(namespace(name, "test", String(version))) : remove(name),
            ),
          );
          await clock.step(ms);
          if (joins) pages.push(view(hub));
        }
        await clock.step(500);
        for (const page of pages) {
          expect(page.gaps).toBe(0);
          expect(page.state?.mesh).toEqual(hub.snapshot());
          expect(page.state?.traffic).toEqual(hub.traffic());
          expect(withoutAge(page.state?.sources)).toEqual(withoutAge(hub.sources()));
          expect(page.messages.map((m) => m.seq)).toEqual(
            page.messages.map((_, i) => (page.messages[0]?.seq ?? 0) + i),
          );
        }
        hub.stop();
      }),
      { numRuns: 40 },
    );
  });
});

describe("a viewer that comes back", () => {
  it("gets exactly the messages it missed", async () => {
    const { hub, clock, cluster } = setUp();
    hub.start();
    await clock.step(200);
    const first = view(hub);
    await settle();
    first.leave();
    cluster.push(put(namespace("a")));
    await clock.step(200);
    const second = view(hub, first.lastId, first.state);
    await settle();
    expect(types(second.messages)).toEqual(["mesh"]);
    expect(second.state?.mesh).toEqual(hub.snapshot());
  });

  it.each(["e0:1", "e1:999999", "e1:x", "", "e1:-1", "e1:1e9"])(
    "starts over with the id %j",
    async (id) => {
      const { hub, clock } = setUp();
      hub.start();
      await clock.step(200);
      const page = view(hub, id);
      await settle();
      expect(types(page.messages)).toEqual(["reset"]);
    },
  );

  it("starts over when what it missed is no longer kept", async () => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 2, ringChars: 1e6, queueEntries: 8, queueChars: 1e6 },
    });
    hub.start();
    await clock.step(200);
    const first = view(hub);
    await settle();
    first.leave();
    for (const name of ["a", "b", "c"]) {
      cluster.push(put(namespace(name)));
      await clock.step(200);
    }
    const second = view(hub, first.lastId, first.state);
    await settle();
    expect(types(second.messages)).toEqual(["reset"]);
    expect(names(second.state)).toEqual(["a", "b", "c"]);
  });
});

describe("a viewer that is slow or gone", () => {
  it.each([
    { bound: "number", queueEntries: 3, queueChars: 1e6, first: "reset" },
    { bound: "size", queueEntries: 99, queueChars: 900, first: "reset" },
    { bound: "neither", queueEntries: 5, queueChars: 1e6, first: "mesh" },
  ])("has its queue dropped at a bound ($bound), and loses nothing by it", async (limits) => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 99, ringChars: 1e6, ...limits },
    });
    hub.start();
    await clock.step(200);
    const stream = hub.attach(null, new AbortController().signal);
    await stream.next();
    for (const name of ["a", "b", "c", "d", "e"]) {
      cluster.push(put(namespace(name)));
      await clock.step(200);
    }
    const { value } = await stream.next();
    const message: LiveMessage = JSON.parse(value?.text ?? "null");
    expect(message.type).toBe(limits.first);
    if (message.type !== "reset") return;
    expect(names(applyLiveMessage(null, message))).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("gets a message that is larger than the bound, when it is the only one", async () => {
    const { hub, clock, cluster } = setUp({
      limits: { ringEntries: 99, ringChars: 1e6, queueEntries: 3, queueChars: 10 },
    });
    hub.start();
    await clock.step(200);
    const stream = hub.attach(null, new AbortController().signal);
    await stream.next();
    cluster.push(put(namespace("a")));
    await clock.step(200);
    const { value } = await stream.next();
    expect(JSON.parse(value?.text ?? "null")).toMatchObject({ type: "mesh" });
  });

  it("is forgotten when its connection breaks", async () => {
    const { hub, clock } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(200);
    expect(hub.viewers()).toBe(1);
    page.leave();
    await settle();
    expect([hub.viewers(), page.done]).toEqual([0, true]);
  });

  it("is not told of an ordinary end when the server stops: the stream must break, not finish", async () => {
    const { hub, clock } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(200);
    hub.stop();
    await clock.step(10_000);
    expect(page.done).toBe(false);
  });
});

describe("ticks", () => {
  it("cost the same for one viewer and for a hundred", async () => {
    const queriesWith = async (viewers: number) => {
      const { hub, clock, metrics } = setUp();
      hub.start();
      for (let i = 0; i < viewers; i += 1) view(hub);
      await clock.step(300_000);
      hub.stop();
      return metrics.queriesSent();
    };
    const one = await queriesWith(1);
    expect(one).toBeGreaterThan(200);
    expect(await queriesWith(100)).toBe(one);
  });

  it("slow down when nobody has looked for a minute, and resume at once", async () => {
    const { hub, clock, metrics } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(20_000);
    page.leave();
    await clock.step(70_000);
    const before = metrics.asked.length;
    await clock.step(600_000);
    expect(metrics.asked.length - before).toBeLessThanOrEqual(10);
    const idle = metrics.asked.length;
    await clock.step(7_000);
    view(hub);
    await settle();
    expect(metrics.asked.length).toBeGreaterThan(idle);
  });

  it("read buckets apart, so rarely that they cost a tenth of the time at most", async () => {
    const { hub, clock, metrics } = setUp();
    metrics.latencyMs = 4_000;
    hub.start();
    view(hub);
    await clock.step(400_000);
    const starts = metrics.asked.filter((r) => r.parts.includes("latency")).map((r) => r.at);
    const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(40_000);
    const fast = metrics.asked.filter((r) => r.parts.includes("requests"));
    expect(fast.length).toBeGreaterThanOrEqual(80);
  });

  it("shows quantiles as old as their own reading", async () => {
    const { hub, clock, metrics } = setUp();
    metrics.latencyMs = 4_000;
    hub.start();
    view(hub);
    await clock.step(4_500);
    const asked = metrics.asked.find((r) => r.parts.includes("latency"));
    expect(hub.traffic()?.latencyAt).toBe(asked?.at);
  });

  it("widen the window to four scrape intervals and tell every page", async () => {
    const { hub, clock, metrics } = setUp();
    metrics.probeAnswer = {
      ok: true,
      value: {
        flavour: "Prometheus",
        scrapeIntervalSeconds: 30,
        reporters: [],
        missing: [],
        clusters: [],
      },
    };
    const page = view(hub);
    await settle();
    hub.start();
    await clock.step(6_000);
    expect(page.state?.settings.windowSeconds).toBe(120);
    expect(metrics.asked[0]?.windowSeconds).toBe(120);
  });

  it("keep the last figures when the source answers but measures no more, and go on when it does again", async () => {
    const { hub, clock, metrics } = setUp();
    const full = metrics.answer;
    const probe = metrics.probeAnswer;
    if (!probe.ok) throw new Error("the script begins with a good probe");
    hub.start();
    await clock.step(10_000);
    const before = hub.traffic();
    expect(before?.edges.size).toBeGreaterThan(0);

    metrics.answer = (request) => ok(samplesOf(request, []));
    const missing = ["istio_requests_total", "istio_tcp_connections_opened_total"].map(
      (metric) => ({ metric, effect: "no traffic" }),
    );
    metrics.probeAnswer = ok({ ...probe.value, missing });
    await clock.step(200_000);
    expect(hub.traffic()).toBe(before);
    const silent = hub.sources().find((source) => source.id === "metrics");
    expect(silent).toMatchObject({ state: "stale", lastGoodAt: before?.at });
    expect(silent?.problems).toContainEqual({ code: "metric-missing", ...missing[0] });

    metrics.answer = full;
    metrics.probeAnswer = probe;
    await clock.step(200_000);
    expect(hub.traffic()?.at).toBeGreaterThan(before?.at ?? 0);
    expect(hub.sources().find((source) => source.id === "metrics")).toMatchObject({
      state: "ready",
      problems: [],
    });
  });

  it("show that traffic ended where the source still measures", async () => {
    const { hub, clock, metrics } = setUp();
    hub.start();
    await clock.step(10_000);
    metrics.answer = (request) => ok(samplesOf(request, []));
    await clock.step(200_000);
    expect(hub.traffic()?.edges.size).toBe(0);
    expect(hub.sources().find((source) => source.id === "metrics")?.state).toBe("ready");
  });

  it("look at the source itself every ten minutes: its scrape interval may change", async () => {
    const { hub, clock, metrics } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(60_000);
    expect(metrics.probedAt).toHaveLength(1);
    if (!metrics.probeAnswer.ok) throw new Error("the script begins with a good probe");
    metrics.probeAnswer = {
      ok: true,
      value: { ...metrics.probeAnswer.value, scrapeIntervalSeconds: 30 },
    };
    await clock.step(600_000);
    expect(metrics.probedAt).toHaveLength(2);
    expect(page.state?.settings.windowSeconds).toBe(120);
    await clock.step(300_000);
    expect(metrics.probedAt).toHaveLength(2);
  });

  it("hold at most one reading, one of buckets and one look at the source each, also after an outage", async () => {
    const { hub, clock, metrics } = setUp();
    const good = metrics.answer;
    hub.start();
    view(hub);
    for (const answer of [good, () => DOWN, good, () => DOWN, good]) {
      metrics.answer = answer;
      await clock.step(21_000);
    }
    const ticks = metrics.asked.filter((r) => r.parts.includes("requests")).map((r) => r.at);
    const within = (times: readonly number[], i: number) =>
      times.filter(
        (at) => at >= (ticks[i] ?? 0) && at < (ticks[i + 1] ?? Number.POSITIVE_INFINITY),
      );
    const latency = metrics.asked.filter((r) => r.parts.includes("latency")).map((r) => r.at);
    for (const i of ticks.keys()) {
      expect(within(latency, i).length).toBeLessThanOrEqual(1);
      // The first look comes before the first tick.
      expect(within(metrics.probedAt.slice(1), i).length).toBeLessThanOrEqual(1);
    }
    expect(metrics.probedAt).toHaveLength(3);
  });

  it("go on when the clock is set back, buckets and all", async () => {
    const { hub, clock, metrics } = setUp();
    hub.start();
    view(hub);
    await clock.step(20_000);
    const before = metrics.asked.length;
    clock.set(clock.now() - 3_600_000);
    await clock.step(60_000);
    const since = metrics.asked.slice(before);
    expect(since.filter((r) => r.parts.includes("requests")).length).toBeGreaterThanOrEqual(11);
    expect(since.filter((r) => r.parts.includes("latency")).length).toBeGreaterThanOrEqual(3);
  });

  it("send an unchanged tick in less than 1 kB", async () => {
    const { hub, clock } = setUp();
    hub.start();
    const page = view(hub);
    await clock.step(31_000);
    const before = page.messages.length;
    await clock.step(5_000);
    const tick = page.messages.slice(before);
    expect(types(tick)).toEqual(["traffic"]);
    expect(JSON.stringify(tick).length).toBeLessThan(400);
  });
});

describe("a metrics source that fails", () => {
  const metricsOf = (hub: Hub) => hub.sources().find((s) => s.id === "metrics");

  it("is down while there is nothing to show", async () => {
    const { hub, clock, metrics } = setUp();
    metrics.answer = () => DOWN;
    metrics.probeAnswer = DOWN;
    hub.start();
    await clock.step(1_000);
    expect(metricsOf(hub)).toMatchObject({ state: "down", lastGoodAt: null });
    expect(hub.traffic()).toBeNull();
  });

  it("goes stale, keeps the last good values with their age, and recovers without a gap", async () => {
    const { hub, clock, metrics } = setUp();
    const good = metrics.answer;
    hub.start();
    const page = view(hub);
    await clock.step(6_000);
    const before = hub.traffic();
    metrics.answer = () => DOWN;
    await clock.step(30_000);
    expect(metricsOf(hub)).toMatchObject({
      state: "stale",
      lastGoodAt: before?.at,
      problems: [{ code: "unreachable" }],
    });
    expect(hub.traffic()).toEqual(before);
    metrics.answer = good;
    await clock.step(6_000);
    expect(metricsOf(hub)?.state).toBe("ready");
    expect(page.gaps).toBe(0);
    expect(page.state?.traffic).toEqual(hub.traffic());
  });

  it("does not take a tick without requests for a quiet mesh", async () => {
    const { hub, clock, metrics } = setUp();
    hub.start();
    view(hub);
    await clock.step(6_000);
    const before = hub.traffic();
    metrics.answer = (request) => ({
      ok: true,
      value: {
        ...samplesOf(request, []),
        requests: null,
        problems: [{ part: "requests", detail: "too many samples" }],
      },
    });
    await clock.step(10_000);
    expect(hub.traffic()?.edges).toEqual(before?.edges);
    expect(metricsOf(hub)).toMatchObject({ state: "stale", lastGoodAt: before?.at });
  });

  it("is partial when a lesser part fails, and says which", async () => {
    const { hub, clock, metrics } = setUp();
    const good = metrics.answer;
    metrics.answer = (request) => {
      const answer = good(request);
      if (!answer.ok || !request.parts.includes("tcp")) return answer;
      const problems = [{ part: "tcp" as const, detail: "timeout" }];
      return { ok: true, value: { ...answer.value, tcp: null, problems } };
    };
    hub.start();
    await clock.step(1_000);
    expect(metricsOf(hub)).toMatchObject({
      state: "partial",
      problems: [{ code: "query-failing", query: "tcp", detail: "timeout" }],
    });
  });

  it("is asked at once by a retry", async () => {
    const { hub, clock, metrics } = setUp({ tickSeconds: 300 });
    metrics.answer = () => DOWN;
    hub.start();
    await clock.step(1_000);
    const before = metrics.asked.length;
    hub.retry();
    await settle();
    expect(metrics.asked.length).toBe(before + 1);
  });
});

describe("a cluster", () => {
  it("makes the server ready when its first list is complete, and says until then what is awaited", async () => {
    const { hub, clock, cluster } = setUp({ initial: [clusterStatus("down")] });
    hub.start();
    await clock.step(100);
    expect(hub.readiness()).toMatchObject({ ready: false, waitingFor: [{ state: "down" }] });
    cluster.push({ type: "synced" });
    await clock.step(100);
    expect(hub.readiness()).toEqual({ ready: true, waitingFor: [] });
  });

  it("is watched again after its watch broke; what is gone meanwhile goes when the new list is complete", async () => {
    let list: ClusterEvent[] = [put(namespace("a")), put(namespace("b")), { type: "synced" }];
    const clock = createSteppedClock();
    const cluster = createScriptedCluster(() => list);
    const hub = new Hub({
      clusters: [cluster],
      metrics: null,
      clock,
      epoch: "e1",
      settings: {
        tickSeconds: 5,
        windowSeconds: 60,
        pastSeconds: 7200,
        healthRules: [],
        clusterIds: {},
        healthProfile: "heddle",
      },
      observer: silentObserver,
    });
    hub.start();
    const page = view(hub);
    await clock.step(500);
    list = [put(namespace("b"))];
    cluster.breakWatch();
    await clock.step(900);
    expect(hub.sources()[0]?.state).toBe("stale");
    await clock.step(1_000);
    expect([cluster.watches(), names(page.state)]).toEqual([2, ["a", "b"]]);
    cluster.push({ type: "synced" });
    await clock.step(500);
    expect([names(page.state), page.gaps]).toEqual([["b"], 0]);
  });
});
