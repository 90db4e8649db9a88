import { describe, expect, it } from "vitest";
import { namespace } from "../mesh/graph/testing/objects";
import { createInventory } from "../mesh/model/inventory";
import { indexSnapshot } from "../mesh/model/mesh-index";
import type { ClusterReading, UnreadResource } from "../mesh/model/reading";
import { advance, emptySnapshot } from "../mesh/model/snapshot";
import { unknownNamespaces } from "./unknown-namespaces";

const events = [
  createInventory("east").put(namespace("shop")),
  createInventory("west").put(namespace("stock")),
].flat();
const index = indexSnapshot(advance(emptySnapshot, events));

const reading = (cluster: string, over: Partial<ClusterReading> = {}): ClusterReading => ({
  cluster,
  current: true,
  unread: [],
  ...over,
});
const FORBIDDEN: UnreadResource = {
  kind: "Namespace",
  resource: "namespaces",
  namespace: "",
  readIn: [],
};
const BOTH = [reading("east"), reading("west")];

describe("namespaces that are asked for", () => {
  it.each<
    readonly [
      string,
      readonly string[],
      readonly ClusterReading[],
      readonly string[] | null,
      string,
    ]
  >([
    ["of all that are there", ["east", "west"], BOTH, null, ""],
    ["in one of the clusters", ["east", "west"], BOTH, ["shop", "stock"], ""],
    ["in none", ["east", "west"], BOTH, ["shop", "shpo"], "shpo"],
    ["in another cluster than the view has", ["east"], BOTH, ["stock", "a"], "stock a"],
    ["while they may not be read", ["east"], [reading("east", { unread: [FORBIDDEN] })], ["a"], ""],
    ["before they were read", ["east"], [reading("east", { current: false })], ["a"], ""],
    ["of a cluster that nobody watches", ["north"], BOTH, ["a"], ""],
    ["of no cluster", [], BOTH, ["a"], ""],
  ])("%s", (_, clusters, readings, namespaces, expected) => {
    expect(unknownNamespaces(index, { clusters, readings, namespaces }).join(" ")).toBe(expected);
  });
});
