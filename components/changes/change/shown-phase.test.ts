import { describe, expect, it } from "vitest";
import type { JournalEvent } from "@/lib/mesh/changes/journal";
import { shownPhase } from "./shown-phase";

const intended = (way: "forward" | "back"): JournalEvent => ({ type: "intended", step: 0, way });
const turned: JournalEvent = { type: "turned-back", reason: "asked", by: null };
const journalOf = (...events: readonly JournalEvent[]) =>
  events.map((event, i) => ({ seq: i + 1, at: 1_000 * i, event }));
const change = (...events: readonly JournalEvent[]) => ({
  phase: "unsettled" as const,
  journal: journalOf(...events),
  elsewhere: false,
});
const stalled = { by: "cluster", since: 0, message: "" } as const;

describe("a change in words", () => {
  it.each([
    ["just sent", change(intended("forward")), 9_999, "writing"],
    ["just sent on the way back", change(turned, intended("back")), 5_000, "taking back"],
    ["without an answer for long", change(intended("forward")), 10_000, "unsettled"],
    [
      "of an object that cannot be read",
      { ...change(intended("forward")), stalled },
      1,
      "unsettled",
    ],
    ["of another process", { ...change(intended("forward")), elsewhere: true }, 1, "unsettled"],
    ["turned back meanwhile", change(intended("forward"), turned), 60_000, "taking back"],
    ["without an answer on the way back", change(turned, intended("back")), 60_000, "unsettled"],
    ["that is over", { ...change(intended("forward")), phase: "applied" as const }, 1, "applied"],
  ])("says of a write %s what it is", (_, facts, now, word) => {
    expect(shownPhase(facts, now).word).toBe(word);
  });
});
