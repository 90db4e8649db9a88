import { formatRate, formatRatio } from "@/lib/format/figures";
import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { HealthReason } from "@/lib/mesh/telemetry/health";
import { healthText } from "@/lib/messages/health";
import { sideText } from "@/lib/messages/topology/side";
import type { Selection } from "@/lib/view/selection";

const text = sideText.wrong;

/** Something that is wrong, told in a line and a detail, and what to select to see it. */
export type WrongItem = {
  readonly key: string;
  readonly mark: "failing" | "degraded" | "not-ready";
  readonly title: string;
  readonly detail: string;
  readonly selection: Selection;
  /** Requests per second that it concerns: the order within a level. */
  readonly weight: number;
};

type Seen = { readonly graph: MeshGraph; readonly hasFigures: boolean };
type Nodes = ReadonlyMap<string, MeshNode>;

const MARKS = ["failing", "degraded", "not-ready"] as const;

/** What explains most first: a pod that is not there explains the errors that its callers see. */
const REASONS: readonly HealthReason["code"][] = [
  "no-endpoints",
  "replicas",
  "missing-subset",
  "error-ratio",
  "few-requests",
  "scaled-to-zero",
];

/**
 * What is wrong in a graph, worst first, each thing once.
 *
 * A service and its versions are one thing, told by the reason that explains most; the errors that callers see of it are its detail and
 * not items of their own. Denied callers, plaintext and calls to unknown hosts follow, by how much traffic they concern.
 */
export function wrongNow(graph: MeshGraph, hasFigures = true): readonly WrongItem[] {
  const nodes: Nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const cards = cardsOf(graph.nodes);
  const ofCards = [...cards.values()].flatMap(
    (members) => cardItem(members, { graph, hasFigures }) ?? [],
  );
  const told = new Set(
    [...cards]
      .filter(([, members]) => members.some((node) => isBad(node.health.level)))
      .flatMap(([, members]) => members.map(({ id }) => id)),
  );
  const ofEdges = graph.edges.flatMap((edge) => edgeItems(edge, nodes, told));
  const unique = new Map([...ofCards, ...ofEdges].map((item) => [item.key, item]));
  return [...unique.values()].sort(
    (a, b) =>
      MARKS.indexOf(a.mark) - MARKS.indexOf(b.mark) ||
      b.weight - a.weight ||
      (a.key < b.key ? -1 : 1),
  );
}

const isBad = (level: MeshNode["health"]["level"]): level is WrongItem["mark"] =>
  level === "failing" || level === "degraded" || level === "not-ready";

/** Services with their versions, and everything else by itself. */
function cardsOf(nodes: readonly MeshNode[]): ReadonlyMap<string, readonly MeshNode[]> {
  const cards = new Map<string, MeshNode[]>();
  for (const node of nodes) {
    const card = node.parent ?? node.id;
    const list = cards.get(card);
    if (list) list.push(node);
    else cards.set(card, [node]);
  }
  return cards;
}

type Finding = { readonly node: MeshNode; readonly reason: HealthReason };

/** The reason that explains most; of equals the worst, and of those the version's before the service's. */
function mainFinding(members: readonly MeshNode[]): Finding | null {
  const findings = members.flatMap((node) =>
    node.health.reasons.map((reason): Finding => ({ node, reason })),
  );
  const rank = ({ node, reason }: Finding) => [
    MARKS.indexOf(reason.level),
    REASONS.indexOf(reason.code),
    node.parent === null ? 1 : 0,
  ];
  const [first] = findings.sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? (a.node.id < b.node.id ? -1 : 1) : (x[at] ?? 0) - (y[at] ?? 0);
  });
  return first ?? null;
}

function cardItem(members: readonly MeshNode[], seen: Seen): WrongItem | null {
  const { graph } = seen;
  const found = mainFinding(members);
  if (found === null) return null;
  const { node, reason } = found;
  const ids = new Set(members.map(({ id }) => id));
  if (isToldByEdges(graph, ids, reason)) return null;
  const failing = failingCalls(graph, ids);
  return {
    key: `node ${node.id}`,
    mark: reason.level,
    title: titleOf(found),
    detail: detailOf(found, failing, seen),
    selection: { type: "node", id: node.id },
    weight: failing.rate,
  };
}

type ErrorRatio = Extract<HealthReason, { readonly code: "error-ratio" }>;

/** Statuses of gRPC are numbers like any other, so they are named. */
const answersOf = ({ protocol, seen }: ErrorRatio): readonly string[] =>
  seen.map((answer) => (protocol === "grpc" ? text.grpc(answer) : answer));

const shortly = (reason: ErrorRatio): string => answersOf(reason).slice(0, 2).join(", ");

const nameOf = (node: MeshNode): string =>
  node.version === null ? node.name : `${node.name} ${node.version}`;

function titleOf({ node, reason }: Finding): string {
  switch (reason.code) {
    case "no-endpoints":
      return text.noReadyPod(node.name);
    case "replicas":
      return reason.ready === 0
        ? text.noReadyPod(nameOf(node))
        : text.partlyReady(nameOf(node), reason.ready, reason.desired);
    case "missing-subset":
      return text.missingSubset(node.name);
    case "error-ratio":
      return (reason.rule === "4xx" ? text.refuses : text.fails)(
        nameOf(node),
        formatRatio(reason.ratio),
      );
    case "few-requests":
      return text.fails(nameOf(node), formatRatio(reason.ratio));
    case "scaled-to-zero":
      return text.scaledToZero(nameOf(node));
  }
}

function detailOf({ node, reason }: Finding, failing: FailingCalls, seen: Seen): string {
  const { graph, hasFigures } = seen;
  if (reason.code === "error-ratio") {
    return text.detail.ofRequests(formatRate(reason.ratePerSecond), shortly(reason));
  }
  const why = reason.code === "replicas" && reason.reason !== null ? reason.reason : "";
  if (failing.rate > 0) {
    const calls = text.detail.callersFail(formatRate(failing.rate), failing.callers, failing.seen);
    return why === "" ? calls : `${why}; ${calls}`;
  }
  if (why !== "") return why;
  const isCalled = graph.edges.some((edge) => edge.target === node.id && !edge.idle);
  const isQuiet = hasFigures && !isCalled && node.callers === 0;
  return isQuiet ? text.detail.notCalled : healthText.reason(reason);
}

/** Nearly all of it: rates of different reports of the same requests differ a little. */
const MOSTLY = 0.9;

/** Refused callers and routes that lead nowhere have items of their own, which name the cause. */
function isToldByEdges(graph: MeshGraph, card: ReadonlySet<string>, reason: HealthReason): boolean {
  if (reason.code !== "error-ratio") return false;
  const told = graph.edges
    .filter((edge) => card.has(edge.target) && !card.has(edge.source))
    .reduce((sum, { denied, health }) => sum + (denied?.ratePerSecond ?? 0) + lostRate(health), 0);
  return told >= MOSTLY * reason.ratePerSecond;
}

const lostRate = ({ reasons }: MeshEdge["health"]): number =>
  reasons.reduce((sum, r) => (r.code === "missing-subset" ? sum + r.ratePerSecond : sum), 0);

type FailingCalls = {
  readonly rate: number;
  readonly callers: readonly string[];
  readonly seen: string;
};

/** Requests to a card that fail: how many, whose, and with which answers. Steps within the card are not counted again. */
function failingCalls(graph: MeshGraph, card: ReadonlySet<string>): FailingCalls {
  const names = new Map(graph.nodes.map((node) => [node.id, node.name]));
  const calls = graph.edges
    .filter((edge) => card.has(edge.target) && !card.has(edge.source))
    .map((edge) => ({
      edge,
      rate: edge.figures.requestsPerSecond * (edge.figures.errorRatio ?? 0),
    }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate);
  const seen = calls.flatMap(({ edge }) =>
    edge.health.reasons.flatMap((reason) =>
      reason.code === "error-ratio" ? answersOf(reason) : [],
    ),
  );
  return {
    rate: calls.reduce((sum, { rate }) => sum + rate, 0),
    callers: [...new Set(calls.flatMap(({ edge }) => names.get(edge.source) ?? []))],
    seen: seen[0] ?? "",
  };
}

/** From a service to what stands behind it: the edges of its callers have told the same requests. */
const isStep = (source: MeshNode, target: MeshNode): boolean =>
  source.kind === "service" && (target.kind === "workload" || target.kind === "app");

function edgeItems(edge: MeshEdge, nodes: Nodes, told: ReadonlySet<string>): readonly WrongItem[] {
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  if (!source || !target || isStep(source, target)) return [];
  const base = {
    selection: { type: "edge", id: edge.id } as const,
    weight: edge.figures.requestsPerSecond,
  };
  const denied = deniedItem(edge, source);
  if (denied) return [{ ...base, ...denied, key: `denied ${edge.source}` }];
  const elsewhere = unknownHostItem(edge, source, target);
  if (elsewhere) return [{ ...base, ...elsewhere, key: `host ${edge.id}` }];
  const failing = failingItem(edge, source, target, told);
  const plain = plaintextItem(edge, source, target);
  return [
    ...(failing ? [{ ...base, ...failing, key: `edge ${edge.id}` }] : []),
    ...(plain ? [{ ...base, ...plain, key: `plaintext ${edge.source} ${edge.target}` }] : []),
  ];
}

type Told = Pick<WrongItem, "mark" | "title" | "detail">;

function deniedItem({ denied }: MeshEdge, source: MeshNode): Told | null {
  if (denied === null) return null;
  const policies = denied.certain ? denied.by.map(({ name }) => name) : [];
  return {
    mark: denied.ratio >= 0.2 ? "failing" : "degraded",
    title: denied.certain ? text.denied(source.name) : text.probablyDenied(source.name),
    detail: text.detail.deniedBy(formatRate(denied.ratePerSecond), [...new Set(policies)]),
  };
}

function unknownHostItem(edge: MeshEdge, source: MeshNode, target: MeshNode): Told | null {
  if (target.kind !== "passthrough" && target.kind !== "blackhole") return null;
  const hosts = edge.hosts.filter((host) => host.includes("."));
  const { tcp, requestsPerSecond } = edge.figures;
  const rate = requestsPerSecond > 0 || tcp === null ? formatRate(requestsPerSecond) : "TCP";
  const blocked = target.kind === "blackhole";
  return {
    mark: "degraded",
    title: blocked ? text.blocked(hosts) : text.leaves(hosts),
    detail: (blocked ? text.detail.blocked : text.detail.leaves)(rate, source.name),
  };
}

/** An edge that fails between two nodes that are themselves in order. */
function failingItem(
  edge: MeshEdge,
  source: MeshNode,
  target: MeshNode,
  told: ReadonlySet<string>,
): Told | null {
  const { level, reasons } = edge.health;
  const reason = reasons.find((r) => r.code === "missing-subset") ?? reasons[0];
  if (!isBad(level) || reason === undefined) return null;
  if (reason.code === "missing-subset") {
    return {
      mark: level,
      title: text.missingSubset(`${source.name} to ${target.name}`),
      detail: text.detail.subsets(formatRate(reason.ratePerSecond), reason.subsets),
    };
  }
  if (told.has(edge.target) || reason.code !== "error-ratio") return null;
  return {
    mark: level,
    title: text.edgeFails(source.name, target.name, formatRatio(reason.ratio)),
    detail: text.detail.ofRequests(formatRate(reason.ratePerSecond), shortly(reason)),
  };
}

/** Plaintext that arrives at a workload of the mesh: a policy that asks for mutual TLS would cut it off. */
function plaintextItem(edge: MeshEdge, source: MeshNode, target: MeshNode): Told | null {
  const plain = edge.figures.security?.plaintext ?? 0;
  const fromOutside = source.why?.code === "outside-caller";
  if (plain <= 0 || fromOutside || target.outOfMesh || target.kind === "external") return null;
  return {
    mark: "degraded",
    title: text.plaintext(source.kind === "unknown" ? text.unknownCaller : source.name),
    detail: text.detail.plaintext(formatRate(plain), target.name),
  };
}
