import type { MeshIndex } from "../model/mesh-index";
import { isRootNamespace } from "../model/namespace-mesh";
import type { Labels, ResourceRef } from "../model/resource";
import { refKey } from "../model/resource";
import type { QuerySubject } from "../query/match";
import type { FlagField } from "../query/query";
import { quantile } from "../telemetry/quantiles";
import type { Figures, MeshEdge, MeshGraph, MeshNode } from "./mesh-graph";

/** The facts that the query language asks of nodes and edges of one graph. */
export type QuerySubjects = {
  readonly ofNode: (node: MeshNode) => QuerySubject;
  readonly ofEdge: (edge: MeshEdge) => QuerySubject;
};

export function querySubjects(
  index: MeshIndex,
  graph: Pick<MeshGraph, "nodes" | "edges">,
): QuerySubjects {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const callers = new Map<string, string[]>();
  const callees = new Map<string, string[]>();
  const link = (source: MeshNode | undefined, target: MeshNode | undefined) => {
    if (!source || !target) return;
    append(callers, target.id, namesOf(source));
    append(callees, source.id, namesOf(target));
  };
  for (const { source, target, split } of graph.edges) {
    const caller = nodes.get(source);
    link(caller, nodes.get(target));
    // What stands behind a service is called too, by those whose requests it got.
    for (const part of split) {
      if (part.share !== null && part.target !== null) link(caller, nodes.get(part.target));
    }
  }
  const ranks = ranksOf(graph.nodes);
  return {
    ofNode: (node) =>
      nodeSubject(index, node, {
        callers: callers.get(node.id) ?? [],
        callees: callees.get(node.id) ?? [],
        rank: ranks.get(node.id) ?? null,
      }),
    ofEdge: (edge) => {
      const source = nodes.get(edge.source);
      const target = nodes.get(edge.target);
      return edgeSubject(
        index,
        edge,
        [source, target].filter((n) => n !== undefined),
        source,
        target,
      );
    },
  };
}

type Neighbours = {
  readonly callers: readonly string[];
  readonly callees: readonly string[];
  readonly rank: number | null;
};

function nodeSubject(index: MeshIndex, node: MeshNode, near: Neighbours): QuerySubject {
  const figures = node.inbound ?? node.outbound;
  const services = node.refs.filter((r) => r.kind === "Service").map((r) => r.name);
  const workloads = node.refs.filter((r) => r.kind === "Workload").map((r) => r.name);
  return {
    text: [node.name, ...services, ...workloads, ...node.hosts],
    strings: {
      ns: node.namespace === null ? [] : [node.namespace],
      app: present(node.app),
      version: present(node.version),
      kind: [node.kind, ...present(node.workloadKind)],
      name: [node.name, ...services, ...workloads],
      health: [node.health.level],
      from: near.callers,
      to: near.callees,
      service: services,
      workload: workloads,
      cluster: [node.cluster],
      via: gatewayNames(node),
      ...answersOf(figures),
    },
    labels: labelsOf(index, node.refs),
    numbers: { ...numbersOf(figures), rank: near.rank },
    flags: nodeFlags(node),
  };
}

function edgeSubject(
  index: MeshIndex,
  edge: MeshEdge,
  ends: readonly MeshNode[],
  source: MeshNode | undefined,
  target: MeshNode | undefined,
): QuerySubject {
  const names = (node: MeshNode | undefined) => (node ? namesOf(node) : []);
  const flags = new Set<FlagField>(ends.flatMap((end) => [...nodeFlags(end)]));
  flags.delete("idle");
  flags.delete("healthy");
  if (edge.idle) flags.add("idle");
  if (edge.denied) flags.add("denied");
  if (edge.health.level === "healthy") flags.add("healthy");
  return {
    text: [...names(source), ...names(target), ...edge.hosts],
    strings: {
      ns: ends.flatMap((end) => present(end.namespace)),
      app: ends.flatMap((end) => present(end.app)),
      version: ends.flatMap((end) => present(end.version)),
      kind: ["edge"],
      name: [...names(source), ...names(target)],
      protocol: [edge.protocol],
      health: [edge.health.level],
      from: names(source),
      to: [...names(target), ...edge.hosts],
      via: ends.flatMap(gatewayNames),
      cluster: ends.map((end) => end.cluster),
      principal: [...edge.principals.source, ...edge.principals.destination],
      sourceprincipal: edge.principals.source,
      destprincipal: edge.principals.destination,
      ...answersOf(edge.figures),
    },
    labels: ends.flatMap((end) => labelsOf(index, end.refs)),
    numbers: { ...numbersOf(edge.figures), share: edge.share },
    flags,
  };
}

const namesOf = (node: MeshNode): readonly string[] => [
  node.name,
  ...node.refs.map((ref) => ref.name),
];

/** A gateway is named as it is, and with its namespace: `public`, `edge/public`. */
const gatewayNames = ({ gateway, namespace, name }: MeshNode): readonly string[] =>
  gateway === null ? [] : [name, ...(namespace === null ? [] : [`${namespace}/${name}`])];

function nodeFlags(node: MeshNode): ReadonlySet<FlagField> {
  const holds: readonly (readonly [FlagField, boolean])[] = [
    ["idle", node.idle],
    [
      "external",
      node.kind === "external" || node.kind === "passthrough" || node.kind === "blackhole",
    ],
    ["healthy", node.health.level === "healthy"],
    ["outside", node.outOfMesh],
    ["unknown", node.kind === "unknown"],
    ["gateway", node.gateway !== null],
    ["dead", node.dead],
    ["serviceentry", node.refs.some((r) => r.kind === "ServiceEntry.networking.istio.io")],
    ["root", node.namespace !== null && isRootNamespace(node.namespace)],
  ];
  return new Set(holds.filter(([, yes]) => yes).map(([flag]) => flag));
}

function answersOf(figures: Figures | null) {
  const responses = figures?.responses ?? [];
  const flagged = figures?.tcp?.flagged ?? [];
  return {
    flag: [...new Set([...responses, ...flagged].flatMap((r) => r.flags.split(",")))],
    code: [...new Set(responses.flatMap((r) => [r.code, ...(r.grpcStatus ? [r.grpcStatus] : [])]))],
  };
}

function numbersOf(figures: Figures | null): QuerySubject["numbers"] {
  if (figures === null) return {};
  const at = (q: number) => {
    const found = quantile(figures.latency, q);
    if (found === null) return null;
    return found.beyond ? found.boundMs : found.ms;
  };
  return {
    rps: figures.requestsPerSecond,
    err: figures.errorRatio,
    "4xx": figures.clientErrorRatio,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    avg: figures.averageMs,
    mtls: figures.mutualTlsShare,
    bytes: figures.tcp === null ? null : figures.tcp.toServer + figures.tcp.toClient,
  };
}

/** 1 is the busiest; equal rates share a rank. Nodes without requests have none. */
function ranksOf(nodes: readonly MeshNode[]): ReadonlyMap<string, number> {
  const rates = nodes
    .map((n) => ({ id: n.id, rate: n.inbound?.requestsPerSecond ?? 0 }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate);
  const ranks = new Map<string, number>();
  rates.forEach(({ id, rate }, i) => {
    const before = rates[i - 1];
    ranks.set(id, before?.rate === rate ? (ranks.get(before.id) ?? i + 1) : i + 1);
  });
  return ranks;
}

const labelsOf = (index: MeshIndex, refs: readonly ResourceRef[]): readonly Labels[] =>
  refs.flatMap((ref) => {
    const resource = index.snapshot.resources.get(refKey(ref));
    if (!resource) return [];
    return resource.kind === "Workload"
      ? [resource.meta.labels, resource.podLabels]
      : [resource.meta.labels];
  });

const present = (value: string | null): readonly string[] => (value === null ? [] : [value]);

function append(map: Map<string, string[]>, key: string, values: readonly string[]): void {
  const list = map.get(key);
  if (list) list.push(...values);
  else map.set(key, [...values]);
}
