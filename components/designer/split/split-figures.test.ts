import { describe, expect, it } from "vitest";
import type { Draft } from "@/lib/mesh/changes/draft";
import { splitChoices } from "@/lib/mesh/changes/split/split";
import { reviewsOf, rules, shop, subsets, to } from "@/lib/mesh/changes/split/testing/shop";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { splitText } from "@/lib/messages/designer/split";
import {
  clusterOf,
  derivedOf,
  EMPTY,
  JASON,
  REST,
  split,
  tableOf,
  traffic,
} from "../testing/split-world";
import { controllerSeen } from "./seen-owner";
import { callersOf, rowFigures } from "./split-figures";
import { setInCluster, shownChoice } from "./split-view";

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
