import type { Review, ReviewedObject } from "@/lib/delivery/review";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { spanOf } from "@/lib/mesh/manifest/locate";
import { parseManifests } from "@/lib/mesh/manifest/parse-manifests";
import { refKey } from "@/lib/mesh/model/resource";
import { shortName } from "@/lib/messages/changes/objects";
import type { CheckAction } from "./check-row";
import type { Choices } from "./choices";

export type FindingRow = {
  readonly finding: Finding;
  /** In the text that is shown of the object; `null` where it shows none, or the place is not written in it. */
  readonly line: number | null;
};

/** The text of an object that a review shows: as the dry run returned it, where it did. */
export const shownText = ({ after, dryRun }: ReviewedObject): string =>
  (dryRun.type === "accepted" ? dryRun.text : null) ?? after ?? "";

/** Findings that the change brings, and those that are there without it. */
export function findingRows(review: Review): {
  readonly brought: readonly FindingRow[];
  readonly standing: readonly FindingRow[];
} {
  const standing = new Set(review.standing);
  const lineOf = lineFinder(review);
  const rows = review.findings.map((finding) => ({ finding, line: lineOf(finding) }));
  return {
    brought: rows.filter((_, i) => !standing.has(i)),
    standing: rows.filter((_, i) => standing.has(i)),
  };
}

/** Findings that stand in the way until their codes are accepted, and what can be done about them. */
export type FindingChoice = {
  readonly codes: readonly string[];
  readonly isAccepted: boolean;
  readonly actions: readonly CheckAction[];
};

/** `null` where no finding stands in the way. An object that brings one can be left out; an object that only suffers one cannot. */
export function findingChoice(review: Review, { acceptFindings }: Choices): FindingChoice | null {
  const codes = review.blockers.flatMap((b) => (b.code === "accept-findings" ? b.codes : []));
  if (codes.length === 0) return null;
  if (codes.every((code) => acceptFindings.includes(code))) {
    return { codes, isAccepted: true, actions: [{ type: "withdraw", codes }] };
  }
  const wrong = new Set(
    findingRows(review).brought.flatMap(({ finding: { code, ref, severity } }) =>
      severity === "error" && codes.includes(code) ? [refKey(ref)] : [],
    ),
  );
  const isDraft = review.subject.type === "draft";
  const out = review.objects.filter(({ ref }) => isDraft && wrong.has(refKey(ref)));
  return {
    codes,
    isAccepted: false,
    actions: [
      { type: "accept", codes },
      ...out.map(
        ({ ref }) => ({ type: "leave-out", object: refKey(ref), name: shortName(ref) }) as const,
      ),
    ],
  };
}

function lineFinder({ objects }: Review): (finding: Finding) => number | null {
  const files = new Map(
    objects.map((object) => [refKey(object.ref), parseManifests(shownText(object))]),
  );
  return ({ ref, path }) => {
    const file = files.get(refKey(ref));
    if (file === undefined || path.length === 0) return null;
    const span = spanOf(file, 0, path, "entry") ?? spanOf(file, 0, path, "value");
    return span?.from.line ?? null;
  };
}
