import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RangeRequest, RangeSeries } from "@/lib/mesh/telemetry/range";
import type { EdgeLabels, TrafficPart, TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import type { MetricsPort } from "./metrics";

/** A source with some traffic, and what the suite must know of it. */
export type MetricsHarness = {
  readonly metrics: MetricsPort;
  /** A moment with traffic, and with half an hour of it before; epoch ms. */
  readonly now: number;
  /** Where charts were recorded at another moment: the end of theirs. */
  readonly chartsUntil?: number;
  /**
   * Requests that two cumulative buckets of one histogram can disagree by over the window. Real counters are read whole;
   * a generator that rounds each bucket on its own lets one below +Inf rise by one request more.
   */
  readonly roundedRequests?: number;
  close(): Promise<void>;
};

/** For an implementation whose source can be made to fail. */
export type FailingMetricsHarness = Pick<MetricsHarness, "now" | "close"> & {
  /** A source whose part `latency` fails while the others answer. */
  readonly latencyFails: MetricsPort;
  /** A source that never answers. */
  readonly silent: MetricsPort;
};

/** Between the first and the last sample of a window of 60 s, at the least. */
const SAMPLED_SECONDS = 30;

const PARTS: readonly TrafficPart[] = ["requests", "security", "tcp", "messages", "latency"];
const never = () => new AbortController().signal;

/** The promises of `MetricsPort`, for every implementation. Call it within a `describe`. */
export function describeMetricsContract(start: () => Promise<MetricsHarness>): void {
  let harness: MetricsHarness;
  beforeAll(async () => {
    harness = await start();
  });
  afterAll(() => harness.close());

  const ask = async (
    parts: readonly TrafficPart[],
    latencyLevel: "workload" | "service" = "workload",
  ): Promise<TrafficSamples> => {
    const request = { at: harness.now, windowSeconds: 60, parts, latencyLevel };
    const answer = await harness.metrics.traffic(request, never());
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  };

  describe("traffic", () => trafficPromises(() => harness, ask));
  describe("range", () => rangePromises(() => harness));

  it("tells what it found", async () => {
    const probe = await harness.metrics.probe(never());
    if (!probe.ok) throw new Error(JSON.stringify(probe.error));
    expect(probe.value.flavour).not.toBe("");
    expect(probe.value.reporters).toContain("source");
    expect(probe.value.scrapeIntervalSeconds ?? 1).toBeGreaterThan(0);
    for (const { metric, effect } of probe.value.missing) {
      expect(metric).toMatch(/^istio_/);
      expect(effect).not.toBe("");
    }
  });
}

/** The promises of `MetricsPort` about a source that fails. Call it within a `describe`. */
export function describeFailingMetrics(start: () => Promise<FailingMetricsHarness>): void {
  let harness: FailingMetricsHarness;
  beforeAll(async () => {
    harness = await start();
  });
  afterAll(() => harness.close());

  it("names the part that failed and answers the others", async () => {
    const parts: readonly TrafficPart[] = ["requests", "latency"];
    const request = {
      at: harness.now,
      windowSeconds: 60,
      parts,
      latencyLevel: "workload",
    } as const;
    const answer = await harness.latencyFails.traffic(request, never());
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    const { latency, problems, requests } = answer.value;
    expect(latency).toBeNull();
    expect(requests?.length).toBeGreaterThan(0);
    expect(problems.map((p) => p.part)).toEqual(["latency"]);
    expect(problems[0]?.detail).not.toBe("");
  });

  it("is an error when every part failed", async () => {
    const request = { at: harness.now, windowSeconds: 60, parts: ["latency"] as const };
    const answer = await harness.latencyFails.traffic(
      { ...request, latencyLevel: "workload" },
      never(),
    );
    expect(answer.ok).toBe(false);
  });

  it("settles with an error, and does not reject, when it is aborted", async () => {
    const abort = new AbortController();
    const request = { at: harness.now, windowSeconds: 60, parts: PARTS };
    const answer = harness.silent.traffic({ ...request, latencyLevel: "workload" }, abort.signal);
    abort.abort();
    expect((await answer).ok).toBe(false);
  });
}

type Ask = (
  parts: readonly TrafficPart[],
  level?: "workload" | "service",
) => Promise<TrafficSamples>;

function trafficPromises(harness: () => MetricsHarness, ask: Ask): void {
  it.each(PARTS)("answers %s alone when nothing else is asked for", async (part) => {
    const { requests, unproxied, security, tcp, messages, latency } = await ask([part]);
    const answered = { requests, security, tcp, messages, latency };
    for (const [name, rows] of Object.entries(answered)) {
      expect(rows !== null, name).toBe(name === part);
    }
    expect(unproxied !== null).toBe(part === "requests");
  });

  it("asks the source a constant number of queries, at most ten for all parts", async () => {
    const counted = async (parts: readonly TrafficPart[]) => {
      const before = harness().metrics.queriesSent();
      await ask(parts);
      return harness().metrics.queriesSent() - before;
    };
    const all = await counted(PARTS);
    expect(all).toBeLessThanOrEqual(10);
    expect(await counted(PARTS)).toBe(all);
    expect(await counted(["requests"])).toBeLessThanOrEqual(all);
  });

  it("evaluates a moment at or before the one asked for", async () => {
    const { at, windowSeconds } = await ask(["requests"]);
    expect(at).toBeLessThanOrEqual(harness().now);
    expect(harness().now - at).toBeLessThan(60_000);
    expect(windowSeconds).toBe(60);
  });

  it("says only rates that are positive and finite, and every row once", async () => {
    const { requests, unproxied, security } = await ask(["requests", "security"]);
    expect(requests?.length).toBeGreaterThan(0);
    for (const rows of [requests, unproxied, security]) {
      for (const row of rows ?? []) expect(row.rate).toBeGreaterThan(0);
      for (const row of rows ?? []) expect(Number.isFinite(row.rate)).toBe(true);
      const ids = (rows ?? []).map(({ rate: _, ...labels }) => JSON.stringify(labels));
      expect(new Set(ids).size).toBe(ids.length);
    }
    expect((unproxied ?? []).every((r) => r.sourceWorkload === "unknown")).toBe(true);
  });

  it("says TCP rates that are finite and not negative", async () => {
    for (const row of (await ask(["tcp"])).tcp ?? []) {
      for (const rate of [row.toServer, row.toClient, row.opened]) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(rate)).toBe(true);
      }
    }
  });

  it("says buckets that ascend to Infinity and agree with their total", async () => {
    const { latency } = await ask(["latency"]);
    expect(latency?.length).toBeGreaterThan(0);
    for (const { bounds, counts, count } of latency ?? []) {
      expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
      expect(counts).toHaveLength(bounds.length);
      for (let i = 1; i < bounds.length; i++) {
        expect(bounds[i]).toBeGreaterThan(bounds[i - 1] ?? Number.NaN);
        expect(counts[i]).toBeGreaterThanOrEqual(counts[i - 1] ?? Number.NaN);
      }
      if (count !== null) expect(count).toBeCloseTo(counts.at(-1) ?? -1, 6);
    }
  });

  it("per service, joins the callee's workloads without losing a request", async () => {
    const totals = async (level: "workload" | "service") => {
      const { latency, latencyLevel } = await ask(["latency"], level);
      expect(latencyLevel).toBe(level);
      if (level === "service") {
        expect((latency ?? []).every((l) => l.destinationWorkload === "")).toBe(true);
      }
      return totalsByService(latency ?? []);
    };
    /** A real Prometheus scrapes meanwhile: what is compared was asked between two answers that are the same. */
    const inOneMoment = async () => {
      for (;;) {
        const [before, byService] = [await totals("workload"), await totals("service")];
        const after = await totals("workload");
        if (isDeepStrictEqual([...before], [...after])) return [before, byService] as const;
      }
    };
    const [byWorkload, byService] = await inOneMoment();
    expect([...byService.keys()].sort()).toEqual([...byWorkload.keys()].sort());
    // Each row that is joined can have been raised by what its buckets disagree.
    const lost = (rows: number) => (rows * (harness().roundedRequests ?? 0)) / SAMPLED_SECONDS;
    for (const [id, { total }] of byService) {
      const { total: expected, rows } = byWorkload.get(id) ?? { total: -1, rows: 0 };
      expect(Math.abs(total - expected)).toBeLessThanOrEqual(lost(rows) + 1e-6);
    }
  });
}

function totalsByService(
  rows: readonly (EdgeLabels & { readonly protocol: string; readonly counts: readonly number[] })[],
): ReadonlyMap<string, { readonly total: number; readonly rows: number }> {
  const totals = new Map<string, { total: number; rows: number }>();
  for (const l of rows) {
    const id = [l.sourceNamespace, l.sourceWorkload, l.destinationService, l.protocol].join("|");
    const { total, rows: before } = totals.get(id) ?? { total: 0, rows: 0 };
    totals.set(id, { total: total + (l.counts.at(-1) ?? 0), rows: before + 1 });
  }
  return totals;
}

function rangePromises(harness: () => MetricsHarness): void {
  const until = () => harness().chartsUntil ?? harness().now;
  const chart = async (over: Partial<RangeRequest>) => {
    const answer = await harness().metrics.range(
      {
        selector: { reporter: "source" },
        measures: ["requests"],
        from: until() - 30 * 60_000,
        to: until(),
        stepSeconds: 60,
        ...over,
      },
      never(),
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    return answer.value;
  };

  it("aligns its moments to the step, ascending within the span", async () => {
    const { times, stepSeconds } = await chart({});
    expect(stepSeconds).toBe(60);
    expect(times.every((t) => t % 60_000 === 0)).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(until() - 31 * 60_000);
    expect(times.at(-1)).toBeLessThanOrEqual(until());
    for (let i = 1; i < times.length; i++) {
      expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBe(60_000);
    }
  });

  it("answers the measures asked for alone, a value or null for each moment", async () => {
    const answer = await chart({ measures: ["requests", "latency"] });
    expect(answer.tcp).toBeNull();
    expect(answer.requests?.length).toBeGreaterThan(0);
    for (const series of [...(answer.requests ?? []), ...(answer.latency ?? [])]) {
      expect(series.values).toHaveLength(answer.times.length);
      expect(series.values.every((v) => v === null || (Number.isFinite(v) && v >= 0))).toBe(true);
    }
  });

  it("names the namespace that requests reached, each kind of request there once", async () => {
    const { requests } = await chart({});
    const ids = (requests ?? []).map(({ values: _, ...labels }) => JSON.stringify(labels));
    expect(new Set(ids).size).toBe(ids.length);
    const reached = (requests ?? []).filter((one) => one.destinationWorkload !== "unknown");
    expect(reached.length).toBeGreaterThan(0);
    expect(reached.filter((one) => one.destinationNamespace === "")).toEqual([]);
  });

  it("says of the same requests where they come from and which host they call, each kind once", async () => {
    const answer = await chart({ measures: ["requests", "calls"] });
    const ids = (answer.calls ?? []).map(({ values: _, ...labels }) => JSON.stringify(labels));
    expect(new Set(ids).size).toBe(ids.length);
    const named = (answer.calls ?? []).filter(
      (one) => one.sourceNamespace !== "" && one.destinationService !== "",
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named).toHaveLength(ids.length);
    const sums = (series: readonly RangeSeries[] | null) =>
      answer.times.map((_, i) =>
        (series ?? []).reduce((sum, { values }) => sum + (values[i] ?? 0), 0),
      );
    // Of the last minutes samples may still arrive between two questions.
    sums(answer.calls)
      .slice(0, -3)
      .forEach((sum, i) => {
        expect(sum).toBeCloseTo(sums(answer.requests)[i] ?? Number.NaN, 6);
      });
  });

  it("survives JSON, the bucket without a bound included", async () => {
    const answer = await chart({ measures: ["latency"] });
    expect(answer.latency?.some((series) => series.bound === "+Inf")).toBe(true);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  it("leaves a hole where there is no sample: long ago nothing is zero", async () => {
    const week = 7 * 24 * 3600_000;
    const { requests } = await chart({
      from: until() - week - 600_000,
      to: until() - week,
    });
    for (const series of requests ?? []) {
      expect(series.values.every((v) => v === null)).toBe(true);
    }
  });

  it("keeps a chart drawable: at most 240 moments, whatever is asked for", async () => {
    const { times, stepSeconds } = await chart({ stepSeconds: 1 });
    expect(times.length).toBeLessThanOrEqual(240);
    expect(stepSeconds).toBeGreaterThan(1);
  });

  it("selects nothing by an empty list", async () => {
    const { requests } = await chart({ selector: { reporter: "source", sources: [] } });
    expect(requests).toEqual([]);
  });
}
