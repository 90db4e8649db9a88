import { describe, expect, it } from "vitest";
import type { ClusterEvent } from "@/server/ports/cluster";
import { Hub } from "./hub";
import { DOWN, names, setUp, view } from "./hub.fixture";
import {
  clusterStatus,
  createScriptedCluster,
  createSteppedClock,
  HUB_SETTINGS,
  namespace,
  put,
  samplesOf,
  settle,
} from "./live.fixture";
import { silentObserver } from "./observer";

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
      settings: HUB_SETTINGS,
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
