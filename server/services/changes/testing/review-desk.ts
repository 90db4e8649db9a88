import type { StoredDraft } from "@/lib/delivery/draft";
import type { Notice } from "@/lib/delivery/notice";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, ObjectEdit } from "@/lib/mesh/changes/edit";
import type { FieldChange } from "@/lib/mesh/manifest/json";
import { err, ok } from "@/lib/result";
import { type ApplyRunner, createApplyRunner } from "@/server/delivery/apply-runner";
import { memoryStore } from "@/server/delivery/testing/memory-store";
import { Hub } from "@/server/live/hub";

import { HUB_SETTINGS, type SteppedClock, settle } from "@/server/live/live.fixture";
import { silentObserver } from "@/server/live/observer";
import type { ClusterPort } from "@/server/ports/cluster";
import type { MetricsPort } from "@/server/ports/metrics";
import type { StorePort } from "@/server/ports/store";
import type { Desk } from "../desk";
import { observedBy } from "../observed-by";
import { NO_PAST } from "./no-past";

export const CLUSTER = "test";

type Parts = {
  readonly clock: SteppedClock;
  readonly cluster: ClusterPort;
  readonly metrics: MetricsPort | null;
  readonly signal: AbortSignal;
};

export type TestDesk = Desk & {
  readonly hub: Hub;
  readonly store: StorePort;
  readonly runner: ApplyRunner;
  /** Keeps a draft of these edits, each one gesture, on what the hub knows. */
  draft(id: string, ...edits: readonly (readonly ObjectEdit[])[]): Promise<Draft>;
  readonly notices: readonly Notice[];
};

/** Drafts in memory, by the rules of the port. */
function memoryDrafts(): StorePort["drafts"] {
  const kept = new Map<string, StoredDraft>();
  return {
    list: async (cluster) => [...kept.values()].filter((d) => d.draft.cluster === cluster),
    get: async (id) => kept.get(id) ?? null,
    async save(draft, author, expected, updatedAt) {
      const current = kept.get(draft.id) ?? null;
      if ((current?.version ?? 0) !== expected) return err({ code: "stale", current });
      const stored = { draft, author, version: expected + 1, updatedAt };
      kept.set(draft.id, stored);
      return ok(stored);
    },
    async remove(id, expected) {
      const current = kept.get(id) ?? null;
      if (current?.version !== expected) return err({ code: "stale", current });
      kept.delete(id);
      return ok(null);
    },
  };
}

/** A desk with a hub that has read the cluster, a store in memory, and the runner that writes. */
export async function openDesk({ clock, cluster, metrics, signal }: Parts): Promise<TestDesk> {
  const hub = new Hub({
    clusters: [cluster],
    metrics,
    clock,
    epoch: "e1",
    settings: HUB_SETTINGS,
    observer: silentObserver,
  });
  hub.start();
  await clock.step(6_000);
  // What the first tick asks is answered in real time, on a busy machine later than the steps of the clock.
  while (metrics !== null && hub.traffic() === null) await settle();
  const notices: Notice[] = [];
  const store: StorePort = {
    ...memoryStore(),
    drafts: memoryDrafts(),
    layouts: { get: async () => null, set: async () => {} },
    views: { list: async () => [], save: async () => {}, remove: async () => {} },
    close: async () => {},
  };
  const runner = createApplyRunner({
    store,
    clusters: [cluster],
    mesh: observedBy(hub, NO_PAST),
    clock,
    holder: "h",
    onNotice: (notice) => notices.push(notice),
    failed: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  signal.addEventListener("abort", () => {
    hub.stop();
    void runner.stop();
  });
  return {
    clusters: [cluster],
    hub,
    store,
    runner,
    clock,
    notices,
    async draft(id, ...edits) {
      const current = basesIn(hub.snapshot());
      const draft = edits.reduce(
        (now, objects, i) => {
          const [first] = objects;
          if (first === undefined) return now;
          const intent = { type: "typed", ref: first.ref } as const;
          return addEdit(now, { id: `e${i}`, intent, objects }, current);
        },
        newDraft(id, id, CLUSTER),
      );
      await store.drafts.save(draft, null, 0, clock.now());
      return draft;
    },
  };
}

type ShortKind = "VirtualService" | "DestinationRule";

/** An object of namespace bookinfo. */
export const bookinfo = (kind: ShortKind, name: string): ConfigRef => ({
  cluster: CLUSTER,
  kind: `${kind}.networking.istio.io`,
  namespace: "bookinfo",
  name,
});

export const REVIEWS = bookinfo("VirtualService", "reviews");
export const REVIEWS_RULE = bookinfo("DestinationRule", "reviews");
export const RATINGS = bookinfo("VirtualService", "ratings");

export const patch = (ref: ConfigRef, ...changes: readonly FieldChange[]): ObjectEdit => ({
  type: "patch",
  ref,
  changes,
});

const weight = (at: number, was: number, to: number): FieldChange => ({
  op: "set",
  path: ["spec", "http", 0, "route", at, "weight"],
  was,
  to,
});

/** Takes the canary of `reviews` from a tenth to this share. */
export const shift = (to: number, from = 10): ObjectEdit =>
  patch(REVIEWS, weight(0, 100 - from, 100 - to), weight(2, from, to));

const subset = (at: number, was: string, to: string): FieldChange => ({
  op: "set",
  path: ["spec", "http", 0, "route", at, "destination", "subset"],
  was,
  to,
});

/** Sends the canary's share of `reviews` to another subset. */
export const canaryTo = (to: string): ObjectEdit => patch(REVIEWS, subset(2, "v3", to));

/** Sends `ratings` to its first version. */
export const ratingsToV1: ObjectEdit = patch(RATINGS, subset(0, "v2", "v1"));
