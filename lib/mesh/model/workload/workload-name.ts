import type { Labels } from "../resource";

/** Name and kind of a workload as Istio derives them. */
export type WorkloadName = { readonly kind: string; readonly name: string };

/** The controller of a pod, as its `ownerReferences` name it. */
type Controller = { readonly kind: string; readonly name: string };

const CRON_JOB_NAME = /^(.+)-\d{8,10}$/;
const DEPLOYMENT_CONFIG = "deploymentconfig";
const NAME_OVERRIDE = "service.istio.io/workload-name";

/**
 * The workload of a pod, with the name that telemetry reports (`source_workload`, `destination_workload`).
 *
 * Istio looks at the pod alone, so this does too: the answer is the same whether or not ReplicaSets and Jobs can be read. Only pods
 * with a generated name follow their controller; the label `service.istio.io/workload-name` overrides the name, not the kind.
 *
 * source: istio/istio `pkg/kube/util.go`, GetWorkloadMetaFromPod and GetDeployMetaFromPod.
 */
export function workloadOfPod(pod: {
  readonly name: string;
  readonly generateName: string | null;
  readonly labels: Labels;
  readonly controller: Controller | null;
}): WorkloadName {
  if (pod.generateName === null || pod.controller === null) {
    return overridden({ kind: "Pod", name: pod.name }, pod.labels);
  }
  return workloadOfController(pod.controller, pod.labels);
}

/** The workload that pods with these labels get when `controller` makes them. */
export const workloadOfController = (controller: Controller, podLabels: Labels): WorkloadName =>
  overridden(derived(controller, podLabels), podLabels);

function derived(controller: Controller, labels: Labels): WorkloadName {
  const { kind, name } = controller;
  if (kind === "ReplicaSet") {
    return (
      withoutHash(name, labels["pod-template-hash"], "Deployment") ??
      withoutHash(name, labels["rollouts-pod-template-hash"], "Rollout") ?? { kind, name }
    );
  }
  if (kind === "ReplicationController") {
    const config = labels[DEPLOYMENT_CONFIG];
    return config ? { kind: "DeploymentConfig", name: config } : { kind, name };
  }
  const cronJob = kind === "Job" ? CRON_JOB_NAME.exec(name)?.[1] : undefined;
  return cronJob === undefined ? { kind, name } : { kind: "CronJob", name: cronJob };
}

function withoutHash(name: string, hash: string | undefined, kind: string): WorkloadName | null {
  if (!hash || !name.endsWith(hash)) return null;
  const suffix = `-${hash}`;
  const stem = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  return { kind, name: stem === "" ? name : stem };
}

function overridden(derivedName: WorkloadName, labels: Labels): WorkloadName {
  const name = labels[NAME_OVERRIDE];
  return name && !name.includes("/") ? { kind: derivedName.kind, name } : derivedName;
}
