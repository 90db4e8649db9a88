import { type RecordedWorld, recorded } from "@/fixtures/prometheus/replay";
import type { TrafficSamples } from "@/lib/mesh/telemetry/traffic";
import { ok } from "@/lib/result";
import { readRecorded, samplesFromAnswers } from "./answers/samples-from-answers";
import type { TickQueryName } from "./queries/tick-queries";

const QUERIES = ["requests", "unproxied", "security", "tcp", "messages", "latency"] as const;

/** The samples of a recorded tick, for tests of whatever is built from samples. */
export function recordedSamples(
  world: RecordedWorld,
  latencyLevel: "workload" | "service" = "workload",
): TrafficSamples {
  // Written by record.ts with exactly these two numbers.
  const tick = JSON.parse(recorded(world, "tick.json")) as { at: number; windowSeconds: number };
  const fileOf = (name: TickQueryName) =>
    name === "latency" && latencyLevel === "service" ? "latency-service.json" : `${name}.json`;
  const answers = QUERIES.map((name) => [
    name,
    ok(readRecorded(recorded(world, fileOf(name)), name)),
  ]);
  return samplesFromAnswers({ ...tick, latencyLevel, answers: Object.fromEntries(answers) });
}
