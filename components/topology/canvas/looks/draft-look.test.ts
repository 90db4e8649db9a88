import { describe, expect, it } from "vitest";
import { layoutGraph } from "@/lib/layout/layout-graph";
import { buildGraph } from "@/lib/mesh/graph/build-graph";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { type Call, requestsOf } from "@/lib/mesh/graph/testing/calls";
import { deployment, namespace, service, weights } from "@/lib/mesh/graph/testing/objects";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import { refKey } from "@/lib/mesh/model/resource";
import { predict } from "@/lib/mesh/prediction/predict";
import { overlayOf, reviewsRules, route } from "@/lib/mesh/prediction/testing/describe-prediction";
import type { DraftLayer } from "../../draft/draft-layer";
import { withDrafts } from "../../flow/drafted-picture";
import { CARD } from "../../flow/measures";
import { pictureOf } from "../../flow/picture";
import { structureOf } from "../../flow/structure-of";
import { toFlow } from "../../flow/to-flow";
import { spokenCard, spokenRow } from "./card-look";
import { draftLooks, NO_DRAFT } from "./draft-look";

const call = (to: string, rate: number): Call => ({
  from: "shop/web",
  to,
  host: "shop/reviews",
  rate,
});
const traffic = requestsOf(call("shop/reviews-v1", 36), call("shop/reviews-v2", 4));
const base = indexOf([
  namespace("shop"),
  service("shop/web"),
  service("shop/reviews"),
  ...deployment("shop/web"),
  ...deployment("shop/reviews-v1"),
  ...deployment("shop/reviews-v2"),
  ...deployment("shop/reviews-v3"),
  ...weights("shop/reviews", { v1: 90, v2: 10 }),
]);
const graph = buildGraph({
  index: base,
  traffic,
  view: {
    type: "versioned-app",
    services: true,
    namespaces: null,
    find: null,
    hide: null,
    idle: true,
    maxNodes: 100,
    opened: [],
    keep: [],
  },
  settings: {
    healthProfile: "heddle",
    healthRules: [],
    cluster: "lab",
    clusterIds: {},
    reading: [],
  },
});
const REVIEWS = "lab/Service/shop/reviews";

function drafted(...http: readonly Record<string, unknown>[]) {
  const overlay = overlayOf(reviewsRules(...http));
  const { flows } = predict({ base, overlay, traffic, clusterOf: () => "lab" });
  const layer: DraftLayer = {
    show: "both",
    flows,
    marks: new Map([[REVIEWS, "change"]]),
    edited: new Set([REVIEWS]),
    focus: null,
  };
  const flow = toFlow(graph, layer.edited);
  return { flow, looks: draftLooks(flow, layer) };
}

const isReviews = (node: MeshNode) => node.refs.some((ref) => refKey(ref) === REVIEWS);

describe("a draft over the picture", () => {
  const { flow, looks } = drafted({ route: route({ v1: 50, v2: 50 }) });
  const card = flow.cards.find((c) => isReviews(c.node));

  it("marks the service, and says of each version what is set and predicted", () => {
    const look = looks.cards.get(card?.id ?? "");
    expect(look?.mark).toBe("change");
    const rows = card?.rows.map((row) => {
      const drawn = look?.rows[row.id];
      return drawn === undefined
        ? `${row.label} as it was`
        : `${row.label} ${drawn.set}, ${drawn.rate}`;
    });
    expect(rows).toEqual([
      "v1 90 → 50, 36.0 → ≈\u202f20.0\u202frps",
      "v2 10 → 50, 4.0 → ≈\u202f20.0\u202frps",
      "v3 as it was",
    ]);
    expect([...looks.threads.values()].map(({ chip }) => chip)).toEqual(["90 / 10 → 50 / 50"]);
  });

  it("gives edited versions room for it, and their plies room before the card", () => {
    expect(card).toMatchObject({ width: CARD.wide, rowHeight: CARD.wideRow, lead: CARD.lead });
    expect(toFlow(graph).cards.find((c) => isReviews(c.node))).toMatchObject({ lead: 0 });
  });

  it("lays plies side by side: what is seen, and what will come", () => {
    const structure = structureOf(flow);
    const layout = layoutGraph(structure, { previous: null, pinned: new Map(), aspect: 1.3 });
    const picture = withDrafts(pictureOf(flow, layout), flow, looks.shares);
    const courses = picture.threads.flatMap(({ draft }) => draft ?? []);
    expect(courses).toHaveLength(1);
    const widths = courses[0]?.plies.map(({ now, after }) => [now?.width, after?.width]);
    expect(widths).toEqual([
      [expect.closeTo(12.6), expect.closeTo(7)],
      [expect.closeTo(1.4), expect.closeTo(7)],
    ]);
  });

  it("says how far it is uncertain where a match decides that metrics do not carry", () => {
    const jason = {
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      route: route({ v2: 100 }),
    };
    const { looks: matched } = drafted(jason, { route: route({ v1: 50, v2: 50 }) });
    const rows = Object.values(matched.cards.get(card?.id ?? "")?.rows ?? {});
    expect(rows.map(({ set, rate, uncertain }) => [set, rate, uncertain])).toEqual([
      ["90 → ≤\u202f50", "36.0 → ≤\u202f20.0\u202frps", true],
      ["10 → 50 to 100", "20.0 to 40.0\u202frps, uncertain", true],
    ]);
  });

  it("is spoken of with its cards and versions", () => {
    const context = { drafts: looks, pinned: new Set<string>(), unread: false };
    const card = flow.cards.find(
      ({ id }) => Object.keys(looks.cards.get(id)?.rows ?? {}).length > 0,
    );
    if (card === undefined) throw new Error("no card is drafted");
    expect(spokenCard(card, context)).toMatch(/draft change, v1 90 → 50, v2 10 → 50$/);
    const [row] = card.rows;
    if (row === undefined) throw new Error("it has no versions");
    expect(spokenRow(row, card, context)).toMatch(/draft change, 90 → 50$/);
    expect(spokenCard(card, { ...context, drafts: NO_DRAFT })).not.toContain("draft");
  });

  it("is nothing without a draft", () => {
    expect(draftLooks(flow, null).threads.size).toBe(0);
    expect([...drafted({ route: route({ v1: 90, v2: 10 }) }).looks.threads]).toEqual([]);
  });
});
