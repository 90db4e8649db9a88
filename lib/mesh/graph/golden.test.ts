import { describe, expect, it } from "vitest";
import { recordedSamples } from "@/server/adapters/prometheus/recorded.contract";
import { foldSamples } from "../telemetry/fold";
import { buildGraph } from "./build-graph";
import { describeGraph } from "./testing/describe-graph";
import { contextOf, recordedIndex } from "./testing/recorded-mesh";

const WORLDS = ["bookinfo", "boutique", "troubles"] as const;

/** Real answers of Prometheus over the real objects they belong to; the goldens are beside, to be read. */
describe("the graph of recorded worlds", () => {
  it.each(WORLDS)("%s", async (world) => {
    const traffic = foldSamples(recordedSamples(world), null, 1);
    const graph = buildGraph(contextOf(recordedIndex([world, "bookinfo"]), traffic));
    await expect(`${describeGraph(graph)}\n`).toMatchFileSnapshot(`testing/goldens/${world}.txt`);
  });
});
