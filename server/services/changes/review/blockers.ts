import "server-only";
import type { Blocker, ReviewedObject } from "@/lib/delivery/review";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { refKey } from "@/lib/mesh/model/resource";
import { automatedOwner, takersOf } from "./ownership";
import type { Plan } from "./plan";

export type BlockerInput = {
  readonly plan: Plan;
  readonly objects: readonly ReviewedObject[];
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly standing: readonly number[];
  /** Why an object could not be checked, by `refKey`. */
  readonly unchecked: ReadonlyMap<string, string>;
};

/** Why the change may not be applied as it is, in the order of `Blocker`; within a code in the order of writing. */
export function blockersOf(input: BlockerInput): readonly Blocker[] {
  const { plan, objects, findings, standing } = input;
  const isDraft = plan.subject.type === "draft";
  const known = new Set(standing);
  const brought = findings.filter((f, i) => f.severity === "error" && !known.has(i));
  const codes = [...new Set(brought.map((f) => f.code))].sort();
  return [
    ...(plan.changeSet.changes.length === 0 ? [{ code: "nothing-to-write" } as const] : []),
    // A roll-back leaves out what does not fit and shows it as drift.
    ...(isDraft ? plan.conflicts : []).map(
      ({ ref, edit }) => ({ code: "edit-conflict", ref, edit }) as const,
    ),
    ...plan.moved.map((ref) => ({ code: "moved-on", ref }) as const),
    ...objects.flatMap(ownedBlocker),
    ...objects.flatMap(rightBlocker),
    ...objects.flatMap((object) => takeBlocker(object, input)),
    ...objects.flatMap((object) => dryRunBlocker(object, input)),
    ...uncheckedBlockers(input),
    ...(codes.length > 0 ? [{ code: "accept-findings", codes } as const] : []),
  ];
}

function ownedBlocker({ ref, ownership }: ReviewedObject): readonly Blocker[] {
  const owner = automatedOwner(ownership);
  return owner === null ? [] : [{ code: "owned", ref, ...owner }];
}

function takeBlocker(
  { ref, ownership }: ReviewedObject,
  { takeOwnership }: BlockerInput,
): readonly Blocker[] {
  const managers = takersOf(ownership);
  if (managers.length === 0 || takeOwnership.has(refKey(ref))) return [];
  return [{ code: "take-ownership", ref, managers }];
}

function rightBlocker({ ref, rights }: ReviewedObject): readonly Blocker[] {
  const missing = rights.filter((r) => r.allowed === false);
  return missing.length === 0 ? [] : [{ code: "no-right", ref, rights: missing }];
}

/** A conflict about fields whose managers the author is asked about anyway is said once. */
function dryRunBlocker(object: ReviewedObject, input: BlockerInput): readonly Blocker[] {
  const { ref, dryRun } = object;
  if (dryRun.type !== "refused" || input.unchecked.has(refKey(ref))) return [];
  const asked = dryRun.error.code === "field-conflict" && takeBlocker(object, input).length > 0;
  return asked ? [] : [{ code: "dry-run-refused", ref }];
}

const uncheckedBlockers = ({ objects, unchecked }: BlockerInput): readonly Blocker[] =>
  objects.flatMap(({ ref }) => {
    const message = unchecked.get(refKey(ref));
    return message === undefined ? [] : [{ code: "not-checked", ref, message }];
  });
