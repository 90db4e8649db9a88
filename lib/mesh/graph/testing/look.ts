import type { RawObject } from "../../model/inventory";
import { quantile } from "../../telemetry/quantiles";
import type { Traffic } from "../../telemetry/traffic";
import { buildGraph, type GraphSettings } from "../build-graph";
import type { MeshEdge, MeshGraph, MeshNode } from "../mesh-graph";
import type { GraphView } from "../view";
import { contextOf, indexOf } from "./recorded-mesh";

/** The graph of some objects and traffic. */
export const graphOf = (
  objects: readonly RawObject[],
  traffic: Traffic | null,
  view: Partial<GraphView> = {},
  settings: Partial<GraphSettings> = {},
): MeshGraph => buildGraph(contextOf(indexOf(objects), traffic, view, settings));

/** `w:lab/shop/web` without the cluster: what tests compare. */
const shortId = (id: string): string => id.replace(/^(\w:)lab\//, "$1");

/** Edges as `s:shop/cart -> w:shop/cart-v1 10`, in order: source, target, requests per second. */
export const wires = (graph: MeshGraph): readonly string[] =>
  graph.edges
    .map(
      (e) => `${shortId(e.source)} -> ${shortId(e.target)} ${round(e.figures.requestsPerSecond)}`,
    )
    .sort();

export const ids = (graph: MeshGraph): readonly string[] =>
  graph.nodes.map((n) => shortId(n.id)).sort();

export function node(graph: MeshGraph, id: string): MeshNode {
  const found = graph.nodes.find((n) => n.id === id || shortId(n.id) === id);
  if (!found) throw new Error(`no node ${id} in ${ids(graph).join(" ")}`);
  return found;
}

export function edge(graph: MeshGraph, source: string, target: string): MeshEdge {
  const found = graph.edges.filter(
    (e) => shortId(e.source) === source && shortId(e.target) === target,
  );
  const [only, ...more] = found;
  if (!only || more.length > 0)
    throw new Error(`${found.length} edges in ${wires(graph).join("; ")}`);
  return only;
}

/** The 95th percentile in ms, rounded; `null` where it is not known. */
export function p95({ figures }: Pick<MeshEdge, "figures">): number | null {
  const found = quantile(figures.latency, 0.95);
  if (found === null) return null;
  return round(found.beyond ? found.boundMs : found.ms);
}

export const round = (n: number): number => Number(n.toPrecision(3));
