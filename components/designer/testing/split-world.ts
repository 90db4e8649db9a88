import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { basesIn, movedOn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import {
  type SplitChoice,
  splitChoices,
  splitTable,
  writeSplit,
} from "@/lib/mesh/changes/split/split";
import { reviewsOf, to } from "@/lib/mesh/changes/split/testing/shop";
import type { Weights } from "@/lib/mesh/changes/split/weights";
import { type Call, requestsOf } from "@/lib/mesh/graph/testing/calls";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { shownChoice } from "../split/split-view";
import type { Derived } from "../state/use-outcome";

const call = (target: string, rate: number): Call => ({
  from: "shop/web",
  to: target,
  host: "shop/reviews",
  rate,
});
export const traffic = requestsOf(call("shop/reviews-v1", 36), call("shop/reviews-v2", 4));
export const clusterOf = () => "lab";

export const JASON = {
  match: [{ headers: { "end-user": { exact: "jason" } } }],
  route: [to("v2", 100)],
};
export const REST = { route: [to("v1", 90), to("v2", 10)] };

/** What is worked out of a draft on a mesh, as a page has it. */
export const derivedOf = (draft: Draft, base: MeshIndex): Derived => {
  const folded = foldDraft(draft);
  const outcome = draftOutcome({ folded, index: base, traffic, clusterOf });
  const moved = movedOn(draft, basesIn(base.snapshot));
  return { ...outcome, base, traffic, clusterOf, folded, moved, written: [], late: false };
};

/** The destinations of a choice that can be split. */
export function tableOf(index: MeshIndex, choice: SplitChoice | null) {
  const table = choice === null ? null : splitTable(index, reviewsOf(index), choice);
  if (choice === null || table?.ok !== true) throw new Error("cannot be split");
  return { choice, table: table.value };
}

/** The draft after one gesture on the rule that is shown. */
export function split(draft: Draft, base: MeshIndex, id: string, byLabel: Weights): Draft {
  const { after } = derivedOf(draft, base);
  const reviews = reviewsOf(after);
  const shown = shownChoice(splitChoices(after, reviews), null, after, reviews);
  const { choice, table } = tableOf(after, shown);
  const set = Object.fromEntries(table.rows.map((r) => [r.key, byLabel[r.label] ?? 0]));
  const edit = writeSplit(after, reviews, choice, table, set);
  return addEdit(draft, { id, ...edit }, basesIn(base.snapshot));
}

export const EMPTY = newDraft("d", "draft", "lab");
