import { describe, expect, it } from "vitest";
import type { Watch } from "@/lib/delivery/change";
import type { ApplyPhase } from "@/lib/mesh/changes/journal";
import { refOfText } from "@/lib/mesh/changes/testing/objects";
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
    const watch = verdict === null ? null : { verdict, reverted: [] };
    expect(phasesText.outcome(phase, watch)?.word ?? null).toBe(word);
  });
});

describe("an object that was written since", () => {
  const by = (name: string | null, back?: boolean) => ({
    ref: refOfText("VS bookinfo/reviews"),
    by: name,
    at: 0,
    ...(back && { back }),
  });
  it.each([
    ["a controller that takes it back", [by("argocd-controller", true)], "changed back", "failing"],
    ["a person who sets something else", [by("kubectl-edit")], "written over", "failing"],
    ["nobody knows who", [by(null)], "written over", "failing"],
    ["the next change from here", [by("heddle")], "went on", "quiet"],
    ["a roll-back from here", [by("heddle", true)], "went on", "quiet"],
    ["both", [by("heddle"), by("flux", true)], "changed back", "failing"],
  ])("by %s", (_, reverted, word, tone) => {
    expect(phasesText.outcome("applied", { verdict: "reverted", reverted })).toMatchObject({
      word,
      tone,
    });
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
