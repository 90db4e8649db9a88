import { describe, expect, it } from "vitest";
import { foldSamples } from "../fold";
import type { EdgeLabels, TrafficSamples } from "../traffic";
import { quantise } from "./quantise";

const LABELS: EdgeLabels = {
  sourceCluster: "",
  sourceNamespace: "shop",
  sourceWorkload: "web",
  destinationCluster: "",
  destinationNamespace: "",
  destinationWorkload: "",
  destinationService: "cart.shop.svc.cluster.local",
};

const samples = (latencyLevel: "workload" | "service"): TrafficSamples => ({
  at: 1,
  windowSeconds: 60,
  requests: [{ ...LABELS, protocol: "http", code: "200", grpcStatus: "", flags: "-", rate: 5 }],
  unproxied: [],
  security: [],
  tcp: [],
  messages: [],
  latency: [
    {
      ...LABELS,
      protocol: "http",
      bounds: [10, Number.POSITIVE_INFINITY],
      counts: [5, 5],
      sumMs: null,
      count: null,
    },
  ],
  latencyLevel,
  problems: [],
  warnings: [],
});

describe("a mesh whose metrics carry no destination workload", () => {
  // source: https://istio.io/latest/docs/tasks/observability/metrics/customize-metrics/ (tags can be removed)
  it.each(["workload", "service"] as const)(
    "keeps the requests of an edge beside its buckets (level %s)",
    (level) => {
      const edges = [...foldSamples(samples(level), null, 1).edges.values()];
      expect(edges).toHaveLength(1);
      expect(edges[0]).toMatchObject({ responses: [{ rate: 5 }], latency: { counts: [5, 5] } });
    },
  );
});

describe("quantise", () => {
  it.each([
    [0, 0],
    [1234, 1234],
    [12_345.6, 12_350],
    [0.001_234_56, 0.001_235],
    [999.96, 1000],
    [-7.777_77, -7.778],
    [1.234_56e-30, 1.235e-30],
    [1.234_56e30, 1.235e30],
    [5e-324, 5e-324],
  ])("%d is %d", (value, expected) => {
    expect(quantise(value)).toBe(expected);
    expect(quantise(expected)).toBe(expected);
  });
});
