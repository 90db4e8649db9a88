import { describe, expect, it } from "vitest";
import { basesIn } from "../mesh/changes/base";
import type { Draft } from "../mesh/changes/draft";
import { addEdit, newDraft } from "../mesh/changes/draft-operations";
import { foldDraft } from "../mesh/changes/fold/fold-draft";
import { splitChoices, splitTable, writeSplit } from "../mesh/changes/split/split";
import type { Weights } from "../mesh/changes/split/weights";
import { type Call, requestsOf } from "../mesh/graph/testing/calls";
import { deployment, namespace, service, weights } from "../mesh/graph/testing/objects";
import { indexOf } from "../mesh/graph/testing/recorded-mesh";
import type { RawObject } from "../mesh/model/inventory";
import type { MeshIndex } from "../mesh/model/mesh-index";
import { describePrediction } from "../mesh/prediction/testing/describe-prediction";
import { draftOutcome, overlayOf } from "./draft-outcome";

const shop: readonly RawObject[] = [
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...deployment("shop/web"),
  ...deployment("shop/reviews-v1"),
  ...deployment("shop/reviews-v2"),
];
const ninetyTen = weights("shop/reviews", { v1: 90, v2: 10 });

const call = (to: string, rate: number, code = "200"): Call => ({
  from: "shop/web",
  to,
  host: "shop/reviews",
  rate,
  code,
});

const traffic = requestsOf(
  call("shop/reviews-v1", 36),
  call("shop/reviews-v2", 3.8),
  call("shop/reviews-v2", 0.2, "500"),
);

/** A split drawn on the mesh as the draft has made it so far, as a gesture does. */
function split(draft: Draft, index: MeshIndex, id: string, byLabel: Weights): Draft {
  const { after } = outcomeOf(draft, index);
  const reviews = after.find("Service", "lab", "shop", "reviews");
  const [choice] = reviews === null ? [] : splitChoices(after, reviews);
  if (reviews === null || choice === undefined) throw new Error("nothing to split");
  const table = splitTable(after, reviews, choice);
  if (!table.ok) throw new Error(table.error.code);
  const set = Object.fromEntries(table.value.rows.map((r) => [r.key, byLabel[r.label] ?? 0]));
  const edit = writeSplit(after, reviews, choice, table.value, set);
  return addEdit(draft, { id, ...edit }, basesIn(index.snapshot));
}

const outcomeOf = (draft: Draft, index: MeshIndex, requests: typeof traffic | null = traffic) =>
  draftOutcome({ folded: foldDraft(draft), index, traffic: requests, clusterOf: () => "lab" });

const EMPTY = newDraft("d", "draft", "lab");

describe("what a draft comes to", () => {
  it("is the mesh itself while nothing is drafted", () => {
    const index = indexOf([...shop, ...ninetyTen]);
    const outcome = outcomeOf(EMPTY, index);
    expect(outcome.after).toBe(index);
    expect(outcome.findings).toEqual([]);
    expect(outcome.prediction?.flows).toEqual([]);
  });

  it("predicts the split, and how many more a failing version would fail", () => {
    const index = indexOf([...shop, ...ninetyTen]);
    const draft = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const { findings, prediction } = outcomeOf(draft, index);
    expect(prediction && describePrediction(prediction)).toEqual([
      "web -> reviews 40",
      "  reviews-v1: 36 -> 20",
      "  reviews-v2: 4 -> 20",
      "  failed: 0.2 -> 1",
    ]);
    // 5 % of the 16 requests per second that v2 gets more.
    expect(findings).toMatchObject([
      {
        code: "HED204",
        ref: { kind: "VirtualService.networking.istio.io", name: "reviews" },
        path: ["spec", "http", 0, "route", 1],
        facts: { version: "v2", share: 0.5, moreFailures: expect.closeTo(0.8, 9) },
      },
    ]);
  });

  it("predicts nothing where no requests are known, and analyses all the same", () => {
    const index = indexOf([...shop, ...ninetyTen]);
    const draft = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const { affected, prediction } = outcomeOf(draft, index, null);
    expect(prediction).toBeNull();
    expect([...affected]).toContain("lab/VirtualService.networking.istio.io/shop/reviews");
  });

  it("lets a second gesture go on where the first ended, also on an object that the draft makes", () => {
    const index = indexOf(shop);
    const first = split(EMPTY, index, "a", { v1: 70, v2: 30 });
    const second = split(first, index, "b", { v1: 20, v2: 80 });
    expect(second.edits.map((e) => e.objects.map((o) => o.type))).toEqual([
      ["create", "create"],
      ["patch"],
    ]);
    const { conflicts, objects } = foldDraft(second);
    expect(conflicts).toEqual([]);
    const rule = objects.get("lab/VirtualService.networking.istio.io/shop/reviews");
    expect(rule?.text).toContain("weight: 80");
    expect(outcomeOf(second, index).findings).toMatchObject([{ code: "HED204" }]);
  });

  it("keeps the age and the managers of what it changes; what it makes is the youngest", () => {
    const index = indexOf([...shop, ...ninetyTen]);
    const key = "lab/VirtualService.networking.istio.io/shop/reviews";
    const standing = index.find("VirtualService.networking.istio.io", "lab", "shop", "reviews");
    const changed = outcomeOf(split(EMPTY, index, "a", { v1: 50, v2: 50 }), index).overlay.get(key);
    expect(changed?.meta).toEqual(standing?.meta);
    expect(changed?.managers).toEqual(standing?.managers);
    const bare = indexOf(shop);
    const fresh = outcomeOf(split(EMPTY, bare, "a", { v1: 50, v2: 50 }), bare).overlay.get(key);
    expect((fresh?.meta.createdAt ?? "") > "2026").toBe(true);
  });

  it("leaves out objects that end as they began", () => {
    const index = indexOf([...shop, ...ninetyTen]);
    const away = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const back = split(away, index, "b", { v1: 90, v2: 10 });
    expect(overlayOf(foldDraft(away), index).size).toBe(1);
    expect(overlayOf(foldDraft(back), index).size).toBe(0);
  });
});
