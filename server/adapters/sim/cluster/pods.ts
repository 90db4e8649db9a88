import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { suffix, uidOf } from "../hash";
import {
  annotationsOf,
  at,
  type Fields,
  kindOf,
  labelsOf,
  list,
  nameOf,
  namespaceOf,
  numberOf,
  text,
  texts,
} from "./api-object";

/**
 * Annotations on a Deployment or StatefulSet that say how its pods fare; without them all are ready.
 *
 * - `sim.heddle.dev/ready: "1"`: so many pods are ready
 * - `sim.heddle.dev/reason: CrashLoopBackOff`: why the others' container waits; `Unready` means that it runs and fails its probe
 * - `sim.heddle.dev/restarts: "7"`: how often the others' container was started again
 */
export const SIM_ANNOTATION = {
  ready: "sim.heddle.dev/ready",
  reason: "sim.heddle.dev/reason",
  restarts: "sim.heddle.dev/restarts",
} as const;

export type PodContext = {
  /** Whether the injector acts in this namespace. */
  readonly injects: (namespace: string) => boolean;
  readonly podIp: (key: string) => string;
  readonly startedAt: (owner: RawObject) => string;
};

/** ReplicaSets, Jobs and pods as the controllers and the injector would make them of a workload object. */
export function ownedObjects(owner: RawObject, context: PodContext): readonly RawObject[] {
  switch (kindOf(owner)) {
    case "Deployment":
      return deploymentObjects(owner, context);
    case "StatefulSet":
      return podsOf(owner, at(owner, "spec", "template"), (i) => `${nameOf(owner)}-${i}`, context);
    case "CronJob":
      return cronJobObjects(owner, context);
    default:
      return [];
  }
}

const desired = (owner: RawObject): number => numberOf(at(owner, "spec"), "replicas") ?? 1;

/** Pods of a workload that are ready, by its annotation. */
export function readyReplicas(owner: RawObject): number {
  const wanted = Number(annotationsOf(owner)[SIM_ANNOTATION.ready] ?? Number.NaN);
  return Number.isNaN(wanted) ? desired(owner) : Math.min(wanted, desired(owner));
}

/** `status` of a Deployment or StatefulSet. */
export function workloadStatus(owner: RawObject): Fields {
  const ready = readyReplicas(owner);
  const replicas = desired(owner);
  return {
    observedGeneration: 1,
    replicas,
    updatedReplicas: replicas,
    ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
    ...(ready < replicas && { unavailableReplicas: replicas - ready }),
  };
}

function deploymentObjects(owner: RawObject, context: PodContext): readonly RawObject[] {
  const template = at(owner, "spec", "template");
  const hash = suffix(JSON.stringify(template), 10);
  const labels = { ...texts(at(template, "metadata", "labels")), "pod-template-hash": hash };
  const hashed = { ...template, metadata: { ...at(template, "metadata"), labels } };
  const replicaSet: RawObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${nameOf(owner)}-${hash}`,
      namespace: namespaceOf(owner),
      uid: uidOf(`ReplicaSet/${namespaceOf(owner)}/${nameOf(owner)}/${hash}`),
      labels,
      ownerReferences: [ownerReference(owner)],
    },
    spec: { ...at(owner, "spec"), template: hashed },
    status: workloadStatus(owner),
  };
  const podName = (i: number) => `${nameOf(replicaSet)}-${suffix(`${nameOf(replicaSet)}/${i}`, 5)}`;
  return [replicaSet, ...podsOf(replicaSet, hashed, podName, context, owner)];
}

/** The Job of the last run, still busy. Its name ends with the minute it was due, as the controller makes it. */
function cronJobObjects(owner: RawObject, context: PodContext): readonly RawObject[] {
  const started = context.startedAt(owner);
  const name = `${nameOf(owner)}-${Math.floor(Date.parse(started) / 60_000)}`;
  const spec = at(owner, "spec", "jobTemplate", "spec");
  const job: RawObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace: namespaceOf(owner),
      uid: uidOf(`Job/${namespaceOf(owner)}/${name}`),
      ownerReferences: [ownerReference(owner)],
    },
    spec,
    status: { active: 1, ready: 1, startTime: started },
  };
  return [job, ...podsOf(job, at(spec, "template"), () => `${name}-${suffix(name, 5)}`, context)];
}

function podsOf(
  owner: RawObject,
  template: Fields,
  podName: (i: number) => string,
  context: PodContext,
  annotated: RawObject = owner,
): readonly RawObject[] {
  const count = kindOf(owner) === "Job" ? 1 : desired(annotated);
  const ready = kindOf(owner) === "Job" ? 1 : readyReplicas(annotated);
  return Array.from({ length: count }, (_, i) =>
    pod(owner, template, podName(i), context, i < ready ? null : trouble(annotated)),
  );
}

type Trouble = { readonly reason: string; readonly restarts: number };

function trouble(owner: RawObject): Trouble {
  const annotations = annotationsOf(owner);
  return {
    reason: annotations[SIM_ANNOTATION.reason] ?? "Unready",
    restarts: Number(annotations[SIM_ANNOTATION.restarts] ?? 0),
  };
}

function pod(
  owner: RawObject,
  template: Fields,
  name: string,
  context: PodContext,
  trouble: Trouble | null,
): RawObject {
  const namespace = namespaceOf(owner);
  const started = context.startedAt(owner);
  const injected = injection(namespace, template, context);
  const spec = at(template, "spec");
  const containers = list(spec, "containers");
  const ready = trouble ? "False" : "True";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${nameOf(owner)}-`,
      namespace,
      uid: uidOf(`Pod/${namespace}/${name}`),
      labels: { ...texts(at(template, "metadata", "labels")), ...injected.labels },
      annotations: { ...texts(at(template, "metadata", "annotations")), ...injected.annotations },
      ownerReferences: [ownerReference(owner)],
    },
    spec: {
      serviceAccountName: "default",
      ...spec,
      nodeName: "node-1",
      ...(injected.init.length > 0 && {
        initContainers: [...list(spec, "initContainers"), ...injected.init],
      }),
    },
    status: {
      phase: "Running",
      podIP: context.podIp(`${namespace}/${name}`),
      startTime: started,
      conditions: [
        { type: "Ready", status: ready },
        { type: "ContainersReady", status: ready },
      ],
      containerStatuses: containers.map((c) => containerStatus(text(c, "name"), trouble, started)),
      ...(injected.init.length > 0 && {
        initContainerStatuses: [containerStatus("istio-proxy", null, started)],
      }),
    },
  };
}

function containerStatus(name: string, trouble: Trouble | null, startedAt: string): Fields {
  const waits = trouble !== null && trouble.reason !== "Unready";
  return {
    name,
    ready: trouble === null,
    started: !waits,
    restartCount: trouble?.restarts ?? 0,
    state: waits ? { waiting: { reason: trouble.reason } } : { running: { startedAt } },
    ...(waits && { lastState: { terminated: { exitCode: 1, reason: "Error" } } }),
  };
}

type Injection = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly init: readonly Fields[];
};

const nothing: Injection = { labels: {}, annotations: {}, init: [] };

/**
 * What Istio's injector adds: the proxy as a native sidecar (default since 1.27), its marks on the pod.
 * A gateway's own container is the proxy. Source: istio/istio `pkg/kube/inject/inject.go`, `manifests/charts/istio-control/istio-discovery/files`.
 */
function injection(namespace: string, template: Fields, context: PodContext): Injection {
  const labels = texts(at(template, "metadata", "labels"));
  const annotations = texts(at(template, "metadata", "annotations"));
  const inject = labels["sidecar.istio.io/inject"];
  const wanted = inject === undefined ? context.injects(namespace) : inject === "true";
  if (!wanted) return nothing;
  const app = labels["app"] ?? labels["app.kubernetes.io/name"] ?? "";
  const marks = {
    labels: {
      "security.istio.io/tlsMode": "istio",
      "service.istio.io/canonical-name": app,
      "service.istio.io/canonical-revision": labels["version"] ?? "latest",
    },
    annotations: {
      "istio.io/rev": "default",
      "sidecar.istio.io/status":
        '{"initContainers":["istio-init","istio-proxy"],"containers":null,"revision":"default"}',
    },
  };
  if (annotations["inject.istio.io/templates"] === "gateway") return { ...marks, init: [] };
  const image = "docker.io/istio/proxyv2:1.30.3";
  return {
    ...marks,
    init: [
      { name: "istio-init", image, args: ["istio-iptables"] },
      { name: "istio-proxy", image, restartPolicy: "Always", args: ["proxy", "sidecar"] },
    ],
  };
}

const ownerReference = (owner: RawObject): Fields => ({
  apiVersion: text(owner, "apiVersion"),
  kind: kindOf(owner),
  name: nameOf(owner),
  uid:
    text(at(owner, "metadata"), "uid") ||
    uidOf(`${kindOf(owner)}/${namespaceOf(owner)}/${nameOf(owner)}`),
  controller: true,
  blockOwnerDeletion: true,
});

/** Whether a namespace's labels turn injection on. */
export const injectsSidecars = (namespace: RawObject): boolean =>
  labelsOf(namespace)["istio-injection"] === "enabled" || "istio.io/rev" in labelsOf(namespace);
