import type { ChangeView } from "@/lib/delivery/change";
import type { Consent, Review } from "@/lib/delivery/review";
import { basesIn } from "@/lib/mesh/changes/base";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, ObjectEdit } from "@/lib/mesh/changes/edit";
import type { Json, JsonObject } from "@/lib/mesh/manifest/json";
import { refKey } from "@/lib/mesh/model/resource";
import { type ApplyRunner, createApplyRunner } from "@/server/delivery/apply-runner";
import type { StorePort } from "@/server/ports/store";
import { applyDraft } from "@/server/services/changes/apply-draft";
import { observedBy } from "@/server/services/changes/observed-by";
import { reviewDraft } from "@/server/services/changes/review-draft";
import { reviewRollback } from "@/server/services/changes/review-rollback";
import { rollBack } from "@/server/services/changes/roll-back";
import { NO_PAST } from "@/server/services/changes/testing/no-past";
import { systemClock } from "@/server/system-clock";
import { CLUSTER, type LiveMesh, type LiveMeshOptions, openLiveMesh } from "./live-mesh";

const signal = new AbortController().signal;

/** What a page does with a draft and a change, without the page: review, consent, look. */
export type Delivery = {
  readonly mesh: LiveMesh;
  readonly runner: ApplyRunner;
  /** Keeps a draft of these edits and reviews it. */
  review(id: string, objects: readonly ObjectEdit[], takeOwnership?: boolean): Promise<Review>;
  /** Applies what was reviewed, as its author would. @returns the change */
  apply(review: Review, keepWithinMs?: number | null): Promise<string>;
  reviewRollback(change: string): Promise<Review>;
  rollBack(change: string, review: Review): Promise<string>;
  view(change: string): Promise<ChangeView>;
  close(): Promise<void>;
};

const must = <T, E>(answer: { ok: true; value: T } | { ok: false; error: E }): T => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
};

const takers = (review: Review): readonly string[] =>
  review.objects.flatMap(({ ref, ownership }) =>
    (ownership?.takeFrom.length ?? 0) > 0 ? [refKey(ref)] : [],
  );

const consentTo = (review: Review, keepWithinMs: number | null): Consent => ({
  digest: review.digest,
  why: "proof",
  keepWithinMs,
  takeOwnership: takers(review),
  acceptFindings: review.findings.map(({ code }) => code),
});

export const virtualService = (name: string, namespace = "bookinfo"): ConfigRef => ({
  cluster: CLUSTER,
  kind: "VirtualService.networking.istio.io",
  namespace,
  name,
});

/** The product on a cluster, with a store of its own. */
export async function openDelivery(options: LiveMeshOptions, store: StorePort): Promise<Delivery> {
  const mesh = await openLiveMesh(options);
  const { clusters, hub } = mesh;
  const faults: string[] = [];
  const runner = createApplyRunner({
    ...{ store, clusters, clock: systemClock },
    mesh: observedBy(hub, NO_PAST),
    holder: "proof",
    onNotice: (notice) => hub.notice(notice),
    failed: (what, error) => faults.push(`${what}: ${String(error)}`),
  });
  runner.start();
  const desk = { clusters, hub, store, runner, clock: systemClock };
  const reviewed = async (draft: string, takeOwnership: readonly string[]) =>
    must(await reviewDraft(desk, { draft, leaveOut: [], takeOwnership }, signal));
  return {
    mesh,
    runner,
    async review(id, objects, takeOwnership = true) {
      const [first] = objects;
      if (first === undefined) throw new Error("nothing to edit");
      const intent = { type: "typed", ref: first.ref } as const;
      const edit = { id: "e1", intent, objects };
      const draft = addEdit(newDraft(id, id, CLUSTER), edit, basesIn(hub.snapshot()));
      must(await store.drafts.save(draft, null, 0, systemClock.now()));
      const seen = await reviewed(id, []);
      return takeOwnership ? reviewed(id, takers(seen)) : seen;
    },
    async apply(review, keepWithinMs = null) {
      if (review.subject.type !== "draft") throw new Error("no draft");
      const consent = consentTo(review, keepWithinMs);
      const request = { draft: review.subject.id, leaveOut: [], consent };
      return must(await applyDraft(desk, request, signal)).id;
    },
    reviewRollback: async (change) =>
      must(await reviewRollback(desk, { change, takeOwnership: [] }, signal)),
    rollBack: async (change, review) =>
      must(await rollBack(desk, { change, consent: consentTo(review, null) }, signal)).id,
    async view(change) {
      const found = await runner.view(change);
      if (found === null) throw new Error(`no change ${change}`);
      return found;
    },
    async close() {
      await runner.stop();
      mesh.close();
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
  };
}

const REVIEWS = virtualService("reviews");

/** One rule for everybody: so much of a hundred to each version. */
export const rules = (shares: Readonly<Record<string, number>>): Json => [
  {
    name: "everyone",
    route: Object.entries(shares).map(([subset, weight]) => ({
      destination: { host: "reviews", subset },
      weight,
    })),
  },
];

/** What the hub has of a VirtualService in bookinfo. */
export function specOf({ hub }: Delivery["mesh"], name: string): JsonObject {
  const { cluster, kind, namespace } = REVIEWS;
  const found = hub.snapshot().resources.get(refKey({ cluster, kind, namespace, name }));
  // A spec is read from JSON.
  return found !== undefined && "spec" in found ? (found.spec as JsonObject) : {};
}

/** Gives `reviews` this list of rules. */
export function rulesEdit(mesh: Delivery["mesh"], to: Json): ObjectEdit {
  const was = specOf(mesh, "reviews")["http"] ?? null;
  const path = ["spec", "http"];
  return { type: "patch", ref: REVIEWS, changes: [{ op: "set", path, was, to }] };
}

export const created = (name: string, namespace: string, spec: JsonObject): ObjectEdit => ({
  type: "create",
  ref: virtualService(name, namespace),
  value: {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace },
    spec,
  },
});

/** The view of a change as soon as it is so. A real server tells nobody when it is done: it is looked at five times a second. */
export async function until(
  { view }: Delivery,
  change: string,
  isThere: (view: ChangeView) => boolean,
  timeoutMs = 60_000,
): Promise<ChangeView> {
  const deadline = systemClock.now() + timeoutMs;
  let seen = await view(change);
  while (!isThere(seen)) {
    if (systemClock.now() > deadline) {
      const { phase, journal, steps, watch } = seen;
      throw new Error(`not in time: ${JSON.stringify({ phase, steps, journal, watch })}`);
    }
    await systemClock.sleep(200, signal);
    seen = await view(change);
  }
  return seen;
}

export const isOver = ({ phase }: ChangeView): boolean =>
  ["applied", "reverted", "part-standing"].includes(phase);
