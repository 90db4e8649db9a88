import { parseAllDocuments } from "yaml";
import type { Figures, MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { createInventory } from "@/lib/mesh/model/inventory";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { advance, emptySnapshot } from "@/lib/mesh/model/snapshot";
import { webToCart } from "@/lib/mesh/telemetry/testing/edge-labels";
import type { EdgeLabels } from "@/lib/mesh/telemetry/traffic";

/** Figures of so many requests per second, of which a share fails. */
export const figures = (requestsPerSecond: number, part: Partial<Figures> = {}): Figures => ({
  requestsPerSecond,
  errorRatio: requestsPerSecond > 0 ? 0 : null,
  clientErrorRatio: requestsPerSecond > 0 ? 0 : null,
  responses: [],
  latency: null,
  averageMs: null,
  security: null,
  mutualTlsShare: null,
  tcp: null,
  messages: null,
  ...part,
});

/** A healthy service; `id` is its name. */
export const node = (id: string, part: Partial<MeshNode> = {}): MeshNode => ({
  id,
  kind: "service",
  cluster: "c",
  namespace: "shop",
  name: id,
  app: null,
  version: null,
  parent: null,
  group: "g:c/shop",
  refs: [],
  gateway: null,
  workloadKind: null,
  replicas: null,
  idle: false,
  dead: false,
  outOfMesh: false,
  why: null,
  hosts: [],
  inbound: null,
  outbound: null,
  health: { level: "healthy", reasons: [] },
  callers: 0,
  callees: 0,
  count: 1,
  found: true,
  ...part,
});

/** A version in the card of a service: `reviews v3`. */
export const version = (card: string, name: string, part: Partial<MeshNode> = {}): MeshNode =>
  node(`${card} ${name}`, { kind: "workload", name: card, version: name, parent: card, ...part });

/** A healthy HTTP edge of 1 rps. */
export const edge = (source: string, target: string, part: Partial<MeshEdge> = {}): MeshEdge => ({
  id: `${source} ${target} ${part.protocol ?? "http"}`,
  source,
  target,
  protocol: "http",
  hosts: [],
  figures: figures(1),
  principals: { source: [], destination: [] },
  share: null,
  split: [],
  reporter: "source",
  denied: null,
  missingSubsets: [],
  health: { level: "healthy", reasons: [] },
  idle: false,
  found: true,
  labels: [],
  ...part,
});

export const graph = (
  nodes: readonly MeshNode[],
  edges: readonly MeshEdge[] = [],
  part: Partial<MeshGraph> = {},
): MeshGraph => ({
  nodes,
  edges,
  groups: [],
  hidden: { nodes: 0, edges: 0, aggregated: 0 },
  idleOmitted: 0,
  ...part,
});

/** `web` in shop calls `workload` of `cart`, unless said otherwise. */
export const labels = (part: Partial<EdgeLabels> = {}): EdgeLabels => ({
  ...webToCart,
  destinationWorkload: "cart-v1",
  ...part,
});

/** The mesh of some manifests, in cluster `c`. */
export function indexOf(manifests: string): MeshIndex {
  const inventory = createInventory("c");
  const objects = parseAllDocuments(manifests).map((document) => document.toJS());
  return indexSnapshot(
    advance(
      emptySnapshot,
      objects.flatMap((object) => inventory.put(object)),
    ),
  );
}
