import { formatBytesPerSecond, formatRate, formatRatio, NARROW_SPACE } from "@/lib/format/figures";
import type { KindSeen } from "@/lib/mesh/graph/kind-seen";
import type { MeshGraph, UnknownReason } from "@/lib/mesh/graph/mesh-graph";
import type { HealthLevel } from "@/lib/mesh/telemetry/health";

const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

const joined = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== "").join(", ");

const WHY: Readonly<Record<UnknownReason["code"], string>> = {
  "no-proxy-caller": "no proxy",
  "outside-caller": "from outside",
  passthrough: "host not registered",
  blackhole: "refused, no host",
  "not-in-cluster": "not in the cluster",
  "not-readable": "cannot be read",
  "not-watched": "cluster not watched",
  "host-unresolved": "host unresolved",
};

const KINDS: Readonly<Record<KindSeen, string>> = {
  service: "service",
  workload: "workload",
  app: "app",
  external: "external host",
  passthrough: "passthrough",
  blackhole: "black hole",
  unknown: "unknown caller",
  "unknown-host": "unknown host",
  aggregate: "folded nodes",
};

const LEVELS: Readonly<Record<HealthLevel, string | null>> = {
  failing: "failing",
  degraded: "degraded",
  "not-ready": "not ready",
  healthy: null,
  unknown: "health unknown",
};

/** A figure in full words, for speech: `12 requests per second`. */
const spokenRate = (rps: number | null): string | null =>
  rps === null ? null : rps === 0 ? "no requests" : formatRate(rps, "node", "requests per second");

const spokenRatio = (ratio: number | null, of: string): string | null =>
  ratio === null ? null : `${formatRatio(ratio).replace("%", "percent")} ${of}`;

export type SpokenNode = {
  readonly name: string;
  readonly kind: KindSeen;
  readonly version: string | null;
  readonly versions: number;
  readonly health: HealthLevel;
  readonly idle: boolean;
  /** No figures were read: neither requests nor callers are known. */
  readonly unread: boolean;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  /** Both are of its own calls. */
  readonly ownCalls: boolean;
  readonly callers: number;
  readonly callees: number;
  readonly count: number;
  readonly pinned: boolean;
  /** What a draft does to it; `null` for nothing. */
  readonly draft: string | null;
};

export type SpokenEdge = {
  readonly source: string;
  readonly target: string;
  readonly health: HealthLevel;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  readonly bytesPerSecond: number | null;
  readonly mutualTlsShare: number | null;
  readonly denied: boolean;
};

function spokenTraffic(node: SpokenNode): string | null {
  const { idle, ownCalls, unread, requestsPerSecond } = node;
  if (unread) return "requests not known";
  if (idle) return "idle";
  const rate = spokenRate(requestsPerSecond);
  return rate !== null && ownCalls ? `sends ${rate}` : rate;
}

function nodeText(node: SpokenNode): string {
  const kind = node.kind === "service" || node.kind === "workload" ? null : KINDS[node.kind];
  return joined([
    node.name,
    kind,
    node.version === null ? null : `version ${node.version}`,
    node.count > 1 ? count(node.count, "node", "nodes") : null,
    LEVELS[node.health],
    spokenTraffic(node),
    spokenRatio(node.errorRatio, node.ownCalls ? "of them fail" : "errors"),
    node.versions > 1 ? count(node.versions, "version", "versions") : null,
    node.unread ? null : count(node.callers, "caller", "callers"),
    node.unread ? null : count(node.callees, "callee", "callees"),
    node.pinned ? "pinned" : null,
    node.draft,
  ]);
}

function edgeText(edge: SpokenEdge): string {
  const bytes = edge.bytesPerSecond;
  return joined([
    `${edge.source} to ${edge.target}`,
    LEVELS[edge.health],
    bytes === null ? spokenRate(edge.requestsPerSecond) : `TCP ${formatBytesPerSecond(bytes)}`,
    spokenRatio(edge.errorRatio, "errors"),
    spokenRatio(edge.mutualTlsShare, "mutual TLS"),
    edge.denied ? "denied by policy" : null,
  ]);
}

function countsText({ nodes, edges }: Pick<MeshGraph, "nodes" | "edges">): string {
  return `${count(nodes.length, "node", "nodes")}, ${count(edges.length, "edge", "edges")}`;
}

function leftOutText({ hidden, idleOmitted }: Pick<MeshGraph, "hidden" | "idleOmitted">): string {
  return joined([
    hidden.nodes + hidden.edges > 0
      ? `${count(hidden.nodes, "node", "nodes")} and ${count(hidden.edges, "edge", "edges")} hidden`
      : null,
    hidden.aggregated > 0 ? `${count(hidden.aggregated, "node", "nodes")} folded` : null,
    idleOmitted > 0 ? `${idleOmitted} idle left out` : null,
  ]);
}

/** The picture of the topology: what stands in it, what is spoken of it, and its controls. */
export const canvasText = {
  label: (counts: string) => `Topology, ${counts}`,
  role: "graph",
  instructions:
    "Right and left arrows follow calls, up and down go to siblings, E goes over the edges of a node, Enter opens the inspector. Type a name to go to it; Shift is needed where its first letter is a key.",
  counts: countsText,
  leftOut: leftOutText,
  why: (reason: UnknownReason) => WHY[reason.code],
  node: nodeText,
  edge: edgeText,
  figure: {
    bareRate: (rps: number) => formatRate(rps, "node", "").trim(),
    ready: (ready: number, desired: number) => `${ready}/${desired} ready`,
    scaledToZero: "scaled to 0",
    noPods: "selects no pods",
    noTraffic: "no traffic",
    rateUnknown: "rate n/a",
    /** Of a caller that nobody calls: its own calls are what is counted. */
    sends: (rate: string) => `sends ${rate}`,
    idle: "idle",
    noProxy: "no proxy",
    tcp: "TCP",
    denied: "403 denied",
    refused: "403",
    clientErrors: (share: string) => `${share} 4xx`,
    plaintext: "plaintext",
    partPlaintext: (share: number) => `${formatRatio(share)} plaintext`,
    mutualTls: (share: number) => `${formatRatio(share)} mTLS`,
    mutualTlsUnknown: "mTLS unknown",
    nodes: (n: number) => count(n, "node", "nodes"),
    services: (n: number) => count(n, "service", "services"),
    missingSubset: (subset: string) => `no subset ${subset}`,
    percent: (share: number) => `${Math.round(share * 100)}${NARROW_SPACE}%`,
  },
  group: {
    outOfMesh: "out of mesh",
    ambient: "ambient",
    folded: "folded",
    nodes: (n: number) => count(n, "node", "nodes"),
  },
  controls: {
    pause: "Pause motion",
    play: "Move again",
    tidy: "Tidy: lay out anew",
    fit: "Fit the picture",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    zoom: (zoom: number) => `${Math.round(zoom * 100)}${NARROW_SPACE}%`,
    unpinAll: (n: number) => `Unpin ${count(n, "node", "nodes")}`,
    legend: "Legend",
    minimap: "Overview: click or use the arrow keys to move the view",
  },
  lens: "Lens",
  said: {
    moving: (name: string) =>
      `Moving ${name}. Arrows move it, Enter puts it down, Escape puts it back.`,
    moved: (name: string) => `${name} put down and pinned.`,
    putBack: (name: string) => `${name} put back.`,
    pinned: (name: string) => `${name} pinned.`,
    unpinned: (name: string) => `${name} unpinned.`,
    tidied: "Laid out anew, nothing is pinned.",
    paused: "Motion paused.",
    moves: "Motion on.",
    nothingThere: "Nothing further there.",
    noName: (typed: string) => `No node has ${typed} in its name.`,
    opened: (name: string) => `${name} opened.`,
    focused: (name: string, hops: number) =>
      `${name} and what is ${count(hops, "hop", "hops")} away.`,
  },
  states: {
    loading: "Reading the mesh",
    empty: {
      title: "Nothing to show here",
      text: "No service, workload or traffic is in this scope. Choose other namespaces, or show what is idle.",
    },
    allHidden: {
      title: "Everything is hidden",
      text: (hidden: string) => `The hide query leaves nothing in view: ${hidden}.`,
    },
    noMatch: {
      title: "Nothing matches",
      text: (counts: string) => `${counts} in scope, and none matches what is looked for.`,
    },
  },
  legend: {
    rates: [1, 30, 600] as const,
    degraded: "degraded",
    failing: "failing",
    healthy: "healthy",
    idle: "idle",
    notReady: "not ready",
    unknown: "unknown",
    mutualTls: "mTLS",
    partPlaintext: "partly plaintext",
    plaintext: "plaintext seen",
    mutualTlsUnknown: "mTLS unknown",
    denied: "denied",
    tcp: "TCP",
    decided: "an object decides",
    undecided: "nothing decides",
    errors: "errors",
    warnings: "warnings",
    clean: "no finding",
    noObject: "no object",
  },
  config: {
    working: "being worked out",
    objects: (count: number) =>
      count === 0 ? "no object" : `${count}\u202f${count === 1 ? "object" : "objects"}`,
    findings: (count: number) => `${count}\u202f${count === 1 ? "finding" : "findings"}`,
  },
} as const;
