import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Health } from "./health";
import { parseHealthAnnotation } from "./health-annotation";
import { evaluateRequests, requestRules } from "./health-rules";
import { evaluate } from "./matching/testing/answers";
import { answerSide } from "./ratios";

const rulesSeen = (health: Health) =>
  health.reasons.map((reason) => (reason.code === "error-ratio" ? reason.rule : reason.code));

describe("the table of the two profiles", () => {
  it.each([
    // answers, protocol, heddle, kiali
    ["200 100", "http", "healthy", "healthy"],
    ["200 99.5, 500 0.5", "http", "healthy", "degraded"],
    ["200 99, 500 1", "http", "degraded", "degraded"],
    ["200 91, 500 9", "http", "degraded", "degraded"],
    ["200 90, 500 10", "http", "failing", "failing"],
    ["200 91, 404 9", "http", "healthy", "healthy"],
    ["200 90, 404 10", "http", "degraded", "degraded"],
    ["200 80, 404 20", "http", "failing", "failing"],
    ["200 99.5, 0 DC 0.5", "http", "healthy", "degraded"],
    ["200 99, 0 DC 1", "http", "degraded", "degraded"],
    ["200 90, 0 DC 10", "http", "failing", "failing"],
    ["200/0 99.5, 200/14 0.5", "grpc", "healthy", "degraded"],
    ["200/0 99, 200/14 1", "grpc", "degraded", "degraded"],
    ["200/0 90, 200/13 10", "grpc", "failing", "failing"],
    ["200/0 50, 200/5 50", "grpc", "healthy", "failing"],
    ["200/0 50, 200/1 50", "grpc", "healthy", "failing"],
    ["200/0 90, 0 UC 10", "grpc", "failing", "failing"],
    ["200/0 90, 503 UF 10", "grpc", "failing", "healthy"],
  ] as const)("%s over %s is %s, in kiali's %s", (text, protocol, heddle, kiali) => {
    expect(evaluate(text, { protocol }).level).toBe(heddle);
    expect(evaluate(text, { protocol, profile: "kiali" }).level).toBe(kiali);
  });

  // Telemetry's `tagOverrides` can remove `request_protocol`; gRPC answers then stand among HTTP.
  it.each([
    ["200/0 90, 200/14 10", "failing", ["grpc"]],
    ["200 300, 200/0 95, 200/14 5", "degraded", ["grpc"]],
    ["200/0 99, 0 UC 1", "degraded", ["no-response"]],
    ["200 80, 500 20, 200/0 100", "failing", ["5xx"]],
    ["200 980, 500 20, 200/0 1000", "degraded", ["5xx"]],
    ["200/0 90, 0 UC 10", "failing", ["no-response"]],
    ["200 100, 200/0 100", "healthy", []],
  ] as const)("%s without a protocol label is %s", (text, level, rules) => {
    const health = evaluate(text, { protocol: "http" });
    expect(health.level).toBe(level);
    expect(rulesSeen(health)).toEqual(rules);
  });

  it("calls an answer that has status OK and no 2xx by its HTTP code", () => {
    const [reason] = evaluate("200/0 80, 503/0 20", { protocol: "grpc" }).reasons;
    expect(reason).toMatchObject({ rule: "grpc", seen: ["503"] });
    const custom = evaluate("200/0 100", { protocol: "grpc", annotation: "0,1,1,grpc,inbound" });
    expect(custom.reasons).toMatchObject([{ rule: "custom", seen: ["0"] }]);
  });

  it("is unknown without requests, never healthy", () => {
    expect(
      evaluateRequests([], { protocol: "http", direction: "inbound", windowSeconds: 60, rules: [] })
        .level,
    ).toBe("unknown");
  });

  it("says which rule, how much, and what was seen, most frequent first", () => {
    expect(evaluate("200 80, 503 UH 5, 503 UF,URX 15").reasons).toEqual([
      {
        code: "error-ratio",
        level: "failing",
        rule: "5xx",
        protocol: "http",
        direction: "inbound",
        ratio: 0.2,
        threshold: 0.1,
        ratePerSecond: 20,
        seen: ["503 UF,URX", "503 UH"],
        annotation: null,
      },
    ]);
  });

  it("gives the reasons of every rule that fires, worst first", () => {
    const health = evaluate("200 70, 404 15, 503 15");
    expect(health.level).toBe("failing");
    expect(rulesSeen(health)).toEqual(["5xx", "4xx"]);
  });

  it("law: heddle's server rules count exactly what the error ratio counts", () => {
    const anyResponse = fc.record({
      code: fc.constantFrom("200", "404", "500", "503", "0", "-"),
      grpcStatus: fc.constantFrom("", "0", "1", "2", "5", "14", "16"),
      flags: fc.constant("-"),
      rate: fc.constant(1),
    });
    fc.assert(
      fc.property(anyResponse, fc.constantFrom("http", "grpc"), (response, protocol) => {
        const health = evaluateRequests([response], {
          protocol,
          direction: "inbound",
          windowSeconds: 60,
          rules: requestRules("heddle", null).filter((rule) => rule.rule !== "4xx"),
        });
        expect(health.level === "failing").toBe(answerSide(response) === "server-error");
      }),
    );
  });
});

describe("few requests", () => {
  it.each([
    [4, 60, "degraded"],
    [5, 60, "failing"],
    [4, 300, "degraded"],
  ])("%d failed requests in %d s are %s", (requests, windowSeconds, level) => {
    const rate = Number((requests / windowSeconds).toPrecision(4));
    const health = evaluate(`503 ${rate}`, { windowSeconds });
    expect(health.level).toBe(level);
    expect(rulesSeen(health).includes("few-requests")).toBe(level === "degraded");
  });

  it("says so with the number of requests", () => {
    expect(evaluate("503 0.05").reasons[1]).toEqual({
      code: "few-requests",
      level: "degraded",
      requests: 3,
      ratio: 1,
    });
  });

  it("does not soften what is degraded by ratio anyway", () => {
    expect(rulesSeen(evaluate("200 0.047, 503 0.003"))).toEqual(["5xx"]);
  });
});

describe("health.kiali.io/rate", () => {
  it.each([
    ["404,1,5,http,inbound", "200 90, 404 10", "failing"],
    ["404,1,5,http,outbound", "200 90, 404 10", "healthy"],
    ["404,1,5,grpc,inbound", "200 90, 404 10", "healthy"],
    ["4XX,20,30,http,inbound", "200 90, 404 10", "healthy"],
    ["4xx,5,30,http,.*", "200 90, 404 10", "degraded"],
    ["^5\\d\\d$,5,10,http,inbound;4XX,50,60,http,inbound", "200 60, 404 30, 500 10", "failing"],
    // its rules stand instead of the defaults: a 500 is none of their business
    ["404,1,5,http,inbound", "500 100", "healthy"],
    // 0 is "above none", and never for failure
    ["500,0,0,http,inbound", "200 99, 500 1", "degraded"],
    ["^-$,1,10,http|grpc,.*", "200 50, 0 50", "failing"],
    [",1,10,,", "200 100", "failing"],
    ["404,10,10,http,inbound", "200 91, 404 9", "healthy"],
    ["404,10,10,http,inbound", "200 90, 404 10", "failing"],
    // with nothing valid in it the defaults hold
    ["404,1,5,http", "500 100", "failing"],
    ["", "500 100", "failing"],
  ])("%s on %s is %s", (annotation, text, level) => {
    expect(evaluate(text, { annotation }).level).toBe(level);
  });

  it("is named in the reason, entry by entry", () => {
    const [reason] = evaluate("500 100", {
      annotation: "400,1,2,http,inbound; 5XX,1,2,http,inbound",
    }).reasons;
    expect(reason).toMatchObject({
      rule: "custom",
      annotation: "5XX,1,2,http,inbound",
      threshold: 0.02,
    });
  });

  it.each([
    ["5XX,10,20,http", "not-five-fields"],
    ["5XX,10,20,http,inbound,more", "not-five-fields"],
    ["5\\d{1,2},10,20,http,inbound", "not-five-fields"],
    ["5XX,ten,20,http,inbound", "threshold-not-a-number"],
    ["5XX,,20,http,inbound", "threshold-not-a-number"],
    ["5XX,30,20,http,inbound", "degraded-above-failure"],
    ["5[,10,20,http,inbound", "not-a-pattern"],
    ["5XX,10,20,(,inbound", "not-a-pattern"],
  ])("%s is left out: %s", (entry, code) => {
    expect(parseHealthAnnotation(`${entry};404, 1 ,5.5,http,inbound`)).toMatchObject({
      problems: [{ code, entry }],
      rules: [{ degraded: 0.01, failure: 0.055 }],
    });
  });

  it("law: whatever it holds, it is read without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const { rules, problems } = parseHealthAnnotation(value);
        expect(rules.length + problems.length).toBeLessThanOrEqual(value.split(";").length);
      }),
    );
  });
});
