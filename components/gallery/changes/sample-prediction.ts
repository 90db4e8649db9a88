import type { Prediction } from "@/lib/mesh/prediction/prediction";
import { NOW, ref, service, VIRTUAL_SERVICE, workload } from "./sample-objects";

const VS = ref(VIRTUAL_SERVICE, "reviews");

const upTo = (max: number) => ({ min: 0, max });
const at = (value: number) => ({ min: value, max: value });
const by = [{ by: VS, path: "http[1].route[0]" }];

export const PREDICTION: Prediction = {
  at: NOW - 4_000,
  windowSeconds: 60,
  flows: [
    {
      caller: workload("productpage-v1"),
      service: service("reviews"),
      hostname: "reviews.bookinfo.svc.cluster.local",
      requests: 42,
      parts: [
        part("reviews-v1", 37.9, upTo(21), 0.9),
        part("reviews-v3", 4.1, upTo(21), 0.1),
        part("reviews-v2", 0, upTo(42), 0),
      ],
      failed: { now: 0.17, after: upTo(0.67), unmeasured: [] },
      doubts: [{ code: "match", by: VS, path: "http[0]" }],
      known: true,
      throughHost: [],
    },
    {
      caller: workload("report-nightly"),
      service: service("reviews"),
      hostname: "reviews.bookinfo.svc.cluster.local",
      requests: 6,
      parts: [part("reviews-v1", 5.4, at(3), 0.9), part("reviews-v3", 0.6, at(3), 0.1)],
      failed: { now: 0.02, after: null, unmeasured: [workload("reviews-v2")] },
      doubts: [],
      known: true,
      throughHost: [],
    },
    {
      caller: workload("legacy-app"),
      service: service("reviews"),
      hostname: "reviews.bookinfo.svc.cluster.local",
      requests: 0.8,
      parts: [],
      failed: { now: 0, after: null, unmeasured: [] },
      doubts: [{ code: "engine", uncertainty: { code: "ambient", ref: VS, path: "" } }],
      known: false,
      throughHost: [],
    },
  ],
  reach: 48.8,
  unattributed: 1.2,
  unsupported: [],
};

function part(name: string, now: number, after: { min: number; max: number }, setNow: number) {
  return {
    end: { type: "workload" as const, ref: workload(name) },
    now,
    after,
    setNow: at(setNow),
    setAfter: at(0.5),
    by,
  };
}
