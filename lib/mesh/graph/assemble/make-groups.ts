import { meshOf } from "../../model/namespace-mesh";
import { whyUnread } from "../../model/reading";
import { worstHealth } from "../../telemetry/health-rules";
import type { GraphContext } from "../ends/graph-context";
import type { Parts } from "../filter-graph";
import type { MeshGroup, MeshNode } from "../mesh-graph";

/**
 * One group per namespace that has a node, sorted by id. A group is open when nothing of it is folded.
 *
 * @param nodes what is drawn, aggregates among it
 * @param unfolded the same before folding, of which services are counted
 * @param whole everything before the scope and the hide query: a rate is the namespace's as that of a node is the node's, whatever the
 *   view leaves out
 */
export function makeGroups(
  context: GraphContext,
  nodes: readonly MeshNode[],
  unfolded: readonly MeshNode[],
  whole: Parts,
): readonly MeshGroup[] {
  const members = byGroup(nodes);
  const everything = byGroup(whole.nodes);
  const services = servicesIn(unfolded);
  const rates = enteringRates(context, whole);
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, inside]) => ({
      ...groupOf(context, id, inside),
      services: services.get(id) ?? 0,
      requestsPerSecond: knownRate(context, everything.get(id) ?? [], rates.get(id) ?? 0),
    }));
}

function byGroup(nodes: readonly MeshNode[]): ReadonlyMap<string, readonly MeshNode[]> {
  const groups = new Map<string, MeshNode[]>();
  for (const node of nodes) {
    if (node.group === null) continue;
    const list = groups.get(node.group);
    if (list) list.push(node);
    else groups.set(node.group, [node]);
  }
  return groups;
}

/**
 * Where workloads are not read nobody can tell a gateway from a caller, so that what leaves the group may have come in: then none is no
 * fact.
 */
function knownRate(
  { settings }: GraphContext,
  inside: readonly MeshNode[],
  rate: number,
): number | null {
  const [first] = inside;
  if (rate > 0 || first === undefined || first.namespace === null) return rate;
  const { cluster, namespace } = first;
  if (whyUnread(settings.reading, { cluster, kind: "Workload", namespace }) === null) return rate;
  return inside.some(({ outbound }) => (outbound?.requestsPerSecond ?? 0) > 0) ? null : rate;
}

function servicesIn(nodes: readonly MeshNode[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, group } of nodes) {
    if (kind === "service" && group !== null) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

function groupOf(
  context: GraphContext,
  id: string,
  inside: readonly MeshNode[],
): Omit<MeshGroup, "services" | "requestsPerSecond"> {
  const [first] = inside;
  const cluster = first?.cluster ?? "";
  const namespace = first?.namespace ?? "";
  const found = context.index.find("Namespace", cluster, "", namespace);
  return {
    id,
    cluster,
    namespace,
    nodes: inside.reduce((sum, node) => sum + node.count, 0),
    health: worstHealth(inside.map((node) => node.health)),
    mesh: found ? meshOf(found) : null,
    open: inside.every((node) => node.kind !== "aggregate"),
  };
}

/**
 * Requests that come into a group from outside it. What a gateway passes on has come in too, where nobody reports the gateway's own
 * requests (the proxy's source is outside the mesh). A group that nothing enters is as busy as its own calls.
 */
function enteringRates(context: GraphContext, whole: Parts): ReadonlyMap<string, number> {
  const { entering, inside } = callRates(context, whole);
  for (const { group, gateway, inbound, outbound } of whole.nodes) {
    if (group === null || gateway === null || inbound !== null) continue;
    add(entering, group, outbound?.requestsPerSecond ?? 0);
  }
  for (const [group, rate] of inside) if (!entering.get(group)) entering.set(group, rate);
  return entering;
}

/** Calls into each group, from outside it and from inside; the steps from a service to its own workloads are no calls. */
function callRates({ view }: GraphContext, { nodes, edges }: Parts) {
  // Where services stand for their workloads they call; elsewhere what leaves one is a step.
  const isStep = (from: MeshNode | undefined) =>
    view.type !== "service" && (from?.kind === "service" || from?.kind === "external");
  const known = new Map(nodes.map((node) => [node.id, node]));
  const entering = new Map<string, number>();
  const inside = new Map<string, number>();
  for (const { source, target, figures } of edges) {
    const to = known.get(target);
    const from = known.get(source);
    if (!to || to.group === null || isStep(from)) continue;
    const isInside = from?.group === to.group;
    add(isInside ? inside : entering, to.group, figures.requestsPerSecond);
  }
  return { entering, inside };
}

const add = (rates: Map<string, number>, group: string, rate: number): void => {
  rates.set(group, (rates.get(group) ?? 0) + rate);
};
