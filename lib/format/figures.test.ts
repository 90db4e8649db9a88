import { describe, expect, it } from "vitest";
import {
  about,
  atMost,
  formatAgo,
  formatBytesPerSecond,
  formatChange,
  formatClock,
  formatClockAndDay,
  formatDuration,
  formatOld,
  formatQuantile,
  formatRate,
  formatRatio,
  formatRatioDifference,
  formatShare,
} from "./figures";

/** Written with plain blanks here; the figures themselves never hold one before a unit. */
const plain = (text: string) => text.replaceAll("\u202f", " ");

describe("figures", () => {
  it.each([
    [0.6, "0.6 rps"],
    [9.94, "9.9 rps"],
    [9.96, "10 rps"],
    [42.4, "42 rps"],
    [999.4, "999 rps"],
    [999.6, "1.00 k rps"],
    [1420, "1.42 k rps"],
    [14_200, "14.2 k rps"],
    [142_000, "142 k rps"],
    [999_800, "1.00 M rps"],
    [0.04, "< 0.1 rps"],
    [0, "none"],
    [null, "n/a"],
    [Number.NaN, "n/a"],
  ])("rate %d in a node is %s", (value, expected) => {
    expect(plain(formatRate(value))).toBe(expected);
  });

  it.each([
    [37.94, "37.9 rps"],
    [21, "21.0 rps"],
    [999.94, "999.9 rps"],
    [999.96, "1.00 k rps"],
    [0.6, "0.6 rps"],
  ])("rate %d as a key figure is %s", (value, expected) => {
    expect(plain(formatRate(value, "key"))).toBe(expected);
  });

  it("counts what it is told to", () => {
    expect(plain(formatRate(12, "node", "msg/s"))).toBe("12 msg/s");
  });

  it.each([
    [0, "0 %"],
    [0.00004, "< 0.01 %"],
    [0.0005, "0.05 %"],
    [0.004, "0.40 %"],
    [0.00996, "1.0 %"],
    [0.031, "3.1 %"],
    [0.0996, "10 %"],
    [0.62, "62 %"],
    [0.999, "> 99 %"],
    [1, "100 %"],
    [null, "n/a"],
  ])("ratio %d is %s", (value, expected) => {
    expect(plain(formatRatio(value))).toBe(expected);
  });

  it.each([
    [0.902, "90.2 %"],
    [0, "0 %"],
    [1, "100 %"],
    [0.9999, "> 99.9 %"],
    [0.0001, "< 0.1 %"],
    [null, "n/a"],
  ])("share %d is %s", (value, expected) => {
    expect(plain(formatShare(value))).toBe(expected);
  });

  it.each([
    [0.009, "+0.9 pp"],
    [-0.12, "−12 pp"],
    [0, "0 pp"],
    [0.0001, "< +0.1 pp"],
    [null, "n/a"],
  ])("difference %d is %s", (value, expected) => {
    expect(plain(formatRatioDifference(value))).toBe(expected);
  });

  it.each([
    [0.42, "0.4 ms"],
    [0.96, "1 ms"],
    [29.4, "29 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1234, "1.2 s"],
    [0, "0 ms"],
    [null, "n/a"],
  ])("duration %d is %s", (value, expected) => {
    expect(plain(formatDuration(value))).toBe(expected);
  });

  it.each([
    [{ ms: 61.2, beyond: false } as const, "61 ms"],
    [{ boundMs: 10_000, beyond: true } as const, "> 10 s"],
    [{ boundMs: 2500, beyond: true } as const, "> 2.5 s"],
    [{ boundMs: 500, beyond: true } as const, "> 500 ms"],
    [null, "n/a"],
  ])("quantile %j is %s", (value, expected) => {
    expect(plain(formatQuantile(value))).toBe(expected);
  });

  it.each([
    [640, "640 B/s"],
    [0.3, "< 1 B/s"],
    [999.7, "1.0 kB/s"],
    [1234, "1.2 kB/s"],
    [90_000, "90 kB/s"],
    [1_500_000, "1.5 MB/s"],
    [0, "none"],
    [null, "n/a"],
  ])("%d bytes per second are %s", (value, expected) => {
    expect(plain(formatBytesPerSecond(value))).toBe(expected);
  });

  it.each([
    [-300, "0 s ago"],
    [4900, "4 s ago"],
    [119_000, "119 s ago"],
    [120_000, "2 min ago"],
    [7_200_000, "2 h ago"],
    [432_000_000, "5 d ago"],
    [null, "n/a"],
  ])("%d ms before now is %s", (value, expected) => {
    expect(plain(formatAgo(value))).toBe(expected);
  });

  it("says old of what is stale", () => {
    expect(plain(formatOld(48_000))).toBe("48 s old");
  });

  const at = Date.parse("2026-11-21T15:42:10Z");
  it.each([
    ["UTC", "15:42:10"],
    ["Europe/Berlin", "16:42:10"],
    ["America/New_York", "10:42:10"],
  ])("the clock in %s shows %s", (zone, expected) => {
    expect(formatClock(at, zone)).toBe(expected);
  });

  it("writes midnight as 00, not 24", () => {
    expect(formatClock(Date.parse("2026-11-21T00:00:05Z"), "UTC")).toBe("00:00:05");
  });

  it.each([
    ["2026-11-21T23:59:00Z", "UTC", "15:42:10"],
    ["2026-11-22T00:01:00Z", "UTC", "21 Nov 15:42:10"],
    ["2026-11-22T00:01:00Z", "America/New_York", "10:42:10"],
    ["2027-01-01T00:00:00Z", "UTC", "21 Nov 2026 15:42:10"],
  ])("at %s in %s it names the day only when it is another: %s", (now, zone, expected) => {
    expect(formatClockAndDay(at, Date.parse(now), zone)).toBe(expected);
  });

  it("marks what is predicted, bounded or changed", () => {
    expect(plain(about(formatRate(21, "key")))).toBe("≈ 21.0 rps");
    expect(plain(atMost(formatRate(21, "key")))).toBe("≤ 21.0 rps");
    expect(formatChange("37.9", "21.0")).toBe("37.9 → 21.0");
  });

  it("puts U+202F, and nothing else, before a unit", () => {
    expect(formatRate(1420)).toBe("1.42\u202fk\u202frps");
    expect(formatRatio(0.031)).toBe("3.1\u202f%");
  });
});
