import { uniquePorts } from "../raw/containers";
import type {
  Labels,
  ProxyMode,
  ResourceMeta,
  WorkloadReplicas,
  WorkloadResource,
} from "../resource";
import { canonicalOf } from "./canonical";
import type { ControllerFacts } from "./controller";
import type { PodFacts } from "./pod";

/** Pods that are listed one by one; more are counted. */
export const PODS_LISTED = 50;

/** All that has one workload name in one namespace. Telemetry cannot tell its members apart. */
export type WorkloadMembers = {
  /** Sorted by name. */
  readonly pods: readonly PodFacts[];
  /** In the order of `compareControllers`. */
  readonly controllers: readonly ControllerFacts[];
};

const KINDS = ["Deployment", "StatefulSet", "DaemonSet"];
const LAST_KINDS = ["ReplicaSet", "CronJob", "Job", "Pod"];
const ONE_SHOT: ReadonlySet<string> = new Set(["CronJob", "Job"]);

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

  const live = pods.filter((pod) => pod.live);
  const witnesses = live.length > 0 ? live : controller === null ? pods : [];
  const template = controller?.template ?? null;
  const podLabels = { ...template?.labels, ...shared(witnesses, (pod) => pod.meta.labels) };
  const canonical = canonicalOf(podLabels, name);
  return {
    kind: "Workload",
    meta: metaOf({ cluster, namespace, name }, controller, pods),
    workloadKind: controller?.workload.kind ?? podKind(pods),
    podLabels,
    podAnnotations: {
      ...template?.annotations,
      ...shared(witnesses, (pod) => pod.meta.annotations),
    },
    serviceAccount: template?.serviceAccount ?? witnesses[0]?.serviceAccount ?? "default",
    canonicalService: canonical.service,
    canonicalRevision: canonical.revision,
    replicas: replicasOf(controllers, live),
    proxy: commonProxy(witnesses) ?? template?.proxy ?? "none",
    pods: pods.slice(0, PODS_LISTED).map((pod) => pod.summary),
    podsOmitted: Math.max(0, pods.length - PODS_LISTED),
    containerPorts: uniquePorts(template?.ports ?? witnesses.flatMap((pod) => pod.ports)),
  };
}

/** The entries that all pods have with the same value. */
function shared(pods: readonly PodFacts[], of: (pod: PodFacts) => Labels): Labels {
  const first = pods[0];
  if (!first) return {};
  const entries = Object.entries(of(first));
  return Object.fromEntries(
    entries.filter(([key, value]) => pods.every((pod) => of(pod)[key] === value)),
  );
}

function podKind(pods: readonly PodFacts[]): string {
  const kinds = pods.map((pod) => pod.workload.kind);
  return kinds.reduce((best, kind) => (kindRank(kind) < kindRank(best) ? kind : best), "Pod");
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

function replicasOf(
  controllers: readonly ControllerFacts[],
  live: readonly PodFacts[],
): WorkloadReplicas {
  const known = controllers.map((c) => c.desired).filter((n) => n !== null);
  const desired = known.length === 0 ? null : known.reduce((sum, n) => sum + n, 0);
  // Where a number is asked for, a job of the same name does not count towards it.
  const counted = desired === null ? live : live.filter((pod) => !ONE_SHOT.has(pod.workload.kind));
  return {
    desired,
    current: counted.length,
    ready: counted.filter((pod) => pod.summary.ready).length,
  };
}

function commonProxy(pods: readonly PodFacts[]): ProxyMode | "mixed" | null {
  const first = pods[0]?.summary.proxy;
  if (first === undefined) return null;
  return pods.every((pod) => pod.summary.proxy === first) ? first : "mixed";
}
