import type { JsonPath } from "../../manifest/json";
import type { Kind } from "../../model/kinds";
import type { ConfigResource } from "../../model/resource";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import type { Condition, KubeObject } from "./kube-objects";

/** What the webhook's rules say of an object. */
export type ValidationResult = {
  readonly severity: "error" | "warning";
  readonly path: JsonPath;
  readonly message: string;
};

/**
 * What analysis looks at beside the snapshot. A snapshot folds pods into workloads and keeps nothing of the control plane; who has read the
 * objects themselves (files, a command that asks a cluster) hands them in here. A page that follows a live mesh has none of them:
 * analyzers that need one say nothing there.
 */
export type AnalysisInputs = {
  /** Single objects; `null` where none were read. */
  readonly objects: readonly KubeObject[] | null;
  /** Conditions of Services by `refKey`; of other kinds they stand in the snapshot. */
  readonly serviceConditions: ReadonlyMap<string, readonly Condition[]>;
  /** Kinds of the snapshot of which nothing may be concluded from absence, because nobody looked for them. */
  readonly absent: ReadonlySet<Kind>;
  /** Kinds that were looked for in these namespaces alone: elsewhere their absence is no fact. Left out for everywhere. */
  readonly within?: ReadonlyMap<Kind, ReadonlySet<string>>;
  /** The time by which certificates are judged, as `Date.toISOString` writes it; `null` judges no dates. */
  readonly now: string | null;
  /** The webhook's rules (IST0106, IST0133); `null` where they are not asked. */
  readonly validate:
    | ((object: ConfigResource, settings: MeshSettings) => readonly ValidationResult[])
    | null;
  /** Codes that are said only where they are asked for; none by default. */
  readonly also?: ReadonlySet<string>;
  /** Who was seen calling whom; left out where no traffic is known. */
  readonly calls?: readonly ObservedCall[];
};

/** Requests or connections between two workloads, as telemetry saw them. */
export type ObservedCall = {
  /** Keys (`refKey`) of Workloads; `null` for a caller outside the mesh. */
  readonly from: string | null;
  readonly to: string;
  /** The host that was called, in full. */
  readonly host: string;
  /** `null` where it is not known. */
  readonly perSecond: number | null;
  /** `null` where telemetry does not say. */
  readonly mutualTls: boolean | null;
};

/** A mesh of which the snapshot alone is known. */
export const snapshotAlone: AnalysisInputs = {
  objects: null,
  serviceConditions: new Map(),
  absent: new Set(["MeshConfig"]),
  now: null,
  validate: null,
};
