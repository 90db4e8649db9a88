import { describe, expect, it } from "vitest";
import { parseQuery } from "@/lib/mesh/query/parse";
import { edge, figures, graph, indexOf, node } from "../state/graph.fixture";
import { countViews, SAVED_VIEWS } from "./saved-views";

describe("saved views", () => {
  it.each(SAVED_VIEWS)("$query is a query", ({ query }) => {
    expect(parseQuery(query).ok).toBe(true);
  });

  it("counts the edges that match, and none of which it is not known", () => {
    const nodes = [node("web"), node("cart"), node("pay", { kind: "external" })];
    const edges = [
      edge("web", "cart", { figures: figures(9, { errorRatio: 0.02, mutualTlsShare: 1 }) }),
      edge("cart", "web", { figures: figures(9, { errorRatio: 0.005, mutualTlsShare: 0.9 }) }),
      edge("web", "pay", { figures: figures(0, { mutualTlsShare: null }) }),
    ];
    const counts = countViews(indexOf(""), graph(nodes, edges)).map((v) => `${v.id} ${v.count}`);
    expect(counts).toEqual(["errors 1", "plaintext 1", "external 1"]);
  });
});
