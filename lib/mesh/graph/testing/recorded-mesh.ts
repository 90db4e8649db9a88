import { readFileSync } from "node:fs";
import { createInventory, type RawObject } from "../../model/inventory";
import { indexSnapshot, type MeshIndex } from "../../model/mesh-index";
import { advance, emptySnapshot } from "../../model/snapshot";
import type { GraphContext, GraphSettings } from "../ends/graph-context";
import type { GraphView } from "../view";

/** The objects of a real cluster, as recorded in `fixtures/kubernetes`. */
export function recordedIndex(worlds: readonly string[]): MeshIndex {
  return indexOf(
    worlds.flatMap((world) => {
      const text = readFileSync(`fixtures/kubernetes/${world}.json`, "utf8");
      // Written by record.mjs: a list of API objects.
      return JSON.parse(text) as RawObject[];
    }),
  );
}

export function indexOf(objects: readonly RawObject[]): MeshIndex {
  const inventory = createInventory("lab");
  return indexSnapshot(
    advance(
      emptySnapshot,
      objects.flatMap((o) => inventory.put(o)),
    ),
  );
}

export const defaultView: GraphView = {
  type: "versioned-app",
  services: true,
  namespaces: null,
  find: null,
  hide: null,
  idle: true,
  maxNodes: 300,
  opened: [],
  keep: [],
};

/** A lab of which everything is read. */
const wholeLab: GraphSettings = {
  healthProfile: "heddle",
  healthRules: [],
  cluster: "lab",
  clusterIds: {},
  reading: [{ cluster: "lab", current: true, unread: [] }],
};

export const contextOf = (
  index: MeshIndex,
  traffic: GraphContext["traffic"],
  view: Partial<GraphView> = {},
  settings: Partial<GraphSettings> = {},
): GraphContext => ({
  index,
  traffic,
  view: { ...defaultView, ...view },
  settings: { ...wholeLab, ...settings },
});
