import { quantile } from "../../telemetry/quantiles";
import type { Figures, MeshEdge, MeshGraph, MeshNode } from "../mesh-graph";

/**
 * A graph as text that a person can check: nodes under their group, then edges with what is worth knowing of them.
 * Rates carry three digits; what is not known is left out.
 */
export function describeGraph(graph: MeshGraph): string {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const groups = [...new Set(graph.nodes.map((node) => node.namespace ?? "-"))].sort();
  const nodes = groups.flatMap((group) => [
    `[${group}]`,
    ...graph.nodes
      .filter((node) => (node.namespace ?? "-") === group)
      .map((node) => `  ${describeNode(node, names)}`),
  ]);
  return [...nodes, "", ...graph.edges.map((edge) => describeEdge(edge, names)).sort()].join("\n");
}

export const nameOf = (node: MeshNode): string =>
  [
    node.kind === "workload" && node.version !== null ? `${node.name} ${node.version}` : node.name,
    node.kind === "service" ? "(service)" : "",
    node.kind === "external" ? "(external)" : "",
    node.kind === "app" ? "(app)" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");

function describeNode(node: MeshNode, names: ReadonlyMap<string, string>): string {
  const notes = [
    nameOf(node),
    node.parent === null ? "" : `in ${names.get(node.parent)}`,
    node.gateway ? `${node.gateway} gateway` : "",
    node.outOfMesh ? "out of mesh" : "",
    node.dead ? "dead" : node.idle ? "idle" : "",
    node.why ? whyOf(node) : "",
    node.count > 1 ? `${node.count} nodes` : "",
    node.health.level,
    ...node.health.reasons.map((reason) => reason.code),
  ];
  return notes.filter((note) => note !== "").join(", ");
}

function whyOf({ why }: MeshNode): string {
  if (why?.code !== "no-proxy-caller") return why?.code ?? "";
  return `can be ${why.candidates.map((c) => `${c.namespace}/${c.name}`).join(" or ") || "nobody known"}`;
}

function describeEdge(edge: MeshEdge, names: ReadonlyMap<string, string>): string {
  const split = edge.split.filter((part) => edge.split.length > 1 || part.configured !== null);
  const notes = [
    edge.protocol,
    ...figureNotes(edge.figures),
    ...split.map((part) => {
      const set = part.configured ? ` set ${percent(part.configured.share)}` : "";
      const to = part.target === null ? "nowhere" : names.get(part.target);
      return `${to} ${part.share === null ? "none" : percent(part.share)}${set}`;
    }),
    edge.denied
      ? `denied ${edge.denied.certain ? "" : "probably "}by ${edge.denied.by.map((r) => r.name).join(",") || "?"}`
      : "",
    edge.missingSubsets.length > 0 ? `missing subset ${edge.missingSubsets.join(",")}` : "",
    edge.health.level,
  ];
  return `${names.get(edge.source)} -> ${names.get(edge.target)}: ${notes.filter((n) => n !== "").join(", ")}`;
}

function figureNotes(figures: Figures): readonly string[] {
  const p95 = quantile(figures.latency, 0.95);
  const { tcp, errorRatio, mutualTlsShare } = figures;
  return [
    figures.requestsPerSecond > 0 ? `${digits(figures.requestsPerSecond)} rps` : "",
    errorRatio ? `${percent(errorRatio)} errors` : "",
    p95 && !p95.beyond ? `p95 ${digits(p95.ms)} ms` : "",
    mutualTlsShare === null ? "" : `mTLS ${percent(mutualTlsShare)}`,
    tcp ? `${digits(tcp.toServer)} B/s out, ${digits(tcp.toClient)} B/s back` : "",
  ];
}

const digits = (n: number): string => String(Number(n.toPrecision(3)));
const percent = (share: number): string => `${digits(share * 100)} %`;
