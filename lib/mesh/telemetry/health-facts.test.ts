import { describe, expect, it } from "vitest";
import type { Health } from "./health";
import {
  evaluateEndpoints,
  evaluateMissingSubsets,
  evaluateReplicas,
  worstHealth,
} from "./health-rules";
import { evaluate } from "./matching/testing/answers";

describe("replicas", () => {
  it.each([
    [0, 0, "not-ready"],
    [3, 0, "failing"],
    [3, 2, "degraded"],
    [3, 3, "healthy"],
    [3, 4, "healthy"],
    [null, 1, "unknown"],
  ])("%s wanted, %d ready: %s", (desired, ready, level) => {
    expect(evaluateReplicas({ workload: "cart", desired, ready, reason: null }).level).toBe(level);
  });

  it("carries why pods are not ready", () => {
    const { reasons } = evaluateReplicas({
      workload: "cart",
      desired: 2,
      ready: 1,
      reason: "CrashLoopBackOff",
    });
    expect(reasons).toEqual([
      {
        code: "replicas",
        level: "degraded",
        workload: "cart",
        ready: 1,
        desired: 2,
        reason: "CrashLoopBackOff",
      },
    ]);
  });
});

describe("what does not exist", () => {
  it.each([
    [0, 10, "healthy"],
    [0.5, 10, "degraded"],
    [1, 10, "failing"],
  ])(
    "%d of %d requests per second to a missing subset: %s",
    (ratePerSecond, totalPerSecond, level) => {
      const health = evaluateMissingSubsets({ subsets: ["v2"], ratePerSecond, totalPerSecond });
      expect(health.level).toBe(level);
    },
  );

  it.each([
    [0, "degraded"],
    [1, "failing"],
  ])("a service without endpoints, called %d times per second: %s", (rate, level) => {
    expect(evaluateEndpoints("cart", rate).level).toBe(level);
  });
});

describe("worstHealth", () => {
  const levels = ["failing", "degraded", "not-ready", "healthy", "unknown"] as const;
  const health = (level: Health["level"]): Health => ({ level, reasons: [] });

  it.each(levels.flatMap((a, i) => levels.slice(i).map((b) => [a, b] as const)))(
    "%s wins over %s",
    (a, b) => {
      expect(worstHealth([health(b), health(a)]).level).toBe(a);
    },
  );

  it("of none is unknown", () => {
    expect(worstHealth([])).toEqual({ level: "unknown", reasons: [] });
  });

  it("keeps the reasons of all, worst first, each once", () => {
    const scaled = evaluateReplicas({ workload: "a", desired: 0, ready: 0, reason: null });
    const failing = evaluate("503 100");
    const all = worstHealth([scaled, failing, failing]);
    expect(all.level).toBe("failing");
    expect(all.reasons.map((reason) => reason.code)).toEqual(["error-ratio", "scaled-to-zero"]);
  });
});
