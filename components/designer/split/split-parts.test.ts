import { describe, expect, it } from "vitest";
import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { basesIn, movedOn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft, undo } from "@/lib/mesh/changes/draft-operations";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import {
  type SplitChoice,
  splitChoices,
  splitTable,
  writeSplit,
} from "@/lib/mesh/changes/split/split";
import { reviewsOf, rules, shop, subsets, to } from "@/lib/mesh/changes/split/testing/shop";
import type { Weights } from "@/lib/mesh/changes/split/weights";
import { type Call, requestsOf } from "@/lib/mesh/graph/testing/calls";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import type { RawObject } from "@/lib/mesh/model/inventory";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { splitText } from "@/lib/messages/designer/split";
import { trayText } from "@/lib/messages/designer/tray";
import type { Derived } from "../state/use-outcome";
import { trayLines } from "../tray/tray-lines";
import { type Gesture, goesOn, KEYS_MS, stands } from "./gesture";
import { controllerSeen } from "./seen-owner";
import { callersOf, rowFigures } from "./split-figures";
import { choiceKey, setInCluster, shownChoice, splitWrites, typedWeight } from "./split-view";

const call = (target: string, rate: number): Call => ({
  from: "shop/web",
  to: target,
  host: "shop/reviews",
  rate,
});
const traffic = requestsOf(call("shop/reviews-v1", 36), call("shop/reviews-v2", 4));
const clusterOf = () => "lab";

const JASON = {
  match: [{ headers: { "end-user": { exact: "jason" } } }],
  route: [to("v2", 100)],
};
const REST = { route: [to("v1", 90), to("v2", 10)] };

const derivedOf = (draft: Draft, base: MeshIndex): Derived => {
  const folded = foldDraft(draft);
  const outcome = draftOutcome({ folded, index: base, traffic, clusterOf });
  const moved = movedOn(draft, basesIn(base.snapshot));
  return { ...outcome, base, traffic, clusterOf, folded, moved, written: [], late: false };
};

function tableOf(index: MeshIndex, choice: SplitChoice | null) {
  const table = choice === null ? null : splitTable(index, reviewsOf(index), choice);
  if (choice === null || table?.ok !== true) throw new Error("cannot be split");
  return { choice, table: table.value };
}

/** The draft after one gesture on the rule that is shown. */
function split(draft: Draft, base: MeshIndex, id: string, byLabel: Weights): Draft {
  const { after } = derivedOf(draft, base);
  const reviews = reviewsOf(after);
  const shown = shownChoice(splitChoices(after, reviews), null, after, reviews);
  const { choice, table } = tableOf(after, shown);
  const set = Object.fromEntries(table.rows.map((r) => [r.key, byLabel[r.label] ?? 0]));
  const edit = writeSplit(after, reviews, choice, table, set);
  return addEdit(draft, { id, ...edit }, basesIn(base.snapshot));
}

const EMPTY = newDraft("d", "draft", "lab");

describe("which rule is shown", () => {
  const shown = (objects: readonly RawObject[], asked: string | null = null) => {
    const index = indexOf([...shop, ...objects]);
    const reviews = reviewsOf(index);
    const choice = shownChoice(splitChoices(index, reviews), asked, index, reviews);
    return choice === null ? null : choiceKey(choice).split("/").at(-1);
  };

  it("is the first that has weights to move", () => {
    expect(shown([rules({ redirect: { uri: "/" } }, REST), subsets("v1", "v2")])).toBe(
      "reviews http[1]",
    );
  });

  it("is the one for all that is left before one for some requests alone, which can be chosen", () => {
    expect(shown([rules(JASON, REST), subsets("v1", "v2")])).toBe("reviews http[1]");
    expect(shown([rules(JASON), subsets("v1", "v2")])).toBe("reviews http[0]");
  });

  it("is the one that was asked for, and after an object was made the rule in it", () => {
    const objects = [rules(JASON, REST), subsets("v1", "v2")];
    const asked = "lab/VirtualService.networking.istio.io/shop/reviews http[0]";
    expect(shown(objects, asked)).toBe("reviews http[0]");
    expect(shown(objects, "create virtual-service")).toBe("reviews http[0]");
    expect(shown([])).toBe("create virtual-service");
  });
});

describe("a weight that is typed", () => {
  it.each([
    ["0", 0],
    [" 25 ", 25],
    ["100%", 100],
    ["007", 7],
    ["101", null],
    ["-5", null],
    ["50.5", null],
    ["1e2", null],
    ["0x10", null],
    ["٣", null],
    ["abc", null],
    ["", null],
  ])("%s is %s", (typed, weight) => {
    expect(typedWeight(typed)).toBe(weight);
  });

  it("and is none is said with what stays", () => {
    expect(splitText.refused("v3", " 101", 25)).toBe(
      "v3 stays at 25: “101” is not a whole percent from 0 to 100.",
    );
  });
});

describe("what a split says first", () => {
  it("names the objects that it makes and the subsets in them", () => {
    const index = indexOf(shop);
    const reviews = reviewsOf(index);
    const { choice, table } = tableOf(index, splitChoices(index, reviews)[0] ?? null);
    const edit = writeSplit(index, reviews, choice, table, table.start);
    const { made, changed } = splitWrites(edit);
    const words = made.map(({ ref, subsets: names }) => splitText.made(ref, names));
    expect(splitText.willMake(words, [])).toBe(
      "Makes DestinationRule reviews with subsets v1 and v2 and VirtualService reviews.",
    );
    expect(changed).toEqual([]);
  });
});

describe("set, seen and predicted", () => {
  const index = indexOf([...shop, rules(REST), subsets("v1", "v2")]);
  const lines = (base: MeshIndex, draft: Draft) => {
    const derived = derivedOf(draft, base);
    const { after, prediction } = derived;
    const reviews = reviewsOf(after);
    const { choice, table } = tableOf(
      after,
      shownChoice(splitChoices(after, reviews), null, after, reviews),
    );
    const callers = callersOf(after, reviews, choice, { base, traffic, clusterOf });
    const set = setInCluster(base, reviews, choice, table);
    return table.rows.map((row) => {
      const figures = rowFigures(row, callers, reviews, prediction);
      const rate = splitText.rate(figures?.seen ?? null, figures?.after ?? null, 40);
      const seen = splitText.seen(figures?.seenShare ?? null);
      return `${row.label}: set ${splitText.set(set.get(row.key) ?? null)}, seen ${seen}, ${rate}`;
    });
  };

  it("stand side by side, and what is set stays that of the cluster", () => {
    expect(lines(index, EMPTY)).toEqual([
      "v1: set 90, seen 90.0\u202f%, 36.0",
      "v2: set 10, seen 10.0\u202f%, 4.0",
    ]);
    expect(lines(index, split(EMPTY, index, "a", { v1: 50, v2: 50 }))).toEqual([
      "v1: set 90, seen 90.0\u202f%, 36.0 → ≈\u202f20.0",
      "v2: set 10, seen 10.0\u202f%, 4.0 → ≈\u202f20.0",
    ]);
  });

  it("are bounds where an earlier rule takes what metrics do not tell", () => {
    const matched = indexOf([...shop, rules(REST, JASON), subsets("v1", "v2")]);
    const draft = split(EMPTY, matched, "a", { v1: 50, v2: 50 });
    expect(lines(matched, draft)).toEqual(
      lines(index, split(EMPTY, index, "a", { v1: 50, v2: 50 })),
    );
    const first = indexOf([...shop, rules(JASON, REST), subsets("v1", "v2")]);
    const reviews = reviewsOf(first);
    const choice = splitChoices(first, reviews)[1] ?? null;
    const { table } = tableOf(first, choice);
    if (choice === null) throw new Error("no rule");
    const [caller] = callersOf(first, reviews, choice, { base: first, traffic, clusterOf });
    expect(caller?.shared).toBe(true);
    expect(table.rows.map((row) => row.label)).toEqual(["v1", "v2"]);
  });

  it("are not known of a rule that nobody can read, and never 0", () => {
    expect(lines(index, split(EMPTY, index, "a", { v1: 0, v2: 0 }))).toEqual([
      "v1: set 90, seen n/a, n/a",
      "v2: set 10, seen n/a, n/a",
    ]);
  });

  it("count no caller that does not follow the rule", () => {
    const elsewhere = indexOf([
      ...shop,
      rules({ match: [{ sourceLabels: { app: "batch" } }], route: [to("v1", 50), to("v2", 50)] }),
      subsets("v1", "v2"),
    ]);
    const reviews = reviewsOf(elsewhere);
    const [choice] = splitChoices(elsewhere, reviews);
    if (choice === undefined) throw new Error("no rule");
    expect(callersOf(elsewhere, reviews, choice, { base: elsewhere, traffic, clusterOf })).toEqual(
      [],
    );
  });
});

describe("a controller of the weights", () => {
  it.each([
    ["flagger", "Locked: Flagger sets these weights and would take a change back."],
    ["argocd-controller", "Locked: Argo CD sets these weights and would take a change back."],
    [
      "rollouts-controller",
      "Locked: Argo Rollouts sets these weights and would take a change back.",
    ],
    ["kubectl-edit", null],
    ["heddle", null],
  ])("%s", (manager, expected) => {
    const rule = rules(REST);
    const managed = {
      ...rule,
      metadata: {
        ...(rule["metadata"] as Record<string, unknown>),
        managedFields: [{ manager, operation: "Update", fieldsV1: { "f:spec": {} } }],
      },
    };
    const index = indexOf([...shop, managed, subsets("v1", "v2")]);
    const [resource] = index.all("VirtualService.networking.istio.io");
    const seen = resource ? controllerSeen(resource, [["spec", "http"]]) : null;
    expect(seen && splitText.owned(seen)).toBe(expected);
  });
});

describe("a gesture", () => {
  const index = indexOf([...shop, rules(REST), subsets("v1", "v2")]);
  const reviews = reviewsOf(index);
  const { choice, table } = tableOf(index, splitChoices(index, reviews)[0] ?? null);
  const draft = split(EMPTY, index, "drag", { v1: 50, v2: 50 });
  const moved = Object.fromEntries(table.rows.map((r) => [r.key, 50]));
  const [row = { key: "" }, other = { key: "" }] = table.rows;
  const gesture: Gesture = {
    ...{ id: "drag", index, choice, table, weights: moved },
    ...{ row: row.key, by: "keys", at: 1_000 },
  };
  const step = { row: row.key, by: "keys", at: 1_100 } as const;

  it.each([
    ["the next stroke on the same row", gesture, step, draft, true],
    ["a stroke after a pause", gesture, { ...step, at: 1_001 + KEYS_MS }, draft, false],
    ["another row", gesture, { ...step, row: other.key }, draft, false],
    ["the pointer", gesture, { ...step, by: "pointer" as const }, draft, false],
    ["after an undo", gesture, step, undo(draft), false],
    [
      "a drag that rests",
      { ...gesture, by: "pointer" as const },
      { ...step, by: "pointer" as const, at: 99_000 },
      draft,
      true,
    ],
  ])("goes on with %s: %#", (_, now, next, on, expected) => {
    expect(goesOn(now, next, on)).toBe(expected);
  });

  it("stands where it began as long as nothing of it is in the draft", () => {
    const back = { ...gesture, weights: table.start };
    expect(stands(back, EMPTY)).toBe(true);
    expect(stands(back, null)).toBe(false);
    expect(stands(gesture, EMPTY)).toBe(false);
  });
});

describe("the tray", () => {
  const index = indexOf([...shop, rules(REST), subsets("v1", "v2")]);
  const written = (draft: Draft, base: MeshIndex) =>
    trayLines(draft, derivedOf(draft, base)).flatMap((line) => [
      `${line.mark} ${line.ref.name}: ${line.findings.map((f) => f.code).join()} ${trayText.reach(line.reach)}${line.moved ? ", moved" : ""}`,
      ...line.edits.map(
        (e) =>
          `  ${trayText.intent(e.edit.intent)} @ ${trayText.placeOf(e.edit.intent, e.places)}${e.conflict ? ` ${e.conflict}` : ""}`,
      ),
    ]);

  it("lists objects with their edits, findings and reach", () => {
    const once = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    expect(written(split(once, index, "b", { v1: 20, v2: 80 }), index)).toEqual([
      "update reviews:  40.0\u202frps",
      "  Split 90/10 to 50/50 @ http[0]",
      "  Split 50/50 to 20/80 @ http[0]",
    ]);
  });

  it("says what a new object alone reaches, and that edits cancel out", () => {
    const bare = indexOf(shop);
    expect(written(split(EMPTY, bare, "a", { v1: 50, v2: 50 }), bare)).toEqual([
      "create reviews:  0",
      "  Split reviews 50/50 @ ",
      "create reviews:  40.0\u202frps",
      "  Split reviews 50/50 @ ",
    ]);
    const away = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    expect(written(split(away, index, "b", { v1: 90, v2: 10 }), index)[0]).toBe("same reviews:  0");
  });

  it("keeps an edit that does not fit a cluster that moved, and says why", () => {
    const draft = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const moved = indexOf([
      ...shop,
      rules({ route: [to("v1", 70), to("v2", 30)] }),
      subsets("v1", "v2"),
    ]);
    expect(written(draft, moved)[0]).toContain(", moved");
  });
});
