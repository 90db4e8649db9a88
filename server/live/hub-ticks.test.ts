import { describe, expect, it } from "vitest";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { ok } from "@/lib/result";
import { DOWN, setUp, types, view } from "./hub.fixture";
import { samplesOf, settle } from "./live.fixture";

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

  it("keep the last figures when the newest samples are missing, until new ones fill the window", async () => {
    const { hub, clock, metrics } = setUp();
    const full = metrics.answer;
    const newest = (ageMs: number | null) => {
      metrics.answer = (request) => {
        const answer = full(request);
        if (!answer.ok) return answer;
        const newestSampleAt = ageMs === null ? null : answer.value.at - ageMs;
        return ok({ ...answer.value, newestSampleAt });
      };
    };
    const source = () => hub.sources().find(({ id }) => id === "metrics");
    newest(4_000);
    hub.start();
    view(hub);
    await clock.step(10_000);
    const before = hub.traffic();
    expect(source()?.state).toBe("ready");

    // The answer still has rates, and they fall towards zero.
    newest(null);
    await clock.step(20_000);
    expect(hub.traffic()).toBe(before);
    expect(source()).toMatchObject({ state: "stale", lastGoodAt: before?.at });
    expect(source()?.problems).toEqual([
      { code: "warning", detail: metricsSourceText.unmeasured.silent },
    ]);

    // Samples from before a short silence are still in the window.
    newest(4_000);
    await clock.step(5_000);
    expect(source()).toMatchObject({ state: "ready", problems: [] });
    const again = hub.traffic();
    expect(again?.at).toBeGreaterThan(before?.at ?? 0);

    newest(31_000);
    await clock.step(100_000);
    expect(hub.traffic()).toBe(again);
    newest(4_000);
    await clock.step(50_000);
    expect(hub.traffic()).toBe(again);
    expect(source()?.problems).toEqual([
      { code: "warning", detail: metricsSourceText.unmeasured.resuming },
    ]);
    await clock.step(20_000);
    expect(source()).toMatchObject({ state: "ready", problems: [] });
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

  it("do not take a source that has just begun to scrape for a mesh without traffic", async () => {
    const { hub, clock, metrics } = setUp();
    if (!metrics.probeAnswer.ok) throw new Error("the script begins with a good probe");
    const known = metrics.probeAnswer.value;
    const full = metrics.answer;
    metrics.probeAnswer = ok({ ...known, scrapeIntervalSeconds: null });
    // Two samples of a source that scrapes every minute are never in a window of one.
    metrics.answer = (request) =>
      request.windowSeconds < 120 ? ok(samplesOf(request, [])) : full(request);
    hub.start();
    const page = view(hub);
    await clock.step(20_000);
    const young = hub.sources().find((source) => source.id === "metrics");
    expect(young).toMatchObject({ state: "partial", problems: [{ code: "warning" }] });
    expect(young?.lastGoodAt).toBe(null);
    expect(hub.traffic()).toBe(null);
    expect(page.state?.traffic).toBe(null);

    metrics.probeAnswer = ok({ ...known, scrapeIntervalSeconds: 60 });
    await clock.step(100_000);
    expect(page.state?.settings.windowSeconds).toBe(240);
    expect(hub.traffic()?.edges.size).toBeGreaterThan(0);
    expect(hub.sources().find((source) => source.id === "metrics")).toMatchObject({
      state: "ready",
      problems: [],
    });
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
