import { describe, expect, it } from "vitest";
import type { SourceId, SourceState, SourceStatus } from "@/lib/mesh/model/source";
import { worstSource } from "./worst-source";

const source = (id: SourceId, state: SourceState, lastGoodAt: number | null): SourceStatus => ({
  id,
  cluster: "prod-eu1",
  state,
  since: 0,
  lastGoodAt,
  problems: [],
  found: null,
});

describe("sources in one word", () => {
  it("is connecting before anything is heard", () => {
    expect(worstSource([])).toEqual({ state: "connecting", source: null, lastGoodAt: null });
  });

  it.each([
    ["ready", "ready", "ready", null, 10],
    ["ready", "stale", "stale", "metrics", 10],
    ["partial", "ready", "partial", "cluster", 10],
    ["partial", "down", "down", "metrics", 10],
    ["down", "stale", "down", "cluster", 10],
  ] as const)("cluster %s, metrics %s: %s", (cluster, metrics, state, named, oldest) => {
    const both = [source("cluster", cluster, 20), source("metrics", metrics, 10)];
    expect(worstSource(both)).toEqual({ state, source: named, lastGoodAt: oldest });
  });

  it("has no age while one source never had data", () => {
    const both = [source("cluster", "ready", 20), source("metrics", "connecting", null)];
    expect(worstSource(both)).toEqual({ state: "connecting", source: "metrics", lastGoodAt: null });
  });
});
