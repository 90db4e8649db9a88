import type { Result } from "../../result";
import type { JsonObject } from "../manifest/json";
import type { RawObject } from "../model/inventory";
import type { Kind } from "../model/kinds";

/** All that a mesh and its analysis need of a cluster, read once. */
export type ClusterRead = {
  /** As the API server has them, each with `apiVersion` and `kind`; Secrets without their secrets. */
  readonly objects: readonly RawObject[];
  readonly gaps: readonly ReadGap[];
  /**
   * The schema of a custom resource as the cluster serves it; `null` where it serves none, or it cannot be had. Kinds of Kubernetes itself
   * have none of this form.
   * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
   */
  readonly schemaOf: (apiVersion: string, kind: string) => Promise<JsonObject | null>;
  readonly close: () => Promise<void>;
};

/** A resource of which not all objects could be read. */
export type ReadGap = {
  /** As `kubectl` spells it: `pods`, `gateways.networking.istio.io`. */
  readonly resource: string;
  /** The kinds of which a missing object says nothing now. */
  readonly kinds: readonly Kind[];
  readonly reason: "forbidden" | "failed";
  /** Namespaces in which it was read all the same. */
  readonly readIn: readonly string[];
  /** The server's own words. */
  readonly detail: string;
};

/** Which cluster, as kubectl's own options say it. */
export type ClusterTarget = {
  readonly kubeconfig: string | null;
  /** `null` for the current one. */
  readonly context: string | null;
  /** Read where the whole cluster may not be, beside that of the context. */
  readonly namespaces: readonly string[];
  /** What is wanted: all, or only to be able to ask for schemas and to know the control plane's version. */
  readonly wants: "objects" | "schemas";
};

/** Why no connection can be described. Names and places only: the text of a kubeconfig is never repeated. */
export type KubeconfigError =
  | { readonly code: "kubeconfig-unreadable"; readonly path: string; readonly detail: string }
  | { readonly code: "kubeconfig-invalid"; readonly path: string; readonly detail: string }
  | {
      readonly code: "context-not-found";
      readonly context: string;
      readonly available: readonly string[];
    }
  | { readonly code: "cluster-not-found"; readonly context: string; readonly cluster: string }
  | { readonly code: "user-not-found"; readonly context: string; readonly user: string }
  | { readonly code: "server-invalid"; readonly cluster: string; readonly server: string };

/** Why nothing could be read. */
export type ClusterUnread =
  | KubeconfigError
  | { readonly code: "proxy-unsupported"; readonly scheme: string }
  | { readonly code: "no-answer"; readonly url: string; readonly detail: string }
  /** It answers, and lets this user read nothing. */
  | { readonly code: "nothing-allowed"; readonly url: string; readonly detail: string };

export type ReadCluster = (target: ClusterTarget) => Promise<Result<ClusterRead, ClusterUnread>>;
