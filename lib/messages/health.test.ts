import { describe, expect, it } from "vitest";
import type { HealthReason } from "@/lib/mesh/telemetry/health";
import { healthText } from "./health";

const ratio: HealthReason = {
  code: "error-ratio",
  level: "failing",
  rule: "5xx",
  protocol: "http",
  direction: "inbound",
  ratio: 0.62,
  threshold: 0.1,
  ratePerSecond: 3.72,
  seen: ["503 UH", "500", "502", "504 UT"],
  annotation: null,
};

const said = (reason: HealthReason) => healthText.reason(reason).replaceAll("\u202f", " ");

describe("health in words", () => {
  it.each<[HealthReason, string]>([
    [
      ratio,
      "62 % of inbound HTTP requests end in 5xx (503 UH, 500, 502 and 1 more), 3.7 rps; failing from 10 %.",
    ],
    [
      {
        ...ratio,
        rule: "custom",
        level: "degraded",
        threshold: 0.001,
        seen: ["404"],
        annotation: "404,0.1,5,http,inbound",
      },
      "62 % of inbound HTTP requests match the rule (404), 3.7 rps; degraded from 0.10 %, as set by 404,0.1,5,http,inbound.",
    ],
    [
      {
        ...ratio,
        level: "degraded",
        threshold: 0,
        seen: [],
        protocol: "grpc",
        rule: "grpc",
        direction: "outbound",
      },
      "62 % of outbound gRPC requests end in a gRPC error, 3.7 rps; degraded above 0.",
    ],
    [
      { code: "few-requests", level: "degraded", requests: 3, ratio: 1 },
      "100 % fail, but of 3 requests in the window: too few to call it failing.",
    ],
    [
      { code: "scaled-to-zero", level: "not-ready", workload: "search" },
      "search is scaled to zero.",
    ],
    [
      {
        code: "replicas",
        level: "failing",
        workload: "email",
        ready: 0,
        desired: 1,
        reason: "CrashLoopBackOff",
      },
      "email: 0 of 1 pods are ready (CrashLoopBackOff).",
    ],
    [
      { code: "no-endpoints", level: "degraded", service: "email" },
      "email has no ready endpoint; nobody calls it.",
    ],
    [
      { code: "missing-subset", level: "failing", subsets: ["v9"], ratePerSecond: 2 },
      "2.0 rps go to the subset “v9”, which no DestinationRule defines (NC).",
    ],
    [
      { code: "missing-subset", level: "failing", subsets: [], ratePerSecond: 2 },
      "2.0 rps go to a cluster that the proxy does not have (NC).",
    ],
  ])("%o", (reason, sentence) => {
    expect(said(reason)).toBe(sentence);
  });
});
