import type { WhyUnread } from "../model/reading";
import type { ResourceRef } from "../model/resource";
import type { Figures as TelemetryFigures } from "../telemetry/figures";
import type { Health } from "../telemetry/health";
import type { EdgeLabels, Protocol } from "../telemetry/traffic";

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
  /** Idle objects that the view leaves out: namespaces outside the mesh, or all with `idle` off. */
  readonly idleOmitted: number;
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
  /** The named workload or service is not in the cluster (any more). */
  | { readonly code: "not-in-cluster" }
  /** It is not among what is read, and not everything of its kind is. */
  | WhyUnread
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
  /** How many nodes an aggregate stands for; 1 elsewhere. */
  readonly count: number;
  /** Matches what is looked for; `true` for all when nothing is. */
  readonly found: boolean;
};

/** What of a caller's requests to a service one workload (or version) got, and what the route in force sets. */
export type SplitPart = {
  /** Id of the node behind the service; `null` for requests that reached no workload. */
  readonly target: string | null;
  readonly figures: Figures;
  /** Seen share, 0..1; `null` without requests. */
  readonly share: number | null;
  readonly configured: ConfiguredPart | null;
};

/** `rest`: rules with a match come first and this one divides what they leave, so set and seen need not agree. */
export type ConfiguredPart = {
  readonly share: number;
  readonly by: ResourceRef;
  readonly path: string;
  readonly applies: "all" | "rest";
};

/**
 * Requests that a policy turned away: 403 (gRPC status 7) with flag `-`. Metrics alone cannot tell them from answers of the
 * application; `certain` when the policy engine refuses this caller too, and then `by` names the policies.
 */
export type Denial = {
  readonly ratePerSecond: number;
  readonly ratio: number;
  readonly by: readonly ResourceRef[];
  readonly path: string;
  readonly certain: boolean;
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
  /** How the caller's requests to the service divide among what stands behind it; empty unless the target is a service. */
  readonly split: readonly SplitPart[];
  readonly reporter: "source" | "destination" | "both";
  readonly denied: Denial | null;
  readonly missingSubsets: readonly string[];
  readonly health: Health;
  readonly idle: boolean;
  /** Matches what is looked for; `true` for all when nothing is. */
  readonly found: boolean;
  /** Who calls whom through which host, as the metrics name them: for range queries. */
  readonly labels: readonly EdgeLabels[];
};

export type MeshGroup = {
  readonly id: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly nodes: number;
  readonly services: number;
  /** Requests per second that enter the group; of its own calls where none do. `null` where that cannot be told. */
  readonly requestsPerSecond: number | null;
  readonly health: Health;
  /** `none`: neither injection nor ambient is on; `null` when the namespace itself could not be read. */
  readonly mesh: "sidecar" | "ambient" | "none" | null;
  readonly open: boolean;
};
