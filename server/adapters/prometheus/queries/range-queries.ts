import "server-only";
import type {
  RangeMeasure,
  RangeRequest,
  TrafficSelector,
  WorkloadSelector,
} from "@/lib/mesh/telemetry/range";
import type { Shape } from "../answers/parse-answer.mjs";
import { matchAny } from "./promql";
import { METRIC } from "./tick-queries";

/** Longest series of a chart. */
const MAX_POINTS = 240;
/** Selectors joined in one query: callers by namespace times callees by namespace. */
export const MAX_SELECTORS = 64;

export const RANGE_SHAPES: Readonly<Record<RangeMeasure, Shape>> = {
  requests: {
    labels: [
      "request_protocol",
      "response_code",
      "grpc_response_status",
      "destination_workload_namespace",
      "destination_workload",
    ],
    pivot: null,
  },
  latency: { labels: ["le"], pivot: null },
  tcp: { labels: ["measure"], pivot: null },
  calls: {
    labels: [
      "request_protocol",
      "response_code",
      "grpc_response_status",
      "source_workload_namespace",
      "destination_service",
      "destination_workload_namespace",
    ],
    pivot: null,
  },
};

export type RangeGrid = {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
  readonly windowSeconds: number;
  readonly times: readonly number[];
};

/**
 * The moments of a chart: multiples of the step within `from` and `to`, at most 240, so that servers find them in their caches and
 * their limit of 11,000 points is far. A step that would need more is multiplied.
 *
 * The window of each rate follows `$__rate_interval`: at least four scrapes, and a step plus a scrape, so that no sample falls between.
 * source: https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/
 */
export function rangeGrid(request: RangeRequest, scrapeSeconds: number): RangeGrid {
  const asked = Math.max(1, Math.ceil(request.stepSeconds));
  const span = Math.max(0, (request.to - request.from) / 1000);
  const stepSeconds = asked * Math.max(1, Math.ceil(span / (MAX_POINTS - 1) / asked));
  const startSeconds = Math.ceil(request.from / 1000 / stepSeconds) * stepSeconds;
  const endSeconds = Math.floor(request.to / 1000 / stepSeconds) * stepSeconds;
  const count = Math.max(0, (endSeconds - startSeconds) / stepSeconds + 1);
  return {
    startSeconds,
    endSeconds,
    stepSeconds,
    windowSeconds: Math.ceil(Math.max(4 * scrapeSeconds, stepSeconds + scrapeSeconds)),
    times: Array.from({ length: count }, (_, i) => (startSeconds + i * stepSeconds) * 1000),
  };
}

/**
 * Matchers of one selector each; traffic is selected when any of them matches, and none matches what another does not mean.
 *
 * (namespace, workload) pairs are kept pairs: workloads of one namespace share a matcher, each namespace has a selector of its own.
 * An empty list selects nothing, so the answer is then empty.
 */
export function selectorsOf(selector: TrafficSelector): readonly string[] {
  return services(selector.services).flatMap((service) =>
    ends("source", selector.sources).flatMap((source) =>
      ends("destination", selector.destinations).map((destination) =>
        [...source, ...destination, ...service].join(","),
      ),
    ),
  );
}

function services(hosts: readonly string[] | undefined): readonly (readonly string[])[] {
  if (hosts === undefined) return [[]];
  return hosts.length === 0 ? [] : [[matchAny("destination_service", hosts)]];
}

function ends(
  side: "source" | "destination",
  workloads: readonly WorkloadSelector[] | undefined,
): readonly (readonly string[])[] {
  if (workloads === undefined) return [[]];
  const groups = new Map<string, WorkloadSelector[]>();
  for (const workload of workloads) {
    const id = JSON.stringify([workload.cluster, workload.namespace]);
    groups.set(id, [...(groups.get(id) ?? []), workload]);
  }
  return [...groups.values()].map((group) => {
    const cluster = group[0]?.cluster ?? "";
    return [
      ...(cluster === "" ? [] : [matchAny(`${side}_cluster`, [cluster])]),
      matchAny(`${side}_workload_namespace`, [group[0]?.namespace ?? ""]),
      matchAny(
        `${side}_workload`,
        group.map((w) => w.workload),
      ),
    ];
  });
}

/** The query of one measure over the given selectors (`selectorsOf`), which must not be empty. */
export function rangeQuery(
  measure: RangeMeasure,
  reporter: TrafficSelector["reporter"],
  selectors: readonly string[],
  windowSeconds: number,
): string {
  const sum = (metric: string, by: readonly string[], reporters: string) => {
    const rates = selectors.map((s) => {
      const matchers = s === "" ? reporters : `${reporters},${s}`;
      return `rate(${metric}{${matchers}}[${windowSeconds}s])`;
    });
    return `sum by (${by.join(",")}) (${rates.join("\nor ")})`;
  };
  const l7 = `reporter=~"${reporter}|waypoint"`;
  const l4 = `reporter="${reporter}"`;
  switch (measure) {
    case "requests":
    case "calls":
      return sum(METRIC.requests, RANGE_SHAPES[measure].labels, l7);
    case "latency":
      return sum(METRIC.bucket, ["le"], l7);
    case "tcp":
      return [
        `label_replace(${sum(METRIC.received, [], l4)}, "measure", "toServer", "", "")`,
        `label_replace(${sum(METRIC.sent, [], l4)}, "measure", "toClient", "", "")`,
      ].join("\nor ");
  }
}
