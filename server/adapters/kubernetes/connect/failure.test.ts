import { describe, expect, it } from "vitest";
import { statusBody } from "../testing/api-request";
import { describeFailure, failureOfResponse, failureOfThrown, retryAfterMs } from "./failure";

describe("failureOfResponse", () => {
  const tooLarge = { causes: [{ reason: "ResourceVersionTooLarge", message: "Too large" }] };
  it.each([
    [401, statusBody(401, "Unauthorized", "Unauthorized"), { code: "unauthorized" }],
    [403, statusBody(403, "Forbidden", "no"), { code: "forbidden", detail: "no" }],
    [404, statusBody(404, "NotFound", "no"), { code: "not-found" }],
    [410, statusBody(410, "Expired", "old"), { code: "expired" }],
    [410, "<html>", { code: "expired" }],
    [504, statusBody(504, "Timeout", "Too large resource version", tooLarge), { code: "expired" }],
    [504, statusBody(504, "Timeout", "slow"), { code: "refused", status: 504, retryAfterMs: null }],
    [
      429,
      statusBody(429, "TooManyRequests", "slow down", { retryAfterSeconds: 3 }),
      { code: "refused", retryAfterMs: 3000 },
    ],
    [
      502,
      "<html><body>Bad Gateway: token=abc</body></html>",
      { code: "refused", detail: "HTTP 502" },
    ],
  ])("%i %o", (status, body, expected) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    expect(failureOfResponse(status, text, null)).toMatchObject(expected);
  });

  it("says a status once", () => {
    expect(describeFailure(failureOfResponse(502, "<html>", null))).toBe("HTTP 502");
    const slow = JSON.stringify(statusBody(504, "Timeout", "slow"));
    expect(describeFailure(failureOfResponse(504, slow, null))).toBe("HTTP 504: slow");
  });

  it("keeps a long message short", () => {
    const failure = failureOfResponse(500, JSON.stringify({ message: "x".repeat(10_000) }), null);
    expect(JSON.stringify(failure).length).toBeLessThan(500);
  });
});

describe("retryAfterMs", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["7", 7000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["soon", null],
    [null, null],
  ])("%s is %s", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});

describe("failureOfThrown", () => {
  const live = new AbortController().signal;
  it.each([
    [Object.assign(new Error("secret"), { code: "ECONNREFUSED" }), "unreachable"],
    [Object.assign(new Error("secret"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" }), "unreachable"],
    [new Error("secret", { cause: { code: "ECONNRESET" } }), "broken"],
    [{ code: "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED" }, "unauthorized"],
    [{ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" }, "unauthorized"],
    [{ code: "ERR_SSL_WRONG_VERSION_NUMBER" }, "unreachable"],
    [Object.assign(new Error("secret"), { code: "HPE_INVALID_CONSTANT" }), "bad-answer"],
    ["not even an error", "unreachable"],
  ])("%s", (thrown, code) => {
    const failure = failureOfThrown(thrown, live);
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure)).not.toContain("secret");
  });

  it("tells giving up from failing", () => {
    expect(failureOfThrown(new Error("x"), AbortSignal.abort())).toEqual({ code: "aborted" });
  });
});
