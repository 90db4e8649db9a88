import {
  formatBytesPerSecond,
  formatQuantile,
  formatRate,
  formatRatio,
  NOT_KNOWN,
} from "@/lib/format/figures";
import { kindSeen } from "@/lib/mesh/graph/kind-seen";
import type { Figures, MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health, HealthLevel } from "@/lib/mesh/telemetry/health";
import { type Quantile, quantile } from "@/lib/mesh/telemetry/quantiles";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { tableText } from "@/lib/messages/topology/table";
import type { EdgeColumnId, NodeColumnId } from "@/lib/view/sort";
import { errorLevel } from "../inspector/subject";

/** What a cell is sorted by; `null` is not known and sorts last both ways. */
export type SortValue = string | number | null;

export type Tone = "plain" | "muted" | "degraded" | "failing";

export type Column<T, C extends string = string> = {
  readonly id: C;
  readonly label: string;
  readonly numeric: boolean;
  readonly text: (row: T) => string;
  readonly sortBy: (row: T) => SortValue;
  readonly tone?: (row: T) => Tone;
};

/** A node with the figures it is judged by. */
export type NodeRow = {
  readonly node: MeshNode;
  /** As its card in the picture has it: as bad as the worst version behind it. */
  readonly health: Health;
  readonly figures: Figures | null;
  /** The figures are of what it sends: nobody calls it. */
  readonly ownCalls: boolean;
  readonly name: string;
  /** `null` where no figures were read. */
  readonly callers: number | null;
  readonly callees: number | null;
};

export type EdgeRow = {
  readonly edge: MeshEdge;
  readonly source: string;
  readonly target: string;
};

const text = tableText.columns;

const LEVELS: readonly HealthLevel[] = ["failing", "degraded", "not-ready", "unknown", "healthy"];

const inMs = (value: Quantile | null): number | null =>
  value === null ? null : value.beyond ? value.boundMs : value.ms;

const bytesOf = ({ tcp }: Figures): number | null =>
  tcp === null ? null : tcp.toServer + tcp.toClient;

/** The columns that nodes and edges have in common. Sums of nothing are not known, never 0. */
function figureColumns<T>(
  figuresOf: (row: T) => Figures | null,
  healthOf: (row: T) => Health,
  isOwnCalls: (row: T) => boolean,
): readonly Column<T, NodeColumnId & EdgeColumnId>[] {
  const p95 = (row: T) => quantile(figuresOf(row)?.latency ?? null, 0.95);
  const failed = (row: T) => figuresOf(row)?.errorRatio ?? null;
  const secured = (row: T) => figuresOf(row)?.mutualTlsShare ?? null;
  return [
    {
      id: "rps",
      label: text.rps,
      numeric: true,
      text: (row) => {
        const rate = formatRate(figuresOf(row)?.requestsPerSecond ?? null);
        return isOwnCalls(row) ? tableText.sent(rate) : rate;
      },
      sortBy: (row) => figuresOf(row)?.requestsPerSecond ?? null,
    },
    {
      id: "errors",
      label: text.errors,
      numeric: true,
      text: (row) => {
        const ratio = formatRatio(failed(row));
        return isOwnCalls(row) && failed(row) !== null ? tableText.ofSent(ratio) : ratio;
      },
      sortBy: failed,
      tone: (row) => errorLevel(healthOf(row)) ?? "plain",
    },
    {
      id: "p95",
      label: text.p95,
      numeric: true,
      text: (row) => formatQuantile(p95(row)),
      sortBy: (row) => inMs(p95(row)),
    },
    {
      id: "mtls",
      label: text.mtls,
      numeric: true,
      text: (row) => formatRatio(secured(row)),
      sortBy: secured,
      tone: (row) => ((secured(row) ?? 1) < 1 ? "degraded" : "plain"),
    },
    {
      id: "bytes",
      label: text.bytes,
      numeric: true,
      text: (row) => {
        const figures = figuresOf(row);
        return figures === null || figures.tcp === null
          ? ""
          : formatBytesPerSecond(bytesOf(figures));
      },
      sortBy: (row) => {
        const figures = figuresOf(row);
        return figures === null ? null : bytesOf(figures);
      },
    },
  ];
}

function healthColumn<T>(healthOf: (row: T) => HealthLevel): Column<T, "health"> {
  return {
    id: "health",
    label: text.health,
    numeric: false,
    text: (row) => healthText.level(healthOf(row)),
    sortBy: (row) => LEVELS.indexOf(healthOf(row)),
  };
}

const kindOf = (node: MeshNode): string =>
  node.gateway === null
    ? (node.workloadKind ?? inspectorText.kind[kindSeen(node)])
    : inspectorText.gateway[node.gateway];

export const NODE_COLUMNS: readonly Column<NodeRow, NodeColumnId>[] = [
  {
    id: "name",
    label: text.name,
    numeric: false,
    text: ({ name }) => name,
    sortBy: ({ name }) => name,
  },
  healthColumn(({ health }) => health.level),
  {
    id: "namespace",
    label: text.namespace,
    numeric: false,
    text: ({ node }) => node.namespace ?? "",
    sortBy: ({ node }) => node.namespace,
    tone: () => "muted",
  },
  {
    id: "kind",
    label: text.kind,
    numeric: false,
    text: ({ node }) => kindOf(node),
    sortBy: ({ node }) => kindOf(node),
    tone: () => "muted",
  },
  ...figureColumns<NodeRow>(
    ({ figures }) => figures,
    ({ health }) => health,
    ({ ownCalls }) => ownCalls,
  ),
  {
    id: "ready",
    label: text.ready,
    numeric: true,
    text: ({ node }) =>
      node.replicas === null ? "" : tableText.ready(node.replicas.ready, node.replicas.desired),
    sortBy: ({ node }) => node.replicas?.ready ?? null,
  },
  {
    id: "callers",
    label: text.callers,
    numeric: true,
    text: ({ callers }) => (callers === null ? NOT_KNOWN : String(callers)),
    sortBy: ({ callers }) => callers,
  },
  {
    id: "callees",
    label: text.callees,
    numeric: true,
    text: ({ callees }) => (callees === null ? NOT_KNOWN : String(callees)),
    sortBy: ({ callees }) => callees,
  },
];

export const EDGE_COLUMNS: readonly Column<EdgeRow, EdgeColumnId>[] = [
  {
    id: "source",
    label: text.source,
    numeric: false,
    text: ({ source }) => source,
    sortBy: ({ source }) => source,
  },
  {
    id: "target",
    label: text.target,
    numeric: false,
    text: ({ target }) => target,
    sortBy: ({ target }) => target,
  },
  healthColumn(({ edge }) => edge.health.level),
  {
    id: "protocol",
    label: text.protocol,
    numeric: false,
    text: ({ edge }) => healthText.protocol(edge.protocol),
    sortBy: ({ edge }) => edge.protocol,
    tone: () => "muted",
  },
  ...figureColumns<EdgeRow>(
    ({ edge }) => edge.figures,
    ({ edge }) => edge.health,
    () => false,
  ),
  {
    id: "share",
    label: text.share,
    numeric: true,
    text: ({ edge }) => formatRatio(edge.share),
    sortBy: ({ edge }) => edge.share,
  },
];
