import { describe, expect, it } from "vitest";
import type { Review } from "@/lib/delivery/review";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { NO_CHOICES } from "./choices";
import { findingChoice } from "./finding-rows";
import { configRef, reviewedObject, reviewWith } from "./review.fixture";

const missing = (name: string): Finding => ({
  code: "IST0101",
  severity: "error",
  ref: configRef(name),
  path: [],
  facts: { reference: "subset", host: name, subset: "v9", kind: "subset" },
  fix: null,
});

const review = (over: Partial<Review> = {}): Review =>
  reviewWith([reviewedObject("reviews"), reviewedObject("ratings")], {
    // `details` is not written: the change only breaks what it refers to.
    findings: [missing("reviews"), missing("details")],
    blockers: [{ code: "accept-findings", codes: ["IST0101"] }],
    ...over,
  });

const shown = (of: Review, acceptFindings: readonly string[] = []) =>
  findingChoice(of, { ...NO_CHOICES, acceptFindings })?.actions.map((action) =>
    action.type === "leave-out" ? `leave-out ${action.name}` : action.type,
  );

describe("findings that stand in the way", () => {
  it.each<readonly [string, Review, readonly string[] | undefined]>([
    ["none", reviewWith([reviewedObject("reviews")]), undefined],
    ["of a draft", review(), ["accept", "leave-out VirtualService reviews"]],
    ["that were there before", review({ standing: [0] }), ["accept"]],
    ["of a roll-back", review({ subject: { type: "rollback", change: "c" } }), ["accept"]],
  ])("%s can be accepted, or their objects left out", (_, of, expected) => {
    expect(shown(of)).toEqual(expected);
  });

  it("can be taken back once they were accepted", () => {
    expect(shown(review(), ["IST0101"])).toEqual(["withdraw"]);
  });
});
