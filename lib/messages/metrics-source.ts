/** What a failed query says about itself: the facts of `MetricsError` of the metrics port. */
export type MetricsFailure =
  | { readonly code: "unreachable" | "unauthorized" | "bad-answer"; readonly detail: string }
  | { readonly code: "timeout"; readonly afterMs: number }
  | { readonly code: "refused"; readonly status: number; readonly detail: string };

function failure(error: MetricsFailure): string {
  switch (error.code) {
    case "unreachable":
      return `not reachable: ${error.detail}`;
    case "timeout":
      return `no answer within ${error.afterMs / 1000} s`;
    case "unauthorized":
      return `access refused: ${error.detail}`;
    case "refused":
      return `refused with status ${error.status}: ${error.detail}`;
    case "bad-answer":
      return `unusable answer: ${error.detail}`;
  }
}

/** Sentences about the metrics source: what failed, what is missing and what the page lacks without it. */
export const metricsSourceText = {
  failure,
  absentMeasure: (metric: string) => `${metric} has no series; its figures are unknown, not zero`,
  unmeasured: {
    silent:
      "The source answers, but has no current sample of Istio’s metrics: what it scrapes is down, gone or not scraped yet.",
    resuming: "What the source has scraped does not fill the window yet: rates would be too low.",
    young:
      "The source has no two samples of a series yet, so no rate is known: it has just begun to scrape, or scrapes less than every few minutes.",
  },
  endsEarly:
    "Samples end before this moment: what was scraped was down or gone, and rates are too low.",
  shortWindow: (windowSeconds: number, scrapeSeconds: number) =>
    `A window of ${windowSeconds} s holds fewer than four scrapes (one each ${scrapeSeconds} s): rates may be missing or jump`,
  unmeasuredInterval: (assumedSeconds: number) =>
    `The scrape interval is not known; ${assumedSeconds} s is assumed`,
  failedMeasure: (measure: string, detail: string) => `${measure}: ${detail}`,
  tooManySelectors: (count: number, allowed: number) =>
    `${count} combinations of callers and callees; ${allowed} are allowed in one query`,
  effects: {
    istio_requests_total: "no HTTP and gRPC traffic, errors or response flags",
    istio_request_duration_milliseconds_bucket: "no latency quantiles",
    istio_request_duration_milliseconds_sum: "no exact average latency",
    istio_tcp_sent_bytes_total: "no TCP bytes to the client",
    istio_tcp_received_bytes_total: "no TCP bytes to the server",
    istio_tcp_connections_opened_total: "no opened TCP connections",
    istio_request_messages_total: "no gRPC messages to the server",
    istio_response_messages_total: "no gRPC messages to the client",
  },
} as const;
