import "server-only";
import path from "node:path";
import type {
  EdgeLabels,
  RequestSample,
  TrafficPart,
  TrafficSamples,
} from "@/lib/mesh/telemetry/traffic";
import type { Clock } from "@/server/ports/clock";
import { loadMesh, parseManifests, parseTraffic, type SimMesh } from "../mesh/load-mesh";
import { createSim, type Sim } from "../sim";

export const START = Date.parse("2026-03-02T16:42:00Z");

export type SteppedClock = Clock & { step(ms: number): void };

export function steppedClock(start = START): SteppedClock {
  let now = start;
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async () => {},
    step(ms) {
      now += ms;
    },
  };
}

export type TestSim = { readonly sim: Sim; readonly clock: SteppedClock };

export async function demoMesh(): Promise<SimMesh> {
  const mesh = await loadMesh(path.resolve("fixtures/meshes/demo"));
  if (!mesh.ok) throw new Error(JSON.stringify(mesh.error));
  return mesh.value;
}

export async function demoSim(seed?: number): Promise<TestSim> {
  return simOf(await demoMesh(), seed);
}

export function simOf(mesh: SimMesh, seed?: number): TestSim {
  const clock = steppedClock();
  return { clock, sim: createSim({ mesh, cluster: "test", clock, ...(seed && { seed }) }) };
}

/** A mesh from YAML texts. */
export function simFrom(manifests: string, traffic: string): TestSim {
  const objects = parseManifests("test.yaml", manifests);
  const calls = parseTraffic("traffic.yaml", traffic);
  if (!objects.ok) throw new Error(JSON.stringify(objects.error));
  if (!calls.ok) throw new Error(JSON.stringify(calls.error));
  return simOf({ objects: objects.value, traffic: calls.value });
}

export const ALL_PARTS: readonly TrafficPart[] = [
  "requests",
  "security",
  "tcp",
  "messages",
  "latency",
];

export async function samples(
  { sim, clock }: TestSim,
  windowSeconds = 60,
  at = clock.now(),
): Promise<TrafficSamples> {
  const request = { at, windowSeconds, parts: ALL_PARTS, latencyLevel: "workload" as const };
  const answer = await sim.metrics.traffic(request, new AbortController().signal);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

/** `shop/web → shop/cart-v1` */
export const edgeText = (l: EdgeLabels): string =>
  `${l.sourceNamespace}/${l.sourceWorkload} → ${l.destinationNamespace}/${l.destinationWorkload}`;

/** `shop/web → shop/cart-v1 http 200 - 12.30` */
export const requestText = (r: RequestSample): string =>
  `${edgeText(r)} ${[r.protocol, r.code, r.grpcStatus, r.flags].filter(Boolean).join(" ")} ${r.rate.toFixed(2)}`;

/** Requests per second of the rows that a test wants. */
export const rateOf = (
  rows: readonly RequestSample[] | null,
  wanted: Partial<RequestSample>,
): number =>
  (rows ?? [])
    .filter((r) => Object.entries(wanted).every(([k, v]) => r[k as keyof RequestSample] === v)) // keys of a partial sample
    .reduce((sum, r) => sum + r.rate, 0);
