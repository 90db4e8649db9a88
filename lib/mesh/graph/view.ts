import type { Query } from "../query/query";

/** What a node of the graph is. */
export type GraphType = "workload" | "app" | "versioned-app" | "service";

export type GraphView = {
  readonly type: GraphType;
  /** Draw services between callers and workloads. */
  readonly services: boolean;
  /** Namespaces in scope; `null` for all. An edge shows when either end is in scope. */
  readonly namespaces: readonly string[] | null;
  /** Only what matches is kept bright (find); what matches `hide` is left out. */
  readonly find: Query | null;
  readonly hide: Query | null;
  /** Show workloads and services without traffic. */
  readonly idle: boolean;
  /** Past this many nodes the graph is aggregated. */
  readonly maxNodes: number;
  /** Aggregates and namespaces opened by hand, by group id. */
  readonly opened: readonly string[];
  /** Never aggregated or hidden by aggregation: selection, search hits, pins. */
  readonly keep: readonly string[];
};
