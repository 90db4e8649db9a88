import type { ResourceRef } from "../model/resource";
import type { Figures as TelemetryFigures } from "../telemetry/figures";
import type { Health } from "../telemetry/health";
import type { Protocol } from "../telemetry/traffic";

/**
 * The topology as data. Everything a picture, a table or a test needs; nothing about how it looks.
 * Ids are short and stable: the same thing has the same id in every build.
 */
export type MeshGraph = {
  readonly nodes: readonly MeshNode[];
  readonly edges: readonly MeshEdge[];
  readonly groups: readonly MeshGroup[];
  /** What the view left out, so that nothing disappears in silence. */
  readonly hidden: { readonly nodes: number; readonly edges: number; readonly aggregated: number };
};

export type NodeKind =
  | "service"
  | "workload"
  /** Box of all versions of an app. */
  | "app"
  | "external"
  | "passthrough"
  | "blackhole"
  | "unknown"
  /** Many nodes folded into one because the graph is larger than the view allows; opens on demand. */
  | "aggregate";

/** Why a caller or callee could not be named. */
export type UnknownReason =
  /** The caller has no proxy. `candidates` are the workloads without a proxy that it can be. */
  | { readonly code: "no-proxy-caller"; readonly candidates: readonly ResourceRef[] }
  /** Traffic enters a gateway from outside the mesh. */
  | { readonly code: "outside-caller"; readonly gateway: string }
  /** The host is in no registry and the mesh lets it pass. */
  | { readonly code: "passthrough" }
  /** The host is in no registry and the mesh refuses it. */
  | { readonly code: "blackhole" }
  /** A port that no service declares. */
  | { readonly code: "inbound-passthrough" }
  /** The named workload or service is not in the cluster (any more). */
  | { readonly code: "not-in-cluster" }
  | { readonly code: "host-unresolved"; readonly host: string };

export type MeshNode = {
  readonly id: string;
  readonly kind: NodeKind;
  readonly cluster: string;
  /** `null` for nodes outside every namespace. */
  readonly namespace: string | null;
  readonly name: string;
  /** Canonical service and revision for workloads; `null` elsewhere. */
  readonly app: string | null;
  readonly version: string | null;
  /** The app box that holds this version, or the service that fronts it in a card. */
  readonly parent: string | null;
  readonly group: string | null;
  /** Objects it is made of: the Service, the workloads, the ServiceEntry … */
  readonly refs: readonly ResourceRef[];
  readonly gateway: "ingress" | "egress" | "waypoint" | null;
  readonly workloadKind: string | null;
  readonly replicas: { readonly desired: number | null; readonly ready: number } | null;
  /** No request in the window. */
  readonly idle: boolean;
  /** A service whose selector matches no pod. */
  readonly dead: boolean;
  readonly outOfMesh: boolean;
  readonly why: UnknownReason | null;
  /** External hosts that a ServiceEntry node gathers. */
  readonly hosts: readonly string[];
  readonly inbound: Figures | null;
  readonly outbound: Figures | null;
  readonly health: Health;
  readonly callers: number;
  readonly callees: number;
};

export type Figures = TelemetryFigures;

export type MeshEdge = {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly protocol: Protocol;
  /** The `destination_service` hosts this edge carries. */
  readonly hosts: readonly string[];
  readonly figures: Figures;
  readonly principals: {
    readonly source: readonly string[];
    readonly destination: readonly string[];
  };
  /** This edge ÷ all of the caller's traffic to the same host; `null` for edges without requests. */
  readonly share: number | null;
  /** What the route sets, 0..1, with the object that sets it; `null` where no route does. */
  readonly configuredShare: {
    readonly share: number;
    readonly by: ResourceRef;
    readonly path: string;
  } | null;
  readonly reporter: "source" | "destination" | "both";
  /** Answers that a policy refused: 403 with flag `-`. Probable only, unless the policy engine agrees. */
  readonly denied: {
    readonly ratePerSecond: number;
    readonly ratio: number;
    readonly by: readonly ResourceRef[];
  } | null;
  readonly missingSubsets: readonly string[];
  readonly health: Health;
  readonly idle: boolean;
  /** The traffic records behind it, for range queries: ids of `EdgeTraffic`. */
  readonly trafficIds: readonly string[];
};

export type MeshGroup = {
  readonly id: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly nodes: number;
  readonly services: number;
  /** Requests per second that enter nodes of the group. */
  readonly requestsPerSecond: number;
  readonly health: Health;
  /** `none`: neither injection nor ambient is on. */
  readonly mesh: "sidecar" | "ambient" | "none";
  readonly open: boolean;
};
