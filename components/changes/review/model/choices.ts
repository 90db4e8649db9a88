import type { Blocker, Consent, Review } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";

export const MOST_MINUTES = 24 * 60;

/** An object, and the managers from whom the author has taken it, by name: whoever comes later is not among them. */
export type Taken = { readonly object: string; readonly managers: readonly string[] };

type TakeBlocker = Extract<Blocker, { readonly code: "take-ownership" }>;

/** What the author decides in a review; nothing of it is stored. */
export type Choices = {
  /** `refKey`s. */
  readonly leaveOut: readonly string[];
  readonly takeOwnership: readonly Taken[];
  /** Codes of findings. */
  readonly acceptFindings: readonly string[];
  readonly keep: "at-once" | "within";
  /** As typed; counts only with `keep: within`. */
  readonly minutes: string;
  readonly why: string;
};

export const NO_CHOICES: Choices = {
  leaveOut: [],
  takeOwnership: [],
  acceptFindings: [],
  keep: "within",
  minutes: "10",
  why: "",
};

/** Whole minutes from 1 to a day; `null` for anything else. */
export function minutesOf(text: string): number | null {
  const minutes = Number(text);
  const isWhole = text.trim() !== "" && Number.isInteger(minutes);
  return isWhole && minutes >= 1 && minutes <= MOST_MINUTES ? minutes : null;
}

/** What still stands in the way: of the review's blockers those that the author has not answered. */
export function openBlockers(review: Review, choices: Choices): readonly Blocker[] {
  const open = review.blockers.filter(
    (blocker) =>
      blocker.code !== "accept-findings" ||
      blocker.codes.some((code) => !choices.acceptFindings.includes(code)),
  );
  return [...open, ...openTakers(review, choices)];
}

/** Objects that the author takes over, and whose fields belong by now to managers that were not named then: they are asked about again. */
export const openTakers = (review: Review, { takeOwnership }: Choices): readonly TakeBlocker[] =>
  review.objects.flatMap(({ ref, ownership }) => {
    const taken = takeOwnership.find(({ object }) => object === refKey(ref));
    const managers =
      ownership === null || ownership.class === "automated" ? [] : ownership.takeFrom;
    const isNamed = taken === undefined || managers.every((m) => taken.managers.includes(m));
    return isNamed ? [] : [{ code: "take-ownership", ref, managers }];
  });

/** What *Apply* says to the server; `null` while the time to keep it is not one. */
export function consentOf(review: Review, choices: Choices): Consent | null {
  const minutes = choices.keep === "within" ? minutesOf(choices.minutes) : null;
  if (choices.keep === "within" && minutes === null) return null;
  return {
    digest: review.digest,
    why: choices.why.trim(),
    keepWithinMs: minutes === null ? null : minutes * 60_000,
    takeOwnership: choices.takeOwnership.map(({ object }) => object),
    acceptFindings: choices.acceptFindings,
  };
}

/** What the button says it reaches. */
export function reachOf(review: Review) {
  const { objects, leftOut, prediction, subject } = review;
  return {
    objects: objects.length,
    removed: objects.filter((o) => o.verb === "remove").length,
    leftOut: leftOut.length,
    namespaces: [...new Set(objects.map((o) => o.ref.namespace))].sort(),
    rate: prediction === null ? null : prediction.reach,
    staying: prediction?.staying ?? 0,
    rollback: subject.type === "rollback",
  };
}

/** The same list with one object taken over from `managers`, or not any more. */
export function withTaken(
  list: readonly Taken[],
  { object, managers }: Taken,
  on: boolean,
): readonly Taken[] {
  const others = list.filter((taken) => taken.object !== object);
  return on ? [...others, { object, managers }] : others;
}

export const toggled = (list: readonly string[], items: readonly string[], on: boolean) => {
  const others = list.filter((item) => !items.includes(item));
  return on ? [...others, ...items] : others;
};
