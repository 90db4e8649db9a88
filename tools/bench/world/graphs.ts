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
