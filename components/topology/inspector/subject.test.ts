import { describe, expect, it } from "vitest";
import type { Figures } from "@/lib/mesh/graph/mesh-graph";
import { mergeFigures } from "@/lib/mesh/telemetry/ratios";
import { bytesOf } from "./subject";

const NOTHING: Figures = mergeFigures([]);
const TCP = { toServer: 12_000, toClient: 90_000, opened: 2, closed: 2, flagged: [] };

describe("the volume of what carries connections", () => {
  it.each([
    ["bytes of both directions", { tcp: TCP }, 102_000],
    ["no bytes where requests are counted", { tcp: TCP, requestsPerSecond: 1 }, null],
    ["no bytes without connections", {}, null],
  ])("%s", (_, part, bytes) => {
    expect(bytesOf({ ...NOTHING, ...part })).toBe(bytes);
  });
});
