import { type ContainerPort, containerPortsOf, reasonOf, restartsOf } from "../raw/containers";
import { istiodVersionOf } from "../raw/istiod-version";
import { meshClusterIdOf } from "../raw/mesh-cluster-id";
import { controllerOf, isTerminating } from "../raw/meta";
import { proxyModeOf } from "../raw/proxy-mode";
import { booleanAt, type Raw, recordAt, recordsAt, textAt } from "../raw/value";
import type { PodSummary, ResourceMeta } from "../resource";
import { type WorkloadName, workloadOfPod } from "./workload-name";

/** What folding keeps of a pod. */
export type PodFacts = {
  readonly meta: ResourceMeta;
  readonly workload: WorkloadName;
  readonly controller: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
  } | null;
  readonly summary: PodSummary;
  /** Neither ended nor terminating: counts as a replica, and its labels stand for the workload. */
  readonly live: boolean;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly ContainerPort[];
  readonly meshClusterId: string | null;
  /** `null` for all but istiod. */
  readonly istiodVersion: string | null;
};

const PHASES = ["Pending", "Running", "Succeeded", "Failed"] as const;

export function readPod(meta: ResourceMeta, object: Raw): PodFacts {
  const spec = recordAt(object, "spec");
  const status = recordAt(object, "status");
  const phase = PHASES.find((known) => known === textAt(status, "phase")) ?? "Unknown";
  const terminating = isTerminating(object);
  const { labels, annotations } = meta;
  const controller = controllerOf(object);
  return {
    // Every heartbeat brings a new version; nothing is folded from it.
    meta: { ...meta, resourceVersion: "" },
    controller,
    workload: workloadOfPod({
      name: meta.name,
      generateName: textAt(recordAt(object, "metadata"), "generateName"),
      labels,
      controller,
    }),
    summary: {
      name: meta.name,
      ip: textAt(status, "podIP"),
      phase,
      ready: isReady(status),
      terminating,
      proxy: proxyModeOf({ labels, annotations, spec, started: phase !== "Pending" }),
      restarts: restartsOf(status),
      reason: reasonOf(status),
    },
    live: !terminating && phase !== "Succeeded" && phase !== "Failed",
    serviceAccount: serviceAccountOf(spec),
    hostNetwork: booleanAt(spec, "hostNetwork") ?? false,
    ports: containerPortsOf(spec),
    meshClusterId: meshClusterIdOf(labels, spec),
    istiodVersion: istiodVersionOf(labels, spec),
  };
}

const isReady = (status: Raw): boolean =>
  recordsAt(status, "conditions").some(
    (condition) => textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
  );

/** The account pods run as; `serviceAccount` is the field's old name. source: kubernetes `core/v1` PodSpec. */
export const serviceAccountOf = (spec: Raw): string =>
  textAt(spec, "serviceAccountName") ?? textAt(spec, "serviceAccount") ?? "default";
