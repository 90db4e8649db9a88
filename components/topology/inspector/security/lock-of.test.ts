import { describe, expect, it } from "vitest";
import { countedIn } from "./lock-of";

const TCP = { toServer: 1, toClient: 1, opened: 2, closed: 2, flagged: [] };

describe("what the security of figures counts", () => {
  it.each([
    ["requests", { requestsPerSecond: 3, tcp: null }],
    ["requests", { requestsPerSecond: 0, tcp: null }],
    ["connections", { requestsPerSecond: 0, tcp: TCP }],
    ["both", { requestsPerSecond: 3, tcp: TCP }],
  ] as const)("%s: %j", (counted, figures) => {
    expect(countedIn(figures)).toBe(counted);
  });
});
