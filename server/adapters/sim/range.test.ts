import { describe, expect, it } from "vitest";
import type { RangeMeasure, TrafficSelector } from "@/lib/mesh/telemetry/range";
import { demoSim, START, samples } from "./testing/sims";

const MINUTE = 60_000;
const at = START - (START % MINUTE);

/** The chart's last point and the tick at the same moment, over the same minute. */
async function both(measure: RangeMeasure, selector: TrafficSelector) {
  const test = await demoSim();
  const answer = await test.sim.metrics.range(
    { selector, measures: [measure], from: at - 5 * MINUTE, to: at, stepSeconds: 60 },
    new AbortController().signal,
  );
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.value.times.at(-1)).toBe(at);
  expect(answer.value.windowSeconds).toBe(60);
  return { chart: answer.value, tick: await samples(test, 60, at) };
}

const sum = (rates: readonly (number | null | undefined)[]): number =>
  rates.reduce<number>((total, rate) => total + (rate ?? 0), 0);

describe("a chart says at a moment what a tick says of it", () => {
  const workload = (name: string, namespace = "bookinfo") => ({
    cluster: "",
    namespace,
    workload: name,
  });

  it("of requests, by answer", async () => {
    const { chart, tick } = await both("requests", {
      reporter: "source",
      destinations: [workload("reviews-v3")],
    });
    const rows = tick.requests?.filter((r) => r.destinationWorkload === "reviews-v3") ?? [];
    expect(new Set(rows.map((r) => r.code))).toEqual(new Set(["200", "500"]));
    for (const code of ["200", "500"]) {
      const drawn = chart.requests?.filter((s) => s.code === code).map((s) => s.values.at(-1));
      const seen = rows.filter((r) => r.code === code).map((r) => r.rate);
      expect(sum(drawn ?? []), code).toBeCloseTo(sum(seen), 9);
    }
  });

  it("of callers that only the destination sees", async () => {
    const { chart, tick } = await both("requests", {
      reporter: "destination",
      sources: [workload("unknown", "unknown")],
    });
    expect(sum((chart.requests ?? []).map((s) => s.values.at(-1)))).toBeCloseTo(
      sum((tick.unproxied ?? []).map((r) => r.rate)),
      9,
    );
  });

  it("of bytes, each way", async () => {
    const { chart, tick } = await both("tcp", {
      reporter: "source",
      services: ["redis-cart.boutique.svc.cluster.local"],
    });
    const row = tick.tcp?.find(
      (t) => t.reporter === "source" && t.destinationWorkload === "redis-cart",
    );
    const drawn = (direction: string) =>
      chart.tcp?.find((s) => s.direction === direction)?.values.at(-1);
    expect(drawn("toServer")).toBeCloseTo(row?.toServer ?? -1, 6);
    expect(drawn("toClient")).toBeCloseTo(row?.toClient ?? -1, 6);
    expect(row?.toClient).toBeGreaterThan(2 * (row?.toServer ?? Number.NaN));
  });

  it("of latency, bucket by bucket", async () => {
    const { chart, tick } = await both("latency", {
      reporter: "source",
      sources: [workload("productpage-v1")],
      destinations: [workload("details-v1")],
    });
    const row = tick.latency?.find((l) => l.destinationWorkload === "details-v1");
    expect(chart.latency).toHaveLength(row?.bounds.length ?? -1);
    for (const { bound, values } of chart.latency ?? []) {
      const i = row?.bounds.indexOf(bound === "+Inf" ? Number.POSITIVE_INFINITY : bound) ?? -1;
      expect(values.at(-1) ?? 0, String(bound)).toBeCloseTo(row?.counts[i] ?? -1, 6);
    }
  });
});
