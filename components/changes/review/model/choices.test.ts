import { describe, expect, it } from "vitest";
import { refKey } from "@/lib/mesh/model/resource";
import {
  consentOf,
  minutesOf,
  NO_CHOICES,
  openBlockers,
  reachOf,
  toggled,
  withTaken,
} from "./choices";
import { byHand, configRef, reviewedObject, reviewWith } from "./review.fixture";

const review = reviewWith([reviewedObject("reviews")]);

describe("choices of a review", () => {
  it.each([
    ["1", 1],
    ["10", 10],
    ["1440", 1440],
    ["0", null],
    ["1441", null],
    ["1.5", null],
    ["", null],
    [" ", null],
    ["-3", null],
    ["1e1", 10],
    ["ten", null],
  ])("take %j for %s minutes", (text, expected) => {
    expect(minutesOf(text)).toBe(expected);
  });

  it("are a consent to exactly what was reviewed, or none", () => {
    const within = consentOf(review, { ...NO_CHOICES, why: " INC-2231 ", minutes: "5" });
    expect(within).toMatchObject({ digest: "digest", why: "INC-2231", keepWithinMs: 300_000 });
    expect(consentOf(review, { ...NO_CHOICES, minutes: "never" })).toBeNull();
    const atOnce = consentOf(review, { ...NO_CHOICES, keep: "at-once", minutes: "never" });
    expect(atOnce?.keepWithinMs).toBeNull();
  });

  it("answer findings only when every code is accepted, and no other blocker", () => {
    const blocked = reviewWith([], {
      blockers: [
        { code: "accept-findings", codes: ["IST0101", "HED105"] },
        { code: "moved-on", ref: configRef("reviews") },
      ],
    });
    const open = (...acceptFindings: readonly string[]) =>
      openBlockers(blocked, { ...NO_CHOICES, acceptFindings }).map(({ code }) => code);
    expect(open()).toEqual(["accept-findings", "moved-on"]);
    expect(open("IST0101")).toEqual(["accept-findings", "moved-on"]);
    expect(open("IST0101", "HED105")).toEqual(["moved-on"]);
  });

  it.each([
    [["ops1"], ["ops1", "kubectl-edit"], []],
    [["ops1", "ops2"], ["ops1"], ["take-ownership"]],
    [[], ["ops1"], []],
  ])("take an object of %j over only from those that were named, %j", (owners, named, open) => {
    const ownership = { ...byHand, takeFrom: owners };
    const object = reviewedObject("reviews", { ownership });
    const taken = { object: refKey(object.ref), managers: named };
    const choices = { ...NO_CHOICES, takeOwnership: withTaken([], taken, true) };
    const seen = reviewWith([object]);
    expect(openBlockers(seen, choices).map(({ code }) => code)).toEqual(open);
    expect(consentOf(seen, choices)?.takeOwnership).toEqual([taken.object]);
    expect(withTaken(choices.takeOwnership, taken, false)).toEqual([]);
  });

  it("reach what is written, and say unknown where nothing is predicted", () => {
    const removed = reviewedObject("old", { verb: "remove", ref: configRef("old", "shop") });
    expect(reachOf(reviewWith([reviewedObject("reviews"), removed], { leftOut: ["x"] }))).toEqual({
      objects: 2,
      removed: 1,
      leftOut: 1,
      namespaces: ["bookinfo", "shop"],
      rate: null,
      staying: 0,
      rollback: false,
    });
  });

  it("put items in once and take them out again", () => {
    expect(toggled(["a"], ["a", "b"], true)).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], ["a"], false)).toEqual(["b"]);
  });
});
