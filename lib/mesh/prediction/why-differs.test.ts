import { describe, expect, it } from "vitest";
import { requestsOf } from "../graph/testing/calls";
import { config, deployment, namespace, service, weights } from "../graph/testing/objects";
import { indexOf } from "../graph/testing/recorded-mesh";
import type { RawObject } from "../model/inventory";
import { refKey } from "../model/resource";
import { settingsOf } from "../routing/spec/settings-of";
import { predict } from "./predict";
import { overlayOf, reviewsRules, route } from "./testing/describe-prediction";
import { whyDiffers } from "./why-differs";

const pods = ["web", "reviews-v1", "reviews-v2", "reviews-v3"];
const around = (...without: readonly string[]): readonly RawObject[] => [
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...pods.filter((p) => !without.includes(p)).flatMap((p) => deployment(`shop/${p}`)),
];
const before = indexOf([...around(), ...weights("shop/reviews", { v1: 90, v2: 10 })]);
const standing = weights("shop/reviews", { v1: 50, v2: 50 });
const after = indexOf([...around(), ...standing]);

/** What half and half was to do to nine of ten. */
const [flow] = predict({
  base: before,
  overlay: overlayOf(reviewsRules({ route: route({ v1: 50, v2: 50 }) })),
  traffic: requestsOf(
    { from: "shop/web", to: "shop/reviews-v1", host: "shop/reviews", rate: 36 },
    { from: "shop/web", to: "shop/reviews-v2", host: "shop/reviews", rate: 4 },
  ),
  clusterOf: () => "lab",
}).flows;

type Counts = Readonly<Record<string, number>>;

/** Causes as `code detail`; `lost` are requests that reached no workload. */
function causes(index: typeof after, { lost = 0, ...counts }: Counts): readonly string[] {
  if (flow === undefined) throw new Error("nothing predicted");
  const keyOf = (name: string) =>
    refKey({ cluster: "lab", kind: "Workload", namespace: "shop", name });
  const byWorkload = new Map(Object.entries(counts).map(([v, n]) => [keyOf(`reviews-${v}`), n]));
  const requests = lost + Object.values(counts).reduce((a, b) => a + b, 0);
  const found = whyDiffers(index, flow, { requests, byWorkload }, settingsOf(index, "lab"));
  return found.map((cause) => {
    if (cause.code === "now-ends") return `now-ends ${cause.reason} ${cause.subset}`;
    if (cause.code === "now-set") return `now-set ${cause.by.map(({ name }) => name).join(" ")}`;
    if (cause.code === "elsewhere") {
      return `elsewhere ${cause.to.map(({ name }) => name).join(" ")} ${cause.share}`;
    }
    return cause.code === "unanswered" ? `unanswered ${cause.share}` : cause.code;
  });
}

const rules = (http: readonly Record<string, unknown>[]): readonly RawObject[] => [
  ...around(),
  ...weights("shop/reviews", { v1: 50, v2: 50 }).filter(({ kind }) => kind === "DestinationRule"),
  config("VirtualService", "shop/reviews", { hosts: ["reviews"], http }),
];

describe("why shares differ from those set", () => {
  it.each<[string, typeof after, Counts, readonly string[]]>([
    ["as before the change", after, { v1: 900, v2: 100 }, ["as-before"]],
    [
      "even over the ready pods",
      after,
      { v1: 400, v2: 400, v3: 400 },
      ["elsewhere reviews-v3 0.3333333333333333", "as-pods"],
    ],
    [
      "partly to a version without a rule",
      after,
      { v1: 400, v2: 400, v3: 200 },
      ["elsewhere reviews-v3 0.2"],
    ],
    ["partly to nobody", after, { v1: 400, v2: 400, lost: 200 }, ["unanswered 0.2"]],
    ["by shares that nothing explains", after, { v1: 700, v2: 300 }, ["not-known"]],
    [
      "to nobody, since a version has nothing ready any more",
      indexOf([...around("reviews-v2"), ...standing]),
      { v1: 500, lost: 500 },
      ["now-ends no-endpoint v2", "unanswered 0.5"],
    ],
    [
      "by a rule that came since and stands before it",
      indexOf(
        rules([
          { match: [{ uri: { prefix: "/" } }], route: route({ v1: 70, v2: 30 }) },
          { route: route({ v1: 50, v2: 50 }) },
        ]),
      ),
      { v1: 700, v2: 300 },
      ["now-set reviews"],
    ],
  ])("requests go %s", (_, index, counts, said) => {
    expect(causes(index, counts)).toEqual(said);
  });

  it("of a caller without a proxy, that no rule reaches it", () => {
    const bare = deployment("shop/web", { proxy: "none" });
    const objects = [...around("web"), ...bare, ...standing];
    expect(causes(indexOf(objects), { v1: 700, v2: 300 })).toEqual(["no-proxy"]);
  });
});
