import { type ContainerPort, containerPortsOf } from "../raw/containers";
import { istiodVersionOf } from "../raw/istiod-version";
import { annotationsOf, controllerOf, labelsOf, type Owner } from "../raw/meta";
import { proxyModeOf } from "../raw/proxy-mode";
import { booleanAt, numberAt, type Raw, recordAt, textAt } from "../raw/value";
import type { Labels, ProxyMode, ResourceMeta } from "../resource";
import { serviceAccountOf } from "./pod";
import { type WorkloadName, workloadOfController } from "./workload-name";

/** What folding keeps of a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob. */
export type ControllerFacts = {
  readonly meta: ResourceMeta;
  /** The object itself. */
  readonly self: Owner;
  /** The workload its pods belong to. The kind is that of the object people know: the owner of a ReplicaSet, a CronJob. */
  readonly workload: WorkloadName;
  /** The object that `kubectl` users edit: the owner of a ReplicaSet that a foreign controller made (`Rollout`), else the object itself. */
  readonly principal: Owner;
  /** How many pods there should be; `null` when the object does not say (jobs, a DaemonSet without status). */
  readonly desired: number | null;
  readonly template: Template;
};

/** What pods made now will look like. */
export type Template = {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly serviceAccount: string;
  readonly ports: readonly ContainerPort[];
  readonly proxy: ProxyMode;
  readonly hostNetwork: boolean;
  /** `null` for all but istiod. */
  readonly istiodVersion: string | null;
};

/** `group/kind` of the controllers that are read. Every version of a group is accepted. */
const CONTROLLERS: ReadonlyMap<string, string> = new Map([
  ["Deployment", "apps"],
  ["StatefulSet", "apps"],
  ["DaemonSet", "apps"],
  ["ReplicaSet", "apps"],
  ["Job", "batch"],
  ["CronJob", "batch"],
]);

export const isController = (apiVersion: string, kind: string): boolean => {
  const group = CONTROLLERS.get(kind);
  return group !== undefined && apiVersion.startsWith(`${group}/`);
};

/**
 * Facts of a controller, or `null` when its owner stands for it: a ReplicaSet of a Deployment, a Job of a CronJob whose pods Istio
 * names after the CronJob. Neither is a workload of its own, before or after the owner is seen.
 */
export function readController(meta: ResourceMeta, object: Raw): ControllerFacts | null {
  const kind = textAt(object, "kind") ?? "";
  const self = { apiVersion: textAt(object, "apiVersion") ?? "", kind, name: meta.name };
  const owner = controllerOf(object);
  if (kind === "ReplicaSet" && owner?.kind === "Deployment") return null;

  const template = readTemplate(object, kind);
  const named = workloadOfController(self, template.labels);
  if (kind === "Job" && owner?.kind === "CronJob" && named.kind === "CronJob") return null;

  const desired = desiredOf(object, kind);
  if (kind !== "ReplicaSet" || owner === null) {
    const shownKind = kind === "ReplicaSet" ? named.kind : kind;
    const workload = { kind: shownKind, name: named.name };
    return { meta, self, workload, principal: self, desired, template };
  }
  const byOwner = named.kind !== "ReplicaSet";
  // A revision that its foreign controller has left behind, named by nothing but itself.
  if (!byOwner && desired === 0) return null;
  return {
    meta,
    self,
    workload: { kind: byOwner ? owner.kind : kind, name: named.name },
    principal: owner,
    desired,
    template,
  };
}

function desiredOf(object: Raw, kind: string): number | null {
  if (kind === "Job" || kind === "CronJob") return null;
  if (kind === "DaemonSet") return numberAt(recordAt(object, "status"), "desiredNumberScheduled");
  return numberAt(recordAt(object, "spec"), "replicas") ?? 1;
}

function readTemplate(object: Raw, kind: string): Template {
  const spec = recordAt(object, "spec");
  const jobSpec = kind === "CronJob" ? recordAt(recordAt(spec, "jobTemplate"), "spec") : spec;
  const template = recordAt(jobSpec, "template");
  const podSpec = recordAt(template, "spec");
  const labels = labelsOf(template);
  const annotations = annotationsOf(template);
  return {
    labels,
    annotations,
    serviceAccount: serviceAccountOf(podSpec),
    ports: containerPortsOf(podSpec),
    proxy: proxyModeOf({ labels, annotations, spec: podSpec, started: false }),
    hostNetwork: booleanAt(podSpec, "hostNetwork") ?? false,
    istiodVersion: istiodVersionOf(labels, podSpec),
  };
}
