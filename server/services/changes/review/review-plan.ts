import "server-only";
import type { DryRun, NeededRight, Review, ReviewedObject } from "@/lib/delivery/review";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { type HiddenKind, hiddenOwnersOf } from "@/lib/mesh/changes/ownership/hidden-kinds";
import { changeOf } from "@/lib/mesh/changes/plan/change-set-of";
import { formatManifest } from "@/lib/mesh/manifest/format-manifest";
import { refKey } from "@/lib/mesh/model/resource";
import type { ClusterPort } from "@/server/ports/cluster";
import type { Desk } from "../desk";
import { blockersOf } from "./blockers";
import { digestOf } from "./digest";
import { dryRun } from "./dry-run";
import { effectsOf, unseenParts, unseenWhole } from "./effects";
import { inParallel } from "./in-parallel";
import { automatedOwner, ownershipFor, takersOf } from "./ownership";
import type { Plan } from "./plan";
import { askRights, rightsFor } from "./rights";
import { type Standing, sentenceOf } from "./standing";

export type ReviewInput = {
  readonly port: ClusterPort;
  readonly plan: Plan;
  readonly standing: Standing;
  /** `refKey`s of objects whose manual managers the author takes over. */
  readonly takeOwnership: readonly string[];
};

/** What a plan comes to: asked of the analysis, of the traffic, and of the cluster, object by object. */
export async function reviewPlan(
  desk: Desk,
  { port, plan, standing, takeOwnership }: ReviewInput,
  signal: AbortSignal,
): Promise<Review> {
  const { changeSet, folded } = plan;
  const taken = new Set(takeOwnership);
  const effects = effectsOf(desk, changeSet.cluster, folded);
  const drafted = draftedOf(plan, standing);
  const rights = await askRights(
    port,
    drafted.flatMap(({ change }) => rightsFor(change)),
    signal,
  );
  const unchecked = uncheckedOf(desk, plan, drafted, standing);
  const objects = await inParallel(withRights(drafted, rights), async (object) => {
    const key = refKey(object.change.ref);
    const takeFrom = taken.has(key) ? takersOf(object.ownership) : [];
    const isPointless = unchecked.has(key) || isRefusedAnyway(object, plan);
    const answer: DryRun = isPointless
      ? { type: "not-asked" }
      : await dryRun({ port, clock: desk.clock }, object.change, takeFrom, signal);
    const silence = silenceOf(answer);
    if (silence !== null) unchecked.set(key, silence);
    return reviewedObject(object, answer);
  });
  const { subject, conflicts, moved, gaps, leftOut, drift } = plan;
  return {
    subject,
    digest: digestOf({ changeSet, takeFrom: takersByKey(objects) }),
    checkedAt: desk.clock.now(),
    changeSet,
    objects,
    leftOut,
    conflicts,
    moved,
    gaps,
    drift,
    ...effects,
    unseen: unseenParts(desk, changeSet.cluster),
    blockers: blockersOf({ plan, objects, takeOwnership: taken, unchecked, ...effects }),
  };
}

/** Manual managers of the objects of a review, by `refKey`: those that are taken over where the author consents. */
export const takersByKey = (
  objects: readonly Pick<ReviewedObject, "ref" | "ownership">[],
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    objects.flatMap(({ ref, ownership }) => {
      const managers = takersOf(ownership);
      return managers.length === 0 ? [] : [[refKey(ref), managers] as const];
    }),
  );

type Drafted = {
  /** From what stands to what is wanted, in one write. */
  readonly change: ObjectChange;
  readonly ownership: ReviewedObject["ownership"];
  readonly hidden: readonly HiddenKind[];
};
type Judged = Drafted & { readonly rights: readonly NeededRight[] };

/** The objects in the order of their first write, each as it ends. */
function draftedOf({ changeSet, folded }: Plan, standing: Standing): readonly Drafted[] {
  const keys = new Set(changeSet.changes.map(({ ref }) => refKey(ref)));
  return [...keys].flatMap((key) => {
    const object = folded.objects.get(key);
    const change = object === undefined ? null : changeOf(object);
    if (change === null) return [];
    const told = standing.delivery.get(change.ref.namespace);
    const hidden = told?.ok ? hiddenOwnersOf(change.ref.kind, told.value.hidden) : [];
    return [{ change, ownership: ownershipFor(change, standing), hidden }];
  });
}

function withRights(
  drafted: readonly Drafted[],
  rights: readonly NeededRight[],
): readonly Judged[] {
  const left = [...rights];
  return drafted.map((object) => ({
    ...object,
    rights: left.splice(0, rightsFor(object.change).length),
  }));
}

/** Why objects cannot be checked before anything is asked about them: they, or their owners, could not be read, or the mesh is not. */
function uncheckedOf(
  desk: Desk,
  { changeSet }: Plan,
  drafted: readonly Drafted[],
  { objects, delivery }: Standing,
): Map<string, string> {
  const unseen = unseenWhole(desk, changeSet.cluster);
  const unchecked = new Map<string, string>();
  for (const { change } of drafted) {
    const key = refKey(change.ref);
    const failed = [objects.get(key), delivery.get(change.ref.namespace)].find(
      (a) => a?.ok === false,
    );
    if (failed?.ok === false) unchecked.set(key, sentenceOf(failed.error));
    else if (unseen !== null) unchecked.set(key, unseen);
  }
  return unchecked;
}

/** Whether the write would not be sent, whatever the cluster says to it. */
function isRefusedAnyway({ change, ownership, rights }: Judged, { moved }: Plan): boolean {
  const key = refKey(change.ref);
  return (
    moved.some((ref) => refKey(ref) === key) ||
    automatedOwner(ownership) !== null ||
    rights.some(({ allowed }) => allowed === false)
  );
}

const SILENT: ReadonlySet<string> = new Set([
  "unavailable",
  "unauthorized",
  "unknown",
  "webhook-down",
]);

/** The sentence of a dry run that nobody has judged, not the server or not its webhook; `null` of an answer. */
const silenceOf = (answer: DryRun): string | null =>
  answer.type === "refused" && SILENT.has(answer.error.code) ? answer.error.message : null;

function reviewedObject(
  { change, ownership, hidden, rights }: Judged,
  answer: DryRun,
): ReviewedObject {
  const { ref, type } = change;
  return {
    ref,
    verb: type,
    before: change.type === "create" ? null : formatManifest(change.before),
    after: change.type === "remove" ? null : change.text,
    changes: change.type === "update" ? change.changes : [],
    ownership,
    hidden,
    rights,
    dryRun: answer,
  };
}
