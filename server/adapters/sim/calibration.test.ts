import { describe, expect, it } from "vitest";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import { mergeFigures } from "@/lib/mesh/telemetry/ratios";
import type { EdgeTraffic } from "@/lib/mesh/telemetry/traffic";
import { demoMesh, START, samples, simOf } from "./testing/sims";
import { queueFactor } from "./traffic/demand";
import { LATENCY_BOUNDS } from "./traffic/latency";

/** The demo without its daily wave and its noise, ten minutes of it. */
async function calmDemo(): Promise<readonly EdgeTraffic[]> {
  const mesh = await demoMesh();
  const daily = { ...mesh.traffic.daily, amplitude: 0 };
  const test = simOf({ ...mesh, traffic: { ...mesh.traffic, noise: 0, daily } });
  test.clock.step(600_000);
  return [...foldSamples(await samples(test, 600), null, 1).edges.values()];
}

describe("the demo at its mean", async () => {
  const edges = await calmDemo();
  const between = (from: string, service: string) =>
    mergeFigures(
      edges.filter(
        (e) =>
          e.labels.sourceWorkload === from &&
          e.labels.destinationService.startsWith(`${service}.`) &&
          e.labels.destinationWorkload !== "",
      ),
    );

  // caller, service, requests per second, p50 and p95 in ms, share of errors in percent
  it.each([
    ["istio-ingressgateway", "productpage", 42, 22, 61, 0.05],
    ["productpage-v1", "details", 42, 3, 9, 0],
    ["istio-ingressgateway", "frontend", 85, 45, 160, 0.1],
    ["frontend", "productcatalogservice", 310, 2, 6, 0],
    ["frontend", "currencyservice", 620, 1, 4, 0],
    ["frontend", "cartservice", 130, 4, 15, 0.1],
    ["frontend", "recommendationservice", 70, 9, 30, 0.05],
    ["frontend", "adservice", 80, 3, 18, 0.3],
    ["frontend", "shippingservice", 20, 4, 11, 0.1],
    ["frontend", "checkoutservice", 6, 90, 260, 0.4],
    ["checkoutservice", "paymentservice", 6, 8, 40, 0.2],
    ["checkoutservice", "shippingservice", 6, 8, 40, 0.2],
  ] as const)("%s calls %s %d times a second", (from, to, rps, p50, p95, errors) => {
    const { requestsPerSecond, latency, errorRatio } = between(from, to);
    expect(requestsPerSecond / rps).toBeGreaterThan(0.93);
    expect(requestsPerSecond / rps).toBeLessThan(1.07);
    for (const [q, ms] of [
      [0.5, p50],
      [0.95, p95],
    ] as const) {
      // Buckets tell no more than between which of their bounds a quantile lies.
      const found = quantile(latency, q);
      const at = found === null || found.beyond ? Number.NaN : found.ms;
      const [below, above] = bucketsAround(ms);
      expect(at, `p${q * 100}`).toBeGreaterThanOrEqual(below);
      expect(at, `p${q * 100}`).toBeLessThanOrEqual(above);
    }
    expect(Math.abs((errorRatio ?? Number.NaN) * 100 - errors)).toBeLessThan(0.35);
  });

  it("moves bytes over TCP: redis and the databases' own", () => {
    const { tcp } = between("cartservice", "redis-cart");
    expect(tcp?.toClient).toBeGreaterThan(110_000);
    expect(tcp?.toClient).toBeLessThan(150_000);
    expect(tcp?.toServer).toBeGreaterThan(17_000);
    expect(tcp?.toServer).toBeLessThan(24_000);
  });
});

/** The bounds of the bucket of a latency; one bucket more on the side that it is nearest to. */
function bucketsAround(ms: number): readonly [number, number] {
  const at = LATENCY_BOUNDS.findIndex((bound) => bound >= ms);
  const [below, above] = [LATENCY_BOUNDS[at - 1] ?? 0, LATENCY_BOUNDS[at] ?? Number.NaN];
  if (ms > 0.9 * above) return [below, LATENCY_BOUNDS[at + 1] ?? Number.NaN];
  return ms < 1.25 * below ? [LATENCY_BOUNDS[at - 2] ?? 0, above] : [below, above];
}

describe("queueing", () => {
  const daily = { amplitude: 0.35, peakHour: 15 };
  const at = (hour: number) => queueFactor({ daily }, START / 1000 - 60_120 + hour * 3600);

  it("makes answers slower at the day's peak and quicker at night; at the mean it changes nothing", () => {
    expect(at(15)).toBeCloseTo(0.7 / (1 - 0.3 * 1.35), 6);
    expect(at(3)).toBeCloseTo(0.7 / (1 - 0.3 * 0.65), 6);
    expect(at(21)).toBeCloseTo(1, 6);
    expect(queueFactor({ daily: { amplitude: 0, peakHour: 3 } }, 12_345)).toBe(1);
    expect(queueFactor({ daily: { amplitude: 1, peakHour: 0 } }, 0)).toBeCloseTo(1.75, 6);
  });
});
