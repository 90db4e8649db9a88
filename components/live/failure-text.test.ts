import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { failureText, isUnanswered } from "./failure-text";

describe("why a request failed", () => {
  it("is what the server says", () => {
    const answered = TRPCClientError.from({
      error: { message: "The cluster does not answer.", code: -32603, data: { code: "TIMEOUT" } },
    });
    expect(failureText(answered)).toBe("The cluster does not answer.");
    expect(isUnanswered(answered)).toBe(false);
  });

  it("is that it said nothing, whatever the browser calls that", () => {
    const lost = TRPCClientError.from(new TypeError("Failed to fetch"));
    expect(failureText(lost)).toBe("Heddle's server does not answer.");
    expect(isUnanswered(lost)).toBe(true);
  });
});
