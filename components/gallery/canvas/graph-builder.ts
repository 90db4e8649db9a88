import type {
  Denial,
  Figures,
  MeshEdge,
  MeshGraph,
  MeshGroup,
  MeshNode,
  SplitPart,
} from "@/lib/mesh/graph/mesh-graph";
import type { Health, HealthLevel } from "@/lib/mesh/telemetry/health";
import { ISTIO_BOUNDS_MS } from "@/lib/mesh/telemetry/quantiles";
import type { Buckets, Protocol } from "@/lib/mesh/telemetry/traffic";

/** Short forms for graphs of the gallery. Figures are made up; the shapes are those of `buildGraph`. */

type FigureFacts = {
  readonly rps?: number;
  /** 0..1 */
  readonly errors?: number;
  readonly p95?: number;
  /** 0..1; `null` is unknown. */
  readonly mtls?: number | null;
  /** Bytes per second of a TCP connection. */
  readonly bytes?: number;
};

/** Buckets whose 0.95-quantile is about this. */
function bucketsFor(p95: number, rps: number): Buckets {
  const bounds = [...ISTIO_BOUNDS_MS, Number.POSITIVE_INFINITY];
  return { bounds, counts: bounds.map((b) => rps * (1 - Math.exp((-3 * b) / p95))) };
}

export function figures(facts: FigureFacts): Figures {
  const { rps = 0, errors = 0, p95, mtls = 1, bytes } = facts;
  const known =
    mtls === null ? null : { mutualTls: mtls * rps, plaintext: (1 - mtls) * rps, unknown: 0 };
  const responses = rps > 0 ? [{ code: "200", grpcStatus: "", flags: "-", rate: rps }] : [];
  return {
    requestsPerSecond: rps,
    errorRatio: rps > 0 ? errors : null,
    clientErrorRatio: rps > 0 ? 0 : null,
    responses,
    latency: p95 === undefined ? null : bucketsFor(p95, rps),
    averageMs: p95 === undefined ? null : p95 / 3,
    security: known,
    mutualTlsShare: mtls,
    tcp:
      bytes === undefined ? null : { toServer: bytes / 3, toClient: (2 * bytes) / 3, opened: 0.1 },
    messages: null,
  };
}

export function health(level: HealthLevel, ratio = 0): Health {
  if (level !== "failing" && level !== "degraded") return { level, reasons: [] };
  if (ratio === 0) return { level, reasons: [] };
  return {
    level,
    reasons: [
      {
        code: "error-ratio",
        level,
        rule: "5xx",
        protocol: "http",
        direction: "inbound",
        ratio,
        threshold: level === "failing" ? 0.1 : 0.003,
        ratePerSecond: 1,
        seen: ["503"],
        annotation: null,
      },
    ],
  };
}

type NodeFacts = FigureFacts & Partial<MeshNode> & { readonly level?: HealthLevel };

const CLUSTER = "prod-eu1";

export function node(id: string, facts: NodeFacts = {}): MeshNode {
  const { rps, errors = 0, p95: _p95, mtls: _mtls, bytes, level = "healthy", ...rest } = facts;
  const [namespace = "", name = ""] = id.split("/");
  const seen = rps !== undefined || bytes !== undefined;
  return {
    id,
    kind: "service",
    cluster: CLUSTER,
    namespace: namespace === "" ? null : namespace,
    name,
    app: null,
    version: null,
    parent: null,
    group: namespace === "" ? null : `g:${namespace}`,
    refs: [],
    gateway: null,
    workloadKind: null,
    replicas: null,
    idle: !seen,
    dead: false,
    outOfMesh: false,
    why: null,
    hosts: [],
    inbound: seen ? figures(facts) : null,
    outbound: null,
    health: health(level, errors),
    callers: 1,
    callees: 1,
    count: 1,
    found: true,
    ...rest,
  };
}

type EdgeFacts = FigureFacts & {
  readonly level?: HealthLevel;
  readonly protocol?: Protocol;
  readonly split?: readonly SplitPart[];
  readonly denied?: Denial;
  readonly caller?: string;
};

export function edge(text: string, facts: EdgeFacts = {}): MeshEdge {
  const [source = "", target = ""] = text.split(" → ");
  const protocol = facts.protocol ?? (facts.bytes === undefined ? "http" : "tcp");
  const idle = facts.rps === undefined && facts.bytes === undefined;
  return {
    id: `${source} ${target} ${protocol}`,
    source,
    target,
    protocol,
    hosts: [],
    figures: figures(facts),
    principals: { source: facts.caller === undefined ? [] : [facts.caller], destination: [] },
    share: null,
    split: facts.split ?? [],
    reporter: "source",
    denied: facts.denied ?? null,
    missingSubsets: [],
    health: health(facts.level ?? "healthy", facts.errors),
    idle,
    found: true,
    labels: [],
  };
}

/** A part of a split; `set` in percent. */
export const part = (
  target: string,
  share: number,
  facts: FigureFacts & { readonly set?: number } = {},
): SplitPart => ({
  target,
  figures: figures(facts),
  share,
  configured:
    facts.set === undefined
      ? null
      : {
          share: facts.set / 100,
          by: {
            cluster: CLUSTER,
            kind: "VirtualService.networking.istio.io",
            namespace: "bookinfo",
            name: "reviews",
          },
          path: "/spec/http/0",
          applies: "all",
        },
});

export const group = (namespace: string, facts: Partial<MeshGroup> = {}): MeshGroup => ({
  id: `g:${namespace}`,
  cluster: CLUSTER,
  namespace,
  nodes: 0,
  services: 0,
  requestsPerSecond: 0,
  health: health("healthy"),
  mesh: "sidecar",
  open: true,
  ...facts,
});

export const graphOf = (
  nodes: readonly MeshNode[],
  edges: readonly MeshEdge[],
  groups: readonly MeshGroup[],
): MeshGraph => ({
  nodes,
  edges,
  groups,
  hidden: { nodes: 0, edges: 0, aggregated: 0 },
  idleOmitted: 0,
});
