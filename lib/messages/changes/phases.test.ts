import { describe, expect, it } from "vitest";
import type { Watch } from "@/lib/delivery/change";
import type { ApplyPhase } from "@/lib/mesh/changes/journal";
import { phasesText } from "./phases";

describe("what came of a change", () => {
  it.each<readonly [ApplyPhase, Watch["verdict"] | null, string | null]>([
    ["writing", null, null],
    ["confirming", "waiting", "waiting"],
    ["applied", "agrees", "as set"],
    ["reverting", "waiting", "not judged"],
    ["reverted", "waiting", "not judged"],
    ["reverted", null, "not judged"],
    ["reverted", "differs", "not as set"],
  ])("%s, %s", (phase, verdict, word) => {
    const watch = verdict === null ? null : { verdict };
    expect(phasesText.outcome(phase, watch)?.word ?? null).toBe(word);
  });
});

describe("what holds a change up", () => {
  it("says when it is tried next, where that is known", () => {
    expect(phasesText.stalled("server", phasesText.until(40_000))).toBe(
      "The server fails on this change, which should not happen. Nothing is written meanwhile. It is tried again in 40 seconds.",
    );
    expect(phasesText.stalled("store", null)).toMatch(/it is tried again\.$/);
  });
});
