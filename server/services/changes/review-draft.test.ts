import { afterEach, describe, expect, it } from "vitest";
import { refKey } from "@/lib/mesh/model/resource";
import { err, ok } from "@/lib/result";
import { demoPort } from "@/server/adapters/sim/testing/demo-port";
import { reviewDraft } from "./review-draft";
import {
  canaryTo,
  patch,
  RATINGS,
  REVIEWS,
  REVIEWS_RULE,
  ratingsToV1,
  shift,
} from "./testing/review-desk";
import { blockersIn, reviewsUntil, TAKEN } from "./testing/reviews";

let leave = new AbortController();
afterEach(() => {
  leave.abort();
  leave = new AbortController();
});

const { review, setUp } = reviewsUntil(() => leave.signal, demoPort);

describe("a review of a split", () => {
  it("shows what is written, what the cluster says to it, and the traffic before and after", async () => {
    const { desk, asked } = await setUp();
    await desk.draft("d", [shift(50)]);
    const answer = await review(desk, TAKEN);
    expect(answer.blockers).toEqual([]);
    expect(answer.subject).toEqual({ type: "draft", id: "d", version: 1 });
    const [object] = answer.objects;
    expect(answer.objects).toHaveLength(1);
    expect(object).toMatchObject({ ref: REVIEWS, verb: "update", hidden: [] });
    expect(object?.changes.map((c) => c.path.at(-2))).toEqual([0, 2]);
    expect([object?.before, object?.after].map((text) => text?.match(/weight: \d+/g))).toEqual([
      ["weight: 90", "weight: 0", "weight: 10"],
      ["weight: 50", "weight: 0", "weight: 50"],
    ]);
    expect(object?.rights).toEqual([
      {
        verb: "patch",
        group: "networking.istio.io",
        resource: "virtualservices",
        namespace: "bookinfo",
        allowed: true,
      },
    ]);
    expect(object?.dryRun).toMatchObject({ type: "accepted", text: object?.after });
    expect(asked).toEqual(["apply reviews"]);
    const [flow] = answer.prediction?.flows ?? [];
    expect(flow?.caller.name).toBe("productpage-v1");
    expect(flow?.parts.map((p) => [p.setNow?.max, p.setAfter.max])).toContainEqual([0.1, 0.5]);
    expect(answer.prediction?.reach).toBeGreaterThan(1);
  });

  it("predicts nothing where there is no traffic to predict from", async () => {
    const { desk } = await setUp({}, true);
    await desk.draft("d", [shift(50)]);
    expect((await review(desk, TAKEN)).prediction).toBeNull();
  });

  it("leaves objects out, and the rest is reviewed without them", async () => {
    const { desk } = await setUp();
    await desk.draft("d", [shift(50)], [ratingsToV1]);
    const answer = await review(desk, { ...TAKEN, leaveOut: [refKey(RATINGS), "no such object"] });
    expect(answer.leftOut).toEqual([refKey(RATINGS)]);
    expect(answer.objects.map((o) => o.ref.name)).toEqual(["reviews"]);
  });

  it("reviews an object that is written twice once, as it ends", async () => {
    const { desk, asked } = await setUp();
    await desk.draft("d", [
      patch(
        REVIEWS_RULE,
        {
          op: "insert",
          path: ["spec", "subsets", 3],
          to: { name: "v4", labels: { version: "v3" } },
        },
        {
          op: "remove",
          path: ["spec", "subsets", 2],
          was: { name: "v3", labels: { version: "v3" } },
        },
      ),
      canaryTo("v4"),
    ]);
    const answer = await review(desk, TAKEN);
    expect(answer.changeSet.changes.map((c) => c.ref.kind.split(".")[0])).toEqual([
      "DestinationRule",
      "VirtualService",
      "DestinationRule",
    ]);
    expect(answer.objects.map((o) => o.ref.kind.split(".")[0])).toEqual([
      "DestinationRule",
      "VirtualService",
    ]);
    expect(answer.objects[0]?.after?.match(/name: v\d/g)).toEqual([
      "name: v1",
      "name: v2",
      "name: v4",
    ]);
    expect([answer.blockers, answer.gaps]).toEqual([[], []]);
    expect(asked.sort()).toEqual(["apply reviews", "apply reviews"]);
  });

  it("says of each object what could own it and may not be read", async () => {
    const outside = { unread: "outside", namespace: "bookinfo" } as const;
    const hidden = [
      { resource: "rollouts.argoproj.io", ...outside },
      { resource: "canaries.flagger.app", ...outside },
    ];
    const { desk } = await setUp({
      delivery: async () => ok({ canaries: [], rollouts: [], argoLabel: null, hidden }),
    });
    await desk.draft("d", [shift(50)]);
    const [object] = (await review(desk, TAKEN)).objects;
    expect(object?.hidden).toEqual(hidden.slice(0, 1));
  });

  it("tells findings that the change brings from those that stand", async () => {
    const { desk } = await setUp();
    await desk.draft("d", [canaryTo("v9")]);
    const answer = await review(desk, TAKEN);
    const brought = answer.findings.filter((_, i) => !answer.standing.includes(i));
    expect(brought.some((f) => f.severity === "error" && f.ref.name === "reviews")).toBe(true);
    expect(blockersIn(answer)).toEqual(["accept-findings"]);
  });
});

it("a review of what is not there", async () => {
  const { desk } = await setUp();
  const request = { draft: "none", leaveOut: [], takeOwnership: [] };
  expect(await reviewDraft(desk, request, leave.signal)).toEqual(
    err({ code: "no-such-draft", id: "none" }),
  );
});
