import type { HiddenKind } from "@/lib/mesh/changes/ownership/hidden-kinds";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import type { Json } from "@/lib/mesh/manifest/json";
import type { ConfigKind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { MeshEvent } from "@/lib/mesh/model/snapshot";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";
import type { Result } from "@/lib/result";
import type { Manifest } from "./manifest";
import type { WriteOutcome, WriteRequest } from "./writes";

export type ClusterError =
  | { readonly code: "not-found"; readonly ref: ResourceRef }
  | {
      readonly code: "forbidden";
      readonly ref: ResourceRef | null;
      readonly verb: string;
      readonly detail: string;
    }
  | { readonly code: "unavailable"; readonly cause: string; readonly retryAfterMs: number };

export type ClusterEvent =
  | MeshEvent
  /** The first list of every kind that can be read has been delivered. Comes once. */
  | { readonly type: "synced" }
  | { readonly type: "status"; readonly status: SourceStatus }
  /** A watch was started again, for the counters; `kind` is what was watched. */
  | {
      readonly type: "restarted";
      readonly kind: string;
      readonly reason: SourceProblem["code"] | "expired" | "closed";
    };

export type AccessQuestion = {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
};

export type AccessRule = {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
};

export type { Manifest };

/** For `ownershipOf`: what objects do not say of themselves. */
export type DeliveryObjects = {
  /** `Canary.flagger.app` */
  readonly canaries: readonly Manifest[];
  /** `Rollout.argoproj.io` */
  readonly rollouts: readonly Manifest[];
  /** The label by which Argo CD tracks; `null` where it is not installed, or cannot be told. */
  readonly argoLabel: string | null;
  /** What is served and may not be read, and where: what it would say is not known. */
  readonly hidden: readonly HiddenKind[];
};

/** What the use cases need from a cluster. Implemented by `adapters/kubernetes` and `adapters/sim`. */
export interface ClusterPort {
  /** Name of the cluster: the first part of every identity. */
  readonly cluster: string;
  /**
   * Current objects, then every later change, without a gap: after a lost connection or an expired version the difference to what
   * was delivered before follows as puts and deletes. A kind that cannot be read is reported by `status` and does not hold up the others.
   * Ends when `signal` aborts.
   */
  watch(signal: AbortSignal): AsyncIterable<ClusterEvent>;
  /** The whole object. Secrets are refused. For a workload: its controller. */
  read(ref: ResourceRef, signal: AbortSignal): Promise<Result<Manifest, ClusterError>>;
  /**
   * Writes or removes one object, in one request that is never repeated: by server-side apply as manager `heddle`, guarded by the state
   * that the author saw. Fields that the object no longer has are gone afterwards, or the write is a `field-conflict` that names their
   * owners. A dry run asks everything that the write would be asked; of an object that it creates, uid and version mean nothing.
   */
  write(request: WriteRequest, signal: AbortSignal): Promise<Result<WriteOutcome, WriteError>>;
  /**
   * Objects of delivery tools that may steer those of the mesh before they write to them, from one namespace where the whole cluster
   * may not be read. Tools that are not installed have none.
   */
  delivery(namespace: string, signal: AbortSignal): Promise<Result<DeliveryObjects, ClusterError>>;
  /**
   * `openAPIV3Schema` of a kind in a version (`v1`), with the cluster's own descriptions, as the cluster serves it to everybody who may
   * sign in; `null` where it serves none. What all objects share (`metadata`) may be a reference.
   */
  schema(
    kind: ConfigKind,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<Json | null, ClusterError>>;
  /** The name by which the cluster knows the connected user (`SelfSubjectReview`): as whom everything is written. */
  user(signal: AbortSignal): Promise<Result<string, ClusterError>>;
  /** Whether the connected user may do each of these (`SelfSubjectAccessReview`). */
  can(
    questions: readonly AccessQuestion[],
    signal: AbortSignal,
  ): Promise<Result<readonly boolean[], ClusterError>>;
  /** What the connected user may do in a namespace (`SelfSubjectRulesReview`); `incomplete` when the server cannot tell all. */
  rules(
    namespace: string,
    signal: AbortSignal,
  ): Promise<
    Result<{ readonly rules: readonly AccessRule[]; readonly incomplete: boolean }, ClusterError>
  >;
}
