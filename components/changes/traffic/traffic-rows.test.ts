import { describe, expect, it } from "vitest";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { PredictedFlow, PredictedPart, Prediction } from "@/lib/mesh/prediction/prediction";
import { predictionNotes, trafficGroups } from "./traffic-rows";

const ref = (kind: "Workload" | "Service", name: string): ResourceRef => ({
  cluster: "c",
  kind,
  namespace: "bookinfo",
  name,
});

const part = (name: string, now: number, min: number, max: number): PredictedPart => ({
  end: { type: "workload", ref: ref("Workload", name) },
  now,
  after: { min, max },
  setNow: null,
  setAfter: { min: 0, max: 1 },
  by: [],
});

const flow = (over: Partial<PredictedFlow>): PredictedFlow => ({
  caller: ref("Workload", "productpage"),
  service: ref("Service", "reviews"),
  hostname: "reviews.bookinfo.svc.cluster.local",
  requests: 42,
  parts: [],
  failed: { now: 0, after: { min: 0, max: 0 }, unmeasured: [] },
  doubts: [],
  known: true,
  throughHost: [],
  ...over,
});

const shown = (...flows: readonly PredictedFlow[]) => {
  const prediction: Prediction = {
    at: 0,
    windowSeconds: 60,
    flows,
    reach: 0,
    unattributed: 0,
    unsupported: [],
  };
  return trafficGroups(prediction).flatMap(({ rows, notes }) => [
    ...rows.map(({ to, now, afterText, change }) =>
      `${to}: ${now} → ${afterText} (${change})`.replaceAll("\u202f", " "),
    ),
    ...notes,
  ]);
};

const match = {
  code: "match",
  by: { cluster: "c", kind: "VirtualService.networking.istio.io", namespace: "b", name: "r" },
  path: "http[0]",
} as const;

describe("predicted traffic as rows", () => {
  it("certain: what changes, without ends that get nothing before and after", () => {
    expect(
      shown(
        flow({
          parts: [part("v1", 37.9, 21, 21), part("v2", 0, 0, 0), part("v3", 4.1, 21, 21)],
          failed: { now: 0.17, after: { min: 0.67, max: 0.67 }, unmeasured: [] },
          doubts: [match],
        }),
      ),
    ).toEqual([
      "v1: 37.9 → ≈ 21.0 (−16.9)",
      "v3: 4.1 → ≈ 21.0 (+16.9)",
      "failed: 0.17 → ≈ 0.67 (1.6 %)",
    ]);
  });

  it("uncertain: bounds, and why", () => {
    expect(
      shown(
        flow({
          parts: [part("v1", 37.9, 0, 21), part("v2", 0, 0, 42)],
          failed: { now: 0.2, after: null, unmeasured: [ref("Workload", "reviews-v2")] },
          doubts: [match],
        }),
      ),
    ).toEqual([
      "v1: 37.9 → ≤ 21.0 (at least −16.9)",
      "v2: 0 → 0 to 42.0 (uncertain)",
      "failed: 0.2 → n/a (not predicted)",
      "Uncertain because metrics do not say which requests http[0] of VirtualService r takes.",
      "How many will fail is not predicted: reviews-v2 had no requests to judge by.",
    ]);
  });

  it("unknown: no figure is made up", () => {
    expect(shown(flow({ known: false, doubts: [{ code: "port" }] }))).toEqual([
      "reviews: 42 → n/a (not predicted)",
      "Uncertain because the service's ports have different rules, and metrics do not say which was called.",
    ]);
  });

  it("answers of the caller's own proxy are ends too", () => {
    const unanswered: PredictedPart = {
      ...part("", 0, 42, 42),
      end: { type: "no-subset", hostname: "reviews", subset: "v9" },
    };
    expect(shown(flow({ parts: [unanswered], throughHost: ["ratings"] }))).toEqual([
      "503, no such subset (reviews, v9): 0 → ≈ 42.0 (+42.0)",
      "failed: 0 → 0 (0 %)",
      "Requests to ratings count as sent through reviews: metrics do not tell them apart.",
    ]);
  });
});

describe("what the figures leave out", () => {
  const by = { ...match.by, name: "reviews" };
  const prediction: Prediction = {
    at: 0,
    windowSeconds: 60,
    flows: [],
    reach: 0,
    mirrors: [
      { by, path: "http[0]", hostname: "shadow.b.svc.cluster.local", subset: "v2", ratio: 1 },
      { by, path: "http[1]", hostname: "shadow.b.svc.cluster.local", subset: null, ratio: 0.25 },
    ],
    unattributed: 0,
    unsupported: ["example.com"],
  };

  it("copies, and hosts outside", () => {
    expect(predictionNotes(prediction)).toEqual([
      "VirtualService reviews mirrors all of what http[0] takes to shadow.b.svc.cluster.local, v2: the copies are not in these figures, and what becomes of them is not predicted.",
      "VirtualService reviews mirrors 25\u202f% of what http[1] takes to shadow.b.svc.cluster.local: the copies are not in these figures, and what becomes of them is not predicted.",
      "Nothing is predicted of requests to example.com, outside the services of the mesh.",
    ]);
  });
});
