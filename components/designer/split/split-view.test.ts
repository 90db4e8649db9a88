import { describe, expect, it } from "vitest";
import { splitChoices, writeSplit } from "@/lib/mesh/changes/split/split";
import { reviewsOf, rules, shop, subsets, to } from "@/lib/mesh/changes/split/testing/shop";
import { deployment } from "@/lib/mesh/graph/testing/objects";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { splitText } from "@/lib/messages/designer/split";
import { derivedOf, EMPTY, JASON, REST, split, tableOf } from "../testing/split-world";
import {
  choiceKey,
  inStandingOrder,
  setInCluster,
  shownChoice,
  splitWrites,
  typedWeight,
} from "./split-view";

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

describe("what the cluster sets", () => {
  it.each<[string, readonly number[], readonly string[]]>([
    ["weights that sum to 100", [29, 71], ["29", "71"]],
    ["weights that are parts of another sum", [1, 2], ["33.3", "66.7"]],
  ])("%s", (_, [v1 = 0, v2 = 0], expected) => {
    const rule = rules({ route: [to("v1", v1), to("v2", v2)] });
    const index = indexOf([...shop, rule, subsets("v1", "v2")]);
    const reviews = reviewsOf(index);
    const { choice, table } = tableOf(index, splitChoices(index, reviews)[0] ?? null);
    const set = setInCluster(index, reviews, choice, table);
    expect(table.rows.map(({ key }) => splitText.set(set.get(key) ?? null))).toEqual(expected);
  });
});

describe("the order of the rows", () => {
  const cluster = [...shop, ...deployment("shop/reviews-v3")];
  const order = (objects: readonly RawObject[], weights: Record<string, number>) => {
    const base = indexOf([...cluster, ...objects]);
    const { after } = derivedOf(split(EMPTY, base, "a", weights), base);
    const reviews = reviewsOf(after);
    const shown = shownChoice(splitChoices(after, reviews), null, after, reviews);
    const { choice, table } = tableOf(after, shown);
    const set = setInCluster(base, reviews, choice, table);
    return inStandingOrder(base, reviews, choice, table).map(
      (row) => `${row.label} ${row.set ?? "-"} was ${set.get(row.key) ?? "-"}`,
    );
  };

  it("stays that of the cluster when a gesture puts a version into the rule", () => {
    const rule = rules({ route: [to("v2", 100)] });
    expect(order([rule, subsets("v1", "v2", "v3")], { v2: 75, v3: 25 })).toEqual([
      "v2 75 was 100",
      "v1 - was -",
      "v3 25 was -",
    ]);
  });

  it("stays that of the object to be made once it is drafted", () => {
    expect(order([], { v1: 0, v2: 90, v3: 10 })).toEqual([
      "v1 - was -",
      "v2 90 was -",
      "v3 10 was -",
    ]);
  });

  it("is the rule's own where the cluster lists its versions otherwise", () => {
    const rule = rules({ route: [to("v3", 10), to("v1", 90)] });
    expect(order([rule, subsets("v1", "v3")], { v1: 50, v2: 10, v3: 40 })).toEqual([
      "v3 40 was 10",
      "v1 50 was 90",
      "v2 10 was -",
    ]);
  });
});
