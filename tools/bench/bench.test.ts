import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { queryName } from "@/fixtures/prometheus/replay";
import { foldSamples } from "@/lib/mesh/telemetry/fold";
import { trafficFrame } from "@/lib/mesh/telemetry/traffic-frame";
import { ok } from "@/lib/result";
import {
  readRecorded,
  samplesFromAnswers,
} from "@/server/adapters/prometheus/answers/samples-from-answers";
import {
  SHAPES,
  type TickQueryName,
  tickQueries,
} from "@/server/adapters/prometheus/queries/tick-queries";
import { recordedSamples } from "@/server/adapters/prometheus/recorded.contract";
import { judge, type Measured, table, toJson } from "./report.mjs";
import { ROWS, type Row } from "./rows.mjs";
import { median, percentile, seededRandom } from "./statistics.mjs";
import { withChanges } from "./world/changes";
import { asLargeAsReal } from "./world/large-pods";
import { latencyByService } from "./world/moments";
import { answerTo } from "./world/prometheus-answers";

const row = (rule: Row["rule"], budget: number): Row => ({
  id: "x",
  what: "a thing",
  unit: "ms",
  budget,
  rule,
  task: "x.ts",
});

describe("verdicts", () => {
  it.each<[Row["rule"], number, number, boolean]>([
    ["at most", 10, 10, true],
    ["at most", 10, 10.01, false],
    ["at least", 0.95, 0.95, true],
    ["at least", 0.95, 0.94, false],
    ["exactly", 1, 1, true],
    ["exactly", 1, 0.99, false],
    ["exactly", 1, 1.01, false],
  ])("%s %d: %d gives %s", (rule, budget, value, expected) => {
    const [judged] = judge([row(rule, budget)], [{ id: "x", value, note: "" }]);
    expect(judged?.ok).toBe(expected);
  });

  it.each<[string, readonly Measured[], string]>([
    ["was not reported", [], "not measured"],
    ["failed", [{ id: "x", value: null, error: "no server" }], "no server"],
    ["is no number", [{ id: "x", value: Number.NaN, note: "" }], "no number"],
    ["is of another row", [{ id: "y", value: 1, note: "" }], "not measured"],
  ])("a row that %s is missed and without a value", (_, measured, note) => {
    const [judged] = judge([row("at most", 10)], measured);
    expect(judged).toMatchObject({ value: null, ok: false, note });
  });
});

describe("output", () => {
  const judged = judge(
    [row("at most", 300), { ...row("at least", 0.95), id: "longer", unit: "ratio" }],
    [
      { id: "x", value: 12.34567, note: "of 3" },
      { id: "longer", value: null, error: "no browser" },
    ],
  );

  it("is JSON of id, value, unit, budget and ok alone", () => {
    expect(JSON.parse(toJson(judged))).toEqual([
      { id: "x", value: 12.346, unit: "ms", budget: 300, ok: true },
      { id: "longer", value: null, unit: "ratio", budget: 0.95, ok: false },
    ]);
  });

  it("is a table with the reasons", () => {
    expect(table(judged).split("\n")).toEqual([
      "ok      x       12.346  ≤ 300 ms",
      "        a thing: of 3",
      "MISSED  longer       –  ≥ 0.95 ratio",
      "        a thing: no browser",
    ]);
  });

  it("has every row once", () => {
    expect(new Set(ROWS.map((r) => r.id)).size).toBe(ROWS.length);
  });
});

describe("statistics", () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [[5], 0.95, 5],
    [Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
    [[1, 2], 1, 2],
  ])("of %j the share %d lies at or below %d", (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])("the median of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("says nothing of no values", () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it("draws the same numbers for the same seed, all in [0, 1)", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [seededRandom(seed), seededRandom(seed)];
        const drawn = Array.from({ length: 20 }, () => a());
        expect(drawn).toEqual(Array.from({ length: 20 }, () => b()));
        expect(drawn.every((n) => n >= 0 && n < 1)).toBe(true);
        expect(new Set(drawn).size).toBeGreaterThan(15);
      }),
    );
  });
});

const NAMES = Object.keys(SHAPES) as readonly TickQueryName[]; // SHAPES is a Record over exactly these names

describe("the synthetic Prometheus", () => {
  // Samples that a real Prometheus gave must come back unchanged, or the adapter would be measured on other answers than real ones.
  it.each(["bookinfo", "boutique", "troubles"] as const)(
    "answers the samples of %s so that the adapter reads them back",
    (world) => {
      const samples = recordedSamples(world);
      const { at, latencyLevel, windowSeconds } = samples;
      const answers = Object.fromEntries(
        NAMES.map((name) => [name, ok(readRecorded(answerTo(name, samples), name))]),
      );
      const read = samplesFromAnswers({ at, windowSeconds, latencyLevel, answers });
      expect({ ...read, problems: [], warnings: [] }).toEqual({
        ...samples,
        problems: [],
        warnings: [],
      });
      expect(read.requests?.length).toBeGreaterThan(0);
    },
  );

  it("knows every query of a tick by its text", () => {
    const parts = ["requests", "security", "tcp", "messages", "latency"] as const;
    const context = { severalClusters: false, recorded: new Map() };
    const request = { at: 0, windowSeconds: 60, parts, latencyLevel: "workload" } as const;
    for (const { name, text } of tickQueries(request, context)) expect(queryName(text)).toBe(name);
    const coarse = tickQueries({ ...request, latencyLevel: "service" }, context);
    expect(coarse.map((q) => queryName(q.text))).toContain("latency-service");
  });
});

describe("the worlds", () => {
  const mesh = syntheticMesh({ nodes: 60 });
  const samples = mesh.samplesAt(0, 0);

  it("adds buckets up per caller and service, and loses none", () => {
    const rows = samples.latency ?? [];
    const sums = latencyByService(rows);
    const total = (list: typeof rows) => list.reduce((sum, r) => sum + (r.counts.at(-1) ?? 0), 0);
    expect(sums.length).toBeLessThan(rows.length);
    expect(total(sums)).toBeCloseTo(total(rows), 6);
    expect(sums.every((r) => r.destinationWorkload === "")).toBe(true);
  });

  it("changes exactly the share asked for, others for another seed", () => {
    const before = foldSamples(samples, null, 1);
    const changedBy = (seed: number) => {
      const after = foldSamples(withChanges(samples, 0.05, seed), before, 2);
      return trafficFrame(before, after).changed.map((change) => change.id);
    };
    expect(changedBy(1)).toHaveLength(Math.ceil(before.edges.size * 0.05));
    expect(changedBy(1)).toEqual(changedBy(1));
    expect(changedBy(1)).not.toEqual(changedBy(2));
  });

  it("brings pods, and only pods, to the size of real ones", () => {
    for (const object of mesh.objects) {
      const large = asLargeAsReal(object);
      if (object["kind"] === "Pod") expect(JSON.stringify(large).length).toBeGreaterThan(12_000);
      else expect(large).toBe(object);
    }
  });
});
