import type { GraphSettings } from "@/lib/mesh/graph/build-graph";
import type { GraphView } from "@/lib/mesh/graph/view";

/** Everything there is, services and versions drawn, nothing folded. */
export const wholeView: GraphView = {
  type: "versioned-app",
  services: true,
  namespaces: null,
  find: null,
  hide: null,
  idle: true,
  maxNodes: Number.POSITIVE_INFINITY,
  opened: [],
  keep: [],
};

/** Of a cluster that is read to the last object. */
export const settingsOf = (cluster: string): GraphSettings => ({
  healthProfile: "heddle",
  cluster,
  healthRules: [],
  clusterIds: {},
  reading: [{ cluster, current: true, unread: [] }],
});
