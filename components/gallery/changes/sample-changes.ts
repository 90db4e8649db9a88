import type { ChangeStep, ChangeView, Watch, WatchedPart } from "@/lib/delivery/change";
import { CLUSTER, NOW, service, workload } from "./sample-objects";
import { PREDICTION } from "./sample-prediction";
import { REVIEWS } from "./sample-review";

const set = REVIEWS["accepted"]?.changeSet ?? { cluster: CLUSTER, changes: [] };

const steps = (...stands: readonly ChangeStep["stand"][]): readonly ChangeStep[] =>
  set.changes.map((change, i) => ({
    ref: change.ref,
    verb: change.type,
    waitForProxies: change.waitForProxies === true,
    stand: stands[i] ?? "not-written",
    refusal: null,
    warnings: [],
  }));

function watched(
  name: string,
  share: number,
  seen: number,
  verdict: "agrees" | "differs",
): WatchedPart {
  return {
    caller: workload("productpage-v1"),
    service: service("reviews"),
    end: `${CLUSTER}/Workload/bookinfo/${name}`,
    set: { min: share, max: share },
    predicted: { min: 42 * share, max: 42 * share },
    seen: 42 * seen,
    agreement: {
      verdict,
      requests: 2520,
      seen,
      tolerance: 0.026,
      error: Math.abs(share - seen),
    },
  };
}

const watch = (verdict: Watch["verdict"], over: Partial<Watch> = {}): Watch => ({
  verdict,
  at: NOW - 3_000,
  since: NOW - 75_000,
  parts: [],
  reverted: [],
  predictionError: null,
  ...over,
});

const change = (over: Partial<ChangeView>): ChangeView => ({
  id: "c1",
  cluster: CLUSTER,
  name: "reviews half and half",
  why: "INC-2231, v3 fix rolled out",
  author: "ops1",
  draft: "draft-1",
  rollbackOf: null,
  createdAt: NOW - 90_000,
  updatedAt: NOW - 3_000,
  phase: "applied",
  objects: steps().map(({ ref, verb }) => ({ ref, verb })),
  keepUntil: null,
  watch: null,
  changeSet: set,
  keepWithinMs: null,
  steps: steps("written", "written"),
  journal: [
    { seq: 1, at: NOW - 90_000, event: { type: "intended", step: 0, way: "forward" } },
    {
      seq: 2,
      at: NOW - 89_900,
      event: {
        type: "written",
        step: 0,
        way: "forward",
        uid: "u",
        resourceVersion: "48213080",
        generation: 4,
        warnings: [],
      },
    },
  ],
  prediction: PREDICTION,
  waiting: null,
  elsewhere: false,
  ...over,
});

/** Every state of a change, by name. */
export const CHANGES: Readonly<Record<string, ChangeView>> = {
  writing: change({
    phase: "writing",
    steps: steps("written", "not-written"),
    waiting: { for: "proxies", until: NOW + 4_000 },
  }),
  unsettled: change({ phase: "unsettled", steps: steps("written", "in-doubt") }),
  "held-up": change({
    phase: "unsettled",
    steps: steps("written", "in-doubt"),
    stalled: {
      by: "cluster",
      since: NOW - 42_000,
      message: 'virtualservices.networking.istio.io "reviews" is forbidden',
    },
  }),
  owned: change({
    phase: "reverted",
    steps: steps("taken-back", "not-written").map((step, i) =>
      i === 0 ? step : { ...step, refusal: { code: "owned", message: "argo-cd shop" } },
    ),
  }),
  confirming: change({
    phase: "confirming",
    keepWithinMs: 600_000,
    keepUntil: NOW + 462_000,
    waiting: { for: "keep", until: NOW + 462_000 },
    watch: watch("waiting"),
  }),
  agrees: change({
    watch: watch("agrees", {
      parts: [
        watched("reviews-v1", 0.5, 0.507, "agrees"),
        watched("reviews-v3", 0.5, 0.493, "agrees"),
      ],
      predictionError: 0.007,
    }),
  }),
  differs: change({
    watch: watch("differs", {
      parts: [
        watched("reviews-v1", 0.5, 0.71, "differs"),
        watched("reviews-v3", 0.5, 0.29, "differs"),
      ],
      predictionError: 0.21,
      until: NOW - 3_000,
      causes: [
        {
          ...{ caller: workload("productpage-v1"), service: service("reviews") },
          ...{ code: "elsewhere", to: [workload("reviews-v2")], share: 0.12 },
        },
      ],
    }),
  }),
  "metrics-away": change({
    watch: watch("differs", {
      parts: [
        { ...watched("reviews-v1", 0.5, 0.9, "differs"), predicted: null },
        { ...watched("reviews-v3", 0.5, 0.1, "differs"), predicted: null },
      ],
      until: NOW - 240_000,
      since: NOW - 420_000,
      blind: true,
      unpredicted: true,
      causes: [
        {
          ...{ caller: workload("productpage-v1"), service: service("reviews") },
          code: "as-before",
        },
      ],
    }),
    prediction: null,
  }),
  "changed-back": change({
    watch: watch("reverted", {
      reverted: set.changes
        .slice(0, 1)
        .map((c) => ({ ref: c.ref, by: "flagger", at: NOW - 20_000 })),
    }),
  }),
  "part-standing": change({
    phase: "part-standing",
    steps: steps("left", "not-written").map((step, i) =>
      i === 0
        ? step
        : {
            ...step,
            refusal: {
              code: "webhook-down",
              message:
                'failed calling webhook "rev.validation.istio.io": context deadline exceeded',
            },
          },
    ),
  }),
  reverted: change({ phase: "reverted", steps: steps("taken-back", "taken-back") }),
};
