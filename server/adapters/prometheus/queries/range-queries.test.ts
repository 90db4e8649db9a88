import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WorkloadSelector } from "@/lib/mesh/telemetry/range";
import { rangeGrid, rangeQuery, selectorsOf } from "./range-queries";

const at = (path: string): WorkloadSelector => {
  const [cluster = "", namespace = "", workload = ""] = path.split("/");
  return { cluster, namespace, workload };
};

describe("selectors", () => {
  it.each([
    ["nothing given is the whole mesh", {}, [""]],
    [
      "workloads of one namespace share a selector",
      { sources: ["/a/x", "/a/y"].map(at) },
      ['source_workload_namespace="a",source_workload=~"x|y"'],
    ],
    [
      "pairs stay pairs: a/x or b/y is neither a/y nor b/x",
      { destinations: ["/a/x", "/b/y"].map(at) },
      [
        'destination_workload_namespace="a",destination_workload="x"',
        'destination_workload_namespace="b",destination_workload="y"',
      ],
    ],
    [
      "both ends and hosts must match",
      { sources: ["/a/x"].map(at), destinations: ["east/b/y"].map(at), services: ["h.b", "g.b"] },
      [
        'source_workload_namespace="a",source_workload="x",destination_cluster="east",destination_workload_namespace="b",destination_workload="y",destination_service=~"h\\\\.b|g\\\\.b"',
      ],
    ],
    ["an empty list selects nothing", { sources: [] }, []],
    ["an empty list of hosts too", { services: [], sources: [at("/a/x")] }, []],
  ])("%s", (_, lists, expected) => {
    expect(selectorsOf({ reporter: "source", ...lists })).toEqual(expected);
  });

  it("become one query each measure, joined without counting twice", () => {
    const selectors = selectorsOf({ reporter: "source", sources: ["/a/x", "/b/y"].map(at) });
    expect(rangeQuery("latency", "source", selectors, 120)).toBe(
      [
        'sum by (le) (rate(istio_request_duration_milliseconds_bucket{reporter=~"source|waypoint",source_workload_namespace="a",source_workload="x"}[120s])',
        'or rate(istio_request_duration_milliseconds_bucket{reporter=~"source|waypoint",source_workload_namespace="b",source_workload="y"}[120s]))',
      ].join("\n"),
    );
  });
});

describe("grid", () => {
  const request = { selector: { reporter: "source" }, measures: [] } as const;

  it.each([
    [60, 15, 75],
    [10, 15, 60],
    [300, 15, 315],
    [15, 2, 17],
  ])("step %i s and a scrape each %i s: a window of %i s", (stepSeconds, scrape, windowSeconds) => {
    const grid = rangeGrid({ ...request, from: 0, to: 600_000, stepSeconds }, scrape);
    expect(grid.windowSeconds).toBe(windowSeconds);
  });

  it("lies within the span, on multiples of the step, in at most 240 moments", () => {
    const span = fc.record({
      from: fc.integer({ min: 0, max: 2_000_000_000_000 }),
      length: fc.integer({ min: 0, max: 40 * 86_400_000 }),
      stepSeconds: fc.integer({ min: 1, max: 7200 }),
    });
    fc.assert(
      fc.property(span, ({ from, length, stepSeconds }) => {
        const to = from + length;
        const grid = rangeGrid({ ...request, from, to, stepSeconds }, 15);
        expect(grid.times.length).toBeLessThanOrEqual(240);
        expect(grid.stepSeconds % stepSeconds).toBe(0);
        for (const t of grid.times) {
          expect(t % (grid.stepSeconds * 1000)).toBe(0);
          expect(t).toBeGreaterThanOrEqual(from);
          expect(t).toBeLessThanOrEqual(to);
        }
        if (length >= grid.stepSeconds * 1000) expect(grid.times.length).toBeGreaterThan(0);
      }),
    );
  });
});
