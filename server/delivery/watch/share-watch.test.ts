import { describe, expect, it } from "vitest";
import { type Call, request, trafficOf } from "@/lib/mesh/graph/testing/calls";
import { deployment, namespace, service, weights } from "@/lib/mesh/graph/testing/objects";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import { predict } from "@/lib/mesh/prediction/predict";
import { overlayOf, reviewsRules, route } from "@/lib/mesh/prediction/testing/describe-prediction";
import { createShareWatch } from "./share-watch";

const WRITTEN = 1_800_000_000_000;
const FROM = WRITTEN + 5_000;
const WINDOW = 60;

const shop = [
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...["web", "reviews-v1", "reviews-v2", "reviews-v3"].flatMap((name) =>
    deployment(`shop/${name}`),
  ),
];
const before = indexOf([...shop, ...weights("shop/reviews", { v1: 90, v2: 10 })]);
const after = indexOf([...shop, ...weights("shop/reviews", { v1: 50, v2: 50 })]);
const clusterOf = () => "lab";
const mesh = () => ({ index: after, clusterOf });

/** Requests per second by who took them; `none` for those that reached no workload. */
type Seen = Readonly<Record<string, number>>;

const callsOf = (seen: Seen): readonly Call[] =>
  Object.entries(seen).map(([name, rate]) =>
    name === "none"
      ? { from: "shop/web", to: "unknown", host: "shop/reviews", rate, code: "503", flags: "UH" }
      : { from: "shop/web", to: `shop/reviews-${name}`, host: "shop/reviews", rate },
  );

/** A window that ends so many seconds after the requests are counted from. */
const tick = (endsAt: number, seen: Seen) =>
  trafficOf({
    requests: callsOf(seen).map(request),
    at: FROM + endsAt * 1_000,
    windowSeconds: WINDOW,
  });

const halves = overlayOf(reviewsRules({ route: route({ v1: 50, v2: 50 }) }));
const predicted = predict({
  base: before,
  overlay: halves,
  traffic: tick(0, { v1: 36, v2: 4 }),
  clusterOf,
}).flows;

/** A watch that was offered these windows, each with the second at which it ended. */
function watched(...windows: readonly (readonly [number, Seen])[]) {
  const watch = createShareWatch(predicted, FROM);
  const counted = windows.map(([at, seen]) => watch.offer(tick(at, seen), mesh));
  return { ...watch.judgement(), since: watch.since(), settled: watch.settled(), counted };
}

describe("shares watched after a write", () => {
  it("waits for a window that began after the proxies have it", () => {
    const early = watched([WINDOW - 1, { v1: 20, v2: 20 }]);
    expect(early).toMatchObject({ verdict: "waiting", counted: [false], predictionError: null });
    expect(early.parts.map(({ seen, agreement }) => [seen, agreement.verdict])).toEqual([
      [null, "too-few"],
      [null, "too-few"],
    ]);
    expect(watched([WINDOW, { v1: 20, v2: 20 }])).toMatchObject({ counted: [true] });
  });

  it.each<[string, Seen, string, number | null]>([
    ["as set", { v1: 20, v2: 20 }, "agrees", 0],
    ["as set, within chance", { v1: 20.3, v2: 19.7 }, "agrees", 0.0075],
    ["as before the write", { v1: 36, v2: 4 }, "differs", 0.4],
    ["to a version that is not in the split", { v1: 15, v2: 15, v3: 10 }, "differs", 0.25],
    ["to nobody", { v1: 15, v2: 15, none: 10 }, "differs", 0.25],
    ["too seldom to tell", { v1: 0.4, v2: 0.05 }, "too-few", null],
    ["not at all", {}, "no-traffic", null],
  ])("requests go %s: %s", (_, seen, verdict, error) => {
    const said = watched([WINDOW, seen]);
    expect(said.verdict).toBe(verdict);
    if (error === null) expect(said.predictionError).toBeNull();
    else expect(said.predictionError).toBeCloseTo(error, 9);
  });

  it("says of each part what is set, predicted and seen", () => {
    const { parts } = watched([WINDOW, { v1: 24, v2: 16 }]);
    const [v1] = parts;
    expect(parts.map(({ end, seen }) => `${end} ${seen}`)).toEqual([
      "reviews-v1 24",
      "reviews-v2 16",
    ]);
    expect(v1).toMatchObject({
      caller: { name: "web" },
      service: { name: "reviews" },
      set: { min: 0.5, max: 0.5 },
      predicted: { min: 20, max: 20 },
      agreement: { verdict: "differs", requests: 2_400, seen: 0.6 },
    });
  });

  it("says how many went where no rule sends any, beside the parts", () => {
    const ends = (seen: Seen) =>
      watched([WINDOW, seen]).parts.map(({ end, seen: rate }) => `${end} ${rate}`);
    expect(ends({ v1: 15, v2: 15, none: 6, v3: 4 })).toEqual([
      "reviews-v1 15",
      "reviews-v2 15",
      "other workloads 4",
      "no workload 6",
    ]);
    // A few that failed to connect are no share of a rule.
    expect(ends({ v1: 20, v2: 20, none: 0.1 })).toHaveLength(2);
  });

  it("differs where shares known within bounds hold, but requests reach nobody", () => {
    const jason = {
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      route: route({ v2: 100 }),
    };
    const open = predict({
      base: before,
      overlay: overlayOf(reviewsRules(jason, { route: route({ v1: 50, v2: 50 }) })),
      traffic: tick(0, { v1: 36, v2: 4 }),
      clusterOf,
    }).flows;
    const watch = createShareWatch(open, FROM);
    const verdictOf = (at: number, seen: Seen) => {
      watch.offer(tick(at, seen), mesh);
      return watch.judgement().verdict;
    };
    expect(verdictOf(WINDOW, { v1: 10, v2: 30 })).toBe("agrees");
    expect(verdictOf(2 * WINDOW, { v2: 20, none: 20 })).toBe("differs");
    expect(watch.causes().map(({ code }) => code)).toContain("unanswered");
  });

  it("counts no request twice, and adds windows up until there are enough to tell", () => {
    const few: Seen = { v1: 0.15, v2: 0.15 };
    const said = watched([60, few], [90, few], [119, few], [120, few], [180, few]);
    expect(said.counted).toEqual([true, false, false, true, true]);
    expect(said.verdict).toBe("agrees");
    expect(said.parts[0]?.agreement.requests).toBeCloseTo(54, 9);
  });

  it("is settled when two windows in a row agree", () => {
    const even: Seen = { v1: 20, v2: 20 };
    expect(watched([60, even]).settled).toBe(false);
    expect(watched([60, even], [120, even]).settled).toBe(true);
    expect(watched([60, even], [120, { v1: 40 }]).settled).toBe(false);
  });

  it("counts from the window in which the change-over was done", () => {
    const said = watched([60, { v1: 36, v2: 4 }], [120, { v1: 20, v2: 20 }]);
    expect(said).toMatchObject({ verdict: "agrees", since: FROM + 60_000, predictionError: 0 });
  });

  it("does not forget what differs later on: shares that swing are not as set", () => {
    const said = watched([300, { v1: 36, v2: 4 }], [360, { v1: 20, v2: 20 }]);
    expect(said).toMatchObject({ verdict: "differs", since: FROM, settled: false });
    expect(said.predictionError).toBeCloseTo(0.2, 9);
  });

  it("has nothing to compare where nothing was predicted", () => {
    const watch = createShareWatch([], FROM);
    expect(watch.offer(tick(60, { v1: 1 }), mesh)).toBe(false);
    expect(watch.judgement()).toEqual({
      verdict: "not-predicted",
      parts: [],
      predictionError: null,
    });
  });
});
