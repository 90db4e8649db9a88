import { describe, expect, it } from "vitest";
import { agoText, clockText, momentText, spanText } from "./age";

const NOW = Date.UTC(2026, 10, 20, 16, 42, 10);

describe("age", () => {
  it.each([
    [-5, "0 s"],
    [999, "0 s"],
    [4000, "4 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [3_599_000, "59 min"],
    [3_600_000, "1 h"],
    [86_400_000 * 2, "2 d"],
  ])("%d ms is %s", (ms, text) => {
    expect(spanText(ms).replace("\u202f", " ")).toBe(text);
  });

  it("says when there is nothing yet", () => {
    expect(agoText(null, NOW)).toBe("no data yet");
    expect(agoText(NOW - 4000, NOW)).toBe("4\u202fs ago");
  });

  it("gives the date only when it is not today", () => {
    expect(clockText(NOW)).toBe("16:42:10");
    expect(momentText(Date.UTC(2026, 10, 20, 3, 10), NOW)).toBe("03:10:00");
    expect(momentText(Date.UTC(2026, 10, 15, 3, 10), NOW)).toBe("15 Nov, 03:10:00");
  });
});
