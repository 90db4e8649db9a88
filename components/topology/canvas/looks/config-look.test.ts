import { describe, expect, it } from "vitest";
import { shopGraph } from "@/fixtures/graphs/shop-graph";
import { findingsByObject } from "@/lib/live/findings/findings-by-object";
import type { Finding, Severity } from "@/lib/mesh/analysis/finding";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { ConfigFacts } from "../../config/config-facts";
import { toFlow } from "../../flow/to-flow";
import { NO_DRAFT } from "./draft-look";
import { looksOf } from "./looks";

const REVIEWS: ResourceRef = {
  cluster: "c",
  kind: "VirtualService.networking.istio.io",
  namespace: "bookinfo",
  name: "reviews",
};
const RULE: ResourceRef = { ...REVIEWS, kind: "DestinationRule.networking.istio.io" };

const finding = (ref: ResourceRef, severity: Severity): Finding => ({
  code: "X",
  severity,
  ref,
  path: [],
  facts: {},
  fix: null,
});

const graph = shopGraph();
const flow = toFlow(graph);
const card = flow.cards.find(({ id }) => id === "bookinfo/reviews");
const ids = [card?.node, ...(card?.members ?? [])].flatMap((node) => node?.id ?? []);
const thread = flow.threads.find(({ to, edge }) => to.card === "bookinfo/reviews" && !edge.idle);

const facts = (findings: readonly Finding[] | null): ConfigFacts => ({
  objects: new Map(graph.nodes.map(({ id }) => [id, ids.includes(id) ? [REVIEWS, RULE] : []])),
  deciding: new Map([[thread?.edge.id ?? "", REVIEWS]]),
  findings: findings === null ? null : findingsByObject(findings),
});

const through = (config: ConfigFacts | null) =>
  looksOf(
    flow,
    { lens: "config", old: null, unread: false, pinned: new Set(), drafts: NO_DRAFT, config },
    null,
  );

/** `ring border corner count`, and the figures. */
function told(config: ConfigFacts | null, id = "bookinfo/reviews"): string {
  const look = through(config).cards.get(id);
  const figures = look?.figures.map((f) => f.text.replace("\u202f", " ")).join(", ");
  return `${look?.ring} ${look?.border} ${look?.corner} ${look?.findings}: ${figures}`;
}

describe("the lens of configuration", () => {
  it.each([
    [null, "unknown plain null 0: being worked out"],
    [facts(null), "unknown plain null 0: 2 objects"],
    [facts([]), "healthy plain null 0: 2 objects"],
    [facts([finding(REVIEWS, "info")]), "healthy plain null 1: 1 finding, 2 objects"],
    [
      facts([finding(REVIEWS, "warning"), finding(RULE, "info")]),
      "degraded degraded degraded 2: 2 findings, 2 objects",
    ],
    [
      facts([finding(REVIEWS, "warning"), finding(RULE, "error")]),
      "failing failing failing 2: 2 findings, 2 objects",
    ],
  ])("draws the worst finding of all that applies to a card", (config, expected) => {
    expect(told(config)).toBe(expected);
  });

  it("says where nothing applies", () => {
    expect(told(facts([finding(REVIEWS, "error")]), "bookinfo/productpage")).toBe(
      "idle plain null 0: no object",
    );
  });

  it("names the object that decides about an edge, and leaves the others grey", () => {
    const { threads } = through(facts([]));
    const decided = threads.get(thread?.id ?? "");
    expect(decided?.tone).toBe("decided");
    expect(decided?.label.map(({ text }) => text)).toEqual(["VirtualService reviews"]);
    const others = [...threads.values()].filter(({ id, idle }) => id !== thread?.id && !idle);
    expect(others.length).toBeGreaterThan(3);
    expect(new Set(others.map(({ tone }) => tone))).toEqual(new Set(["edge"]));
  });
});
