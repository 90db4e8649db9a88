import { uniquePorts } from "../raw/containers";
import type {
  Labels,
  PodSummary,
  ProxyMode,
  ResourceMeta,
  WorkloadReplicas,
  WorkloadResource,
} from "../resource";
import { canonicalOf } from "./canonical";
import type { ControllerFacts, Template } from "./controller";
import type { PodFacts } from "./pod";
import { emptyTally, sharedEntries, type Tally, talliedPorts, tallyPod } from "./tally";

/** Pods that are listed one by one; more are counted. */
export const PODS_LISTED = 50;

/** All that has one workload name in one namespace. Telemetry cannot tell its members apart. */
export type WorkloadMembers = {
  /** Sorted by name. */
  readonly pods: readonly PodFacts[];
  /** In the order of `compareControllers`. */
  readonly controllers: readonly ControllerFacts[];
  /** Counts over `pods`. */
  readonly tally: Tally;
};

const KINDS = ["Deployment", "StatefulSet", "DaemonSet"];
const LAST_KINDS = ["ReplicaSet", "CronJob", "Job", "Pod"];

/** Known long-running kinds, then foreign ones, then what runs once. */
const kindRank = (kind: string): number => {
  const first = KINDS.indexOf(kind);
  if (first >= 0) return first;
  const last = LAST_KINDS.indexOf(kind);
  return last >= 0 ? KINDS.length + 1 + last : KINDS.length;
};

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The controller that stands for a workload first: by kind, then the newest (the current revision of a Rollout), then by name. */
export const compareControllers = (a: ControllerFacts, b: ControllerFacts): number =>
  kindRank(a.workload.kind) - kindRank(b.workload.kind) ||
  compareText(b.meta.createdAt ?? "", a.meta.createdAt ?? "") ||
  compareText(a.self.kind, b.self.kind) ||
  compareText(a.meta.name, b.meta.name);

/**
 * The workload that pods and controllers of one name make up, or `null` when there are none.
 * Depends on the members alone, never on the order in which they were seen.
 */
export function foldWorkload(
  cluster: string,
  namespace: string,
  name: string,
  members: WorkloadMembers,
): WorkloadResource | null {
  const { pods, controllers } = members;
  const controller = controllers[0] ?? null;
  if (controller === null && pods.length === 0) return null;

  const template = controller?.template ?? null;
  // The pods that stand for the workload: the live ones, or without any, and without a template, those that ended.
  const tally = members.tally.live > 0 || template !== null ? members.tally : tallyOfEnded(pods);
  const witness = tally === members.tally ? pods.find((pod) => pod.live) : pods[0];
  const podLabels = {
    ...template?.labels,
    ...sharedEntries(tally.labels, witness?.meta.labels ?? {}, tally.live),
  };
  const canonical = canonicalOf(podLabels, name);
  return {
    kind: "Workload",
    meta: metaOf({ cluster, namespace, name }, controller, pods),
    workloadKind: controller?.workload.kind ?? podKind(tally),
    podLabels,
    podAnnotations: {
      ...template?.annotations,
      ...sharedEntries(tally.annotations, witness?.meta.annotations ?? {}, tally.live),
    },
    serviceAccount: template?.serviceAccount ?? witness?.serviceAccount ?? "default",
    canonicalService: canonical.service,
    canonicalRevision: canonical.revision,
    replicas: replicasOf(controllers, members.tally),
    proxy: commonProxy(tally) ?? template?.proxy ?? "none",
    pods: pods.slice(0, PODS_LISTED).map((pod) => withOwnLabels(pod, podLabels)),
    podsOmitted: Math.max(0, pods.length - PODS_LISTED),
    meshClusterId: [...tally.meshClusterIds.keys()].sort()[0] ?? null,
    containerPorts: uniquePorts(template?.ports ?? talliedPorts(tally)),
    ...rareFacts(template, witness),
  };
}

/** Facts that few workloads have. */
function rareFacts(template: Template | null, witness: PodFacts | undefined) {
  const istiodVersion = template?.istiodVersion ?? witness?.istiodVersion ?? null;
  const onHost = (template ?? witness)?.hostNetwork === true;
  return {
    ...(onHost && { hostNetwork: true as const }),
    ...(istiodVersion !== null && { istiodVersion }),
  };
}

function tallyOfEnded(pods: readonly PodFacts[]): Tally {
  const tally = emptyTally();
  for (const pod of pods) tallyPod(tally, pod, 1, true);
  return tally;
}

const podKind = (tally: Tally): string =>
  [...tally.kinds.keys()].sort((a, b) => kindRank(a) - kindRank(b) || compareText(a, b))[0] ??
  "Pod";

/** The labels in which a pod differs from its workload: one revision of a Rollout, one pod of a StatefulSet. */
function withOwnLabels({ summary, meta }: PodFacts, shared: Labels): PodSummary {
  const own = Object.entries(meta.labels).filter(([key, value]) => shared[key] !== value);
  return own.length === 0 ? summary : { ...summary, ownLabels: Object.fromEntries(own) };
}

/**
 * A workload is made of several objects, so it has no version of its own. Labels and annotations are those of the controller, of the
 * pod itself where there is none, and unknown for pods whose controller cannot be read.
 */
function metaOf(
  identity: { readonly cluster: string; readonly namespace: string; readonly name: string },
  controller: ControllerFacts | null,
  pods: readonly PodFacts[],
): ResourceMeta {
  const bare = { ...identity, uid: "", resourceVersion: "", createdAt: null };
  const self = controller?.meta ?? pods.find((pod) => pod.controller === null)?.meta;
  if (!self) return { ...bare, labels: {}, annotations: {} };
  const { labels, annotations } = self;
  const stands = controller === null || controller.principal === controller.self;
  return stands
    ? { ...bare, uid: self.uid, createdAt: self.createdAt, labels, annotations }
    : { ...bare, labels, annotations };
}

function replicasOf(controllers: readonly ControllerFacts[], tally: Tally): WorkloadReplicas {
  const { live, ready, oneShot, oneShotReady } = tally;
  const known = controllers.map((c) => c.desired).filter((n) => n !== null);
  if (known.length === 0) return { desired: null, current: live, ready };
  // Where a number is asked for, a job of the same name does not count towards it.
  const desired = known.reduce((sum, n) => sum + n, 0);
  return { desired, current: live - oneShot, ready: ready - oneShotReady };
}

function commonProxy(tally: Tally): ProxyMode | "mixed" | null {
  const [first, another] = tally.proxies.keys();
  if (first === undefined) return null;
  return another === undefined ? first : "mixed";
}
