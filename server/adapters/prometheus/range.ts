import "server-only";
import type { RangeAnswer, RangeMeasure, RangeRequest } from "@/lib/mesh/telemetry/range";
import { metricsSourceText } from "@/lib/messages/metrics-source";
import { err, ok, type Result } from "@/lib/result";
import type { MetricsError } from "@/server/ports/metrics";
import type { Columns } from "./answers/parse-answer.mjs";
import { bucketSeries, callSeries, requestSeries, tcpSeries } from "./answers/series-from-answers";
import type { PrometheusClient } from "./http/http-client";
import {
  MAX_SELECTORS,
  RANGE_SHAPES,
  type RangeGrid,
  rangeGrid,
  rangeQuery,
  selectorsOf,
} from "./queries/range-queries";
import type { SourceContext } from "./source-context";

type Answers = ReadonlyMap<RangeMeasure, Result<Columns, MetricsError>>;

/** One query per measure. A measure that failed is `null` and named in `warnings`; an error only when all failed. */
export async function queryRange(
  client: PrometheusClient,
  context: SourceContext,
  request: RangeRequest,
  signal: AbortSignal,
): Promise<Result<RangeAnswer, MetricsError>> {
  const grid = rangeGrid(request, context.scrapeSeconds);
  const selectors = selectorsOf(request.selector);
  const measures = [...new Set(request.measures)];
  if (selectors.length === 0 || grid.times.length === 0) return ok(emptyAnswer(grid, measures));
  if (selectors.length > MAX_SELECTORS) {
    const detail = metricsSourceText.tooManySelectors(selectors.length, MAX_SELECTORS);
    return err({ code: "refused", url: client.url, status: 0, detail });
  }
  const answers: Answers = new Map(
    await Promise.all(
      measures.map(async (measure) => {
        const form = {
          query: rangeQuery(measure, request.selector.reporter, selectors, grid.windowSeconds),
          start: String(grid.startSeconds),
          end: String(grid.endSeconds),
          step: String(grid.stepSeconds),
          timeout: `${client.timeoutMs}ms`,
          ...context.parameters,
        };
        const shape = RANGE_SHAPES[measure];
        const answer = await client.query("/api/v1/query_range", form, shape, signal);
        return [measure, answer] as const;
      }),
    ),
  );
  const failed = [...answers.values()].flatMap((a) => (a.ok ? [] : [a.error]));
  const [first] = failed;
  if (first !== undefined && failed.length === answers.size) return err(first);
  return ok(
    answerOf(answers, grid, context.measuredScrapeSeconds === null ? [assumed(context)] : []),
  );
}

function assumed({ scrapeSeconds }: SourceContext): string {
  return metricsSourceText.unmeasuredInterval(scrapeSeconds);
}

function answerOf(answers: Answers, grid: RangeGrid, warnings: readonly string[]): RangeAnswer {
  const read = <T>(measure: RangeMeasure, map: (columns: Columns, grid: RangeGrid) => T) => {
    const answer = answers.get(measure);
    return answer?.ok ? map(answer.value, grid) : null;
  };
  const said = [...answers].flatMap(([measure, answer]) =>
    answer.ok
      ? answer.value.warnings
      : [metricsSourceText.failedMeasure(measure, metricsSourceText.failure(answer.error))],
  );
  return {
    times: grid.times,
    stepSeconds: grid.stepSeconds,
    windowSeconds: grid.windowSeconds,
    requests: read("requests", requestSeries),
    latency: read("latency", bucketSeries),
    tcp: read("tcp", tcpSeries),
    calls: read("calls", callSeries),
    warnings: [...new Set([...warnings, ...said])],
  };
}

/** Nothing is selected, or no moment lies in the span: no query is needed to know that there is nothing. */
function emptyAnswer(grid: RangeGrid, measures: readonly RangeMeasure[]): RangeAnswer {
  return {
    times: grid.times,
    stepSeconds: grid.stepSeconds,
    windowSeconds: grid.windowSeconds,
    requests: measures.includes("requests") ? [] : null,
    latency: measures.includes("latency") ? [] : null,
    tcp: measures.includes("tcp") ? [] : null,
    calls: measures.includes("calls") ? [] : null,
    warnings: [],
  };
}
