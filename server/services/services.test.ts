import { describe, expect, it } from "vitest";
import { emptySnapshot } from "@/lib/mesh/model/snapshot";
import type { RequestSeries } from "@/lib/mesh/telemetry/range";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import { createScriptedMetrics, createSteppedClock, samplesOf } from "@/server/live/live.fixture";
import type { Clock } from "@/server/ports/clock";
import type { MetricsPort } from "@/server/ports/metrics";
import { namingOf } from "./naming-of";
import { createPastQueries } from "./query-past";
import { linesOf } from "./read-manifest";
import { createSharedCache } from "./shared-cache";

describe("createSharedCache", () => {
  const setUp = (entries = 2) => {
    const clock = createSteppedClock();
    const cache = createSharedCache<number, "down">({ clock, entries, lifetimeMs: () => 1_000 });
    let asked = 0;
    const ask = (answer: Result<number, "down"> = ok(1)) => {
      return async () => {
        asked += 1;
        return answer;
      };
    };
    return { clock, cache, ask, asked: () => asked };
  };

  it("asks once for all who want the same at the same time", async () => {
    const { cache, ask, asked } = setUp();
    await Promise.all(Array.from({ length: 100 }, () => cache.get("a", ask())));
    expect(asked()).toBe(1);
  });

  it("asks again when an answer no longer holds; a failure holds shortly", async () => {
    const { cache, clock, ask, asked } = setUp();
    await cache.get("a", ask(err("down")));
    await cache.get("a", ask(err("down")));
    expect(asked()).toBe(1);
    await clock.step(2_001);
    await cache.get("a", ask());
    await clock.step(500);
    await cache.get("a", ask());
    expect(asked()).toBe(2);
    await clock.step(501);
    await cache.get("a", ask());
    expect(asked()).toBe(3);
  });

  it("drops what was used longest ago", async () => {
    const { cache, ask, asked } = setUp(2);
    for (const key of ["a", "b", "a", "c", "a", "b"]) await cache.get(key, ask());
    expect(asked()).toBe(4);
  });

  it("forgets a question that broke", async () => {
    const { cache, ask, asked } = setUp();
    const broken = async () => Promise.reject(new Error("bug"));
    await expect(cache.get("a", broken)).rejects.toThrow("bug");
    await cache.get("a", ask());
    expect(asked()).toBe(1);
  });
});

const liveMesh = {
  snapshot: () => emptySnapshot,
  settings: () => ({ clusters: ["test"], clusterIds: {} }),
};

const pastOf = (metrics: MetricsPort, clock: Clock, shortestWindowSeconds = 0) =>
  createPastQueries({
    metrics,
    clock,
    latencyLevel: () => "workload",
    mesh: () => namingOf(liveMesh),
    shortestWindowSeconds: () => shortestWindowSeconds,
    signal: new AbortController().signal,
  });

describe("createPastQueries", () => {
  it("answers a hundred viewers of one moment with one reading of the source", async () => {
    const clock = createSteppedClock(10_000_000);
    const metrics = createScriptedMetrics(clock);
    const past = pastOf(metrics, clock);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => past.trafficAt(9_000_000 + i, 60)),
    );
    expect(metrics.asked).toHaveLength(1);
    expect(metrics.asked[0]).toMatchObject({ at: 9_000_000, windowSeconds: 60 });
    expect(answers[99]).toMatchObject({ ok: true, value: { traffic: { at: 9_000_000 } } });
  });

  it("raises a window that holds too few scrapes, and shares the answer with those who asked for that long", async () => {
    const clock = createSteppedClock(10_000_000);
    const metrics = createScriptedMetrics(clock);
    const past = pastOf(metrics, clock, 240);
    expect(await past.trafficAt(9_000_000, 60)).toMatchObject({
      value: { traffic: { windowSeconds: 240 } },
    });
    await past.trafficAt(9_000_000, 240);
    await past.trafficAt(9_000_000, 300);
    expect(metrics.asked.map((request) => request.windowSeconds)).toEqual([240, 300]);
  });

  it("does not keep a moment of which a part is missing", async () => {
    const clock = createSteppedClock(10_000_000);
    const metrics = createScriptedMetrics(clock);
    metrics.answer = (request) =>
      ok({ ...samplesOf(request, []), tcp: null, problems: [{ part: "tcp", detail: "busy" }] });
    const past = pastOf(metrics, clock);
    expect(await past.trafficAt(9_000_000, 60)).toMatchObject({
      value: { problems: [{ part: "tcp", detail: "busy" }] },
    });
    await clock.step(6_000);
    await past.trafficAt(9_000_000, 60);
    expect(metrics.asked).toHaveLength(2);
  });
});

describe("a moment after which nothing was scraped", () => {
  it.each([
    [null, [metricsSourceText.endsEarly]],
    [40_000, [metricsSourceText.endsEarly]],
    [20_000, []],
  ])("newest sample %j ms old: %j", async (ageMs, warnings) => {
    const clock = createSteppedClock();
    const metrics = createScriptedMetrics(clock);
    const full = metrics.answer;
    metrics.answer = (request) => {
      const answer = full(request);
      if (!answer.ok) return answer;
      const newestSampleAt = ageMs === null ? null : answer.value.at - ageMs;
      return ok({ ...answer.value, newestSampleAt });
    };
    const found = await pastOf(metrics, clock).trafficAt(100_000, 60);
    expect(found).toMatchObject({ ok: true, value: { warnings } });
  });
});

describe("a moment without traffic", () => {
  const at = 9_000_000;
  const series = (values: readonly (number | null)[]): RequestSeries => ({
    protocol: "http",
    code: "200",
    grpcStatus: "",
    destinationNamespace: "shop",
    destinationWorkload: "cart",
    values,
  });
  const asked = (requests: readonly RequestSeries[]) => {
    const clock = createSteppedClock(10_000_000);
    const range = async () =>
      ok({
        times: [at],
        stepSeconds: 60,
        windowSeconds: 60,
        requests,
        latency: null,
        tcp: [],
        calls: null,
        warnings: [],
      });
    const past = pastOf(createScriptedMetrics(clock, [], { range }), clock);
    return past.trafficAt(at, 60);
  };

  it("is silence where a counter stood still", async () => {
    expect(await asked([series([0])])).toMatchObject({ ok: true });
  });

  it.each([
    ["no series", []],
    ["a series without a sample then", [series([null])]],
  ])("is not known with %s", async (_, requests) => {
    expect(await asked(requests)).toEqual({ ok: false, error: { code: "no-samples", at } });
  });
});

describe("linesOf", () => {
  const yaml = [
    "apiVersion: networking.istio.io/v1",
    "kind: VirtualService",
    "spec:",
    "  hosts:",
    "    - reviews",
    "  http:",
    "    - route:",
    "        - destination:",
    "            host: reviews",
    "          weight: 90",
  ].join("\n");

  it.each([
    { path: [], line: 1 },
    { path: ["kind"], line: 2 },
    { path: ["spec", "hosts", 0], line: 5 },
    { path: ["spec", "http", 0, "route", 0, "weight"], line: 10 },
    { path: ["spec", "http", 1], line: null },
    { path: ["spec", "hosts", "x"], line: null },
    { path: ["kind", "x"], line: null },
  ])("$path is on line $line", ({ path, line }) => {
    expect(linesOf(yaml, [path])).toEqual([line]);
  });
});
