import type { ContainerPort } from "../raw/containers";
import type { Labels, ProxyMode } from "../resource";
import type { PodFacts } from "./pod";

/** How many pods have each value. */
type Counts<K> = Map<K, number>;

/**
 * Running counts over the pods of one workload, so that folding costs the same whether it has three pods or five thousand.
 * `kinds` counts all pods, the rest counts live ones.
 */
export type Tally = {
  live: number;
  ready: number;
  /** Live pods that run once: of a Job or CronJob. */
  oneShot: number;
  oneShotReady: number;
  readonly kinds: Counts<string>;
  readonly proxies: Counts<ProxyMode>;
  readonly labels: Counts<string>;
  readonly annotations: Counts<string>;
  readonly meshClusterIds: Counts<string>;
  readonly ports: Counts<string>;
  readonly portByKey: Map<string, ContainerPort>;
};

export const emptyTally = (): Tally => ({
  live: 0,
  ready: 0,
  oneShot: 0,
  oneShotReady: 0,
  kinds: new Map(),
  proxies: new Map(),
  labels: new Map(),
  annotations: new Map(),
  meshClusterIds: new Map(),
  ports: new Map(),
  portByKey: new Map(),
});

const ONE_SHOT: ReadonlySet<string> = new Set(["CronJob", "Job"]);

/** Adds a pod (`by` 1) or takes it away again (`by` -1). `asLive` counts it as live even when it has ended. */
export function tallyPod(tally: Tally, pod: PodFacts, by: 1 | -1, asLive = pod.live): void {
  count(tally.kinds, pod.workload.kind, by);
  if (!asLive) return;
  const ready = pod.summary.ready ? by : 0;
  tally.live += by;
  tally.ready += ready;
  if (ONE_SHOT.has(pod.workload.kind)) {
    tally.oneShot += by;
    tally.oneShotReady += ready;
  }
  count(tally.proxies, pod.summary.proxy, by);
  if (pod.meshClusterId !== null) count(tally.meshClusterIds, pod.meshClusterId, by);
  countEntries(tally.labels, pod.meta.labels, by);
  countEntries(tally.annotations, pod.meta.annotations, by);
  for (const port of pod.ports) {
    const key = `${port.name}/${port.port}`;
    count(tally.ports, key, by);
    tally.portByKey.set(key, port);
  }
}

/** The entries of one pod's map that every counted pod has. */
export function sharedEntries(
  counts: ReadonlyMap<string, number>,
  of: Labels,
  pods: number,
): Labels {
  return Object.fromEntries(
    Object.entries(of).filter(([key, value]) => counts.get(entryKey(key, value)) === pods),
  );
}

/** Ports that at least one counted pod declares. */
export const talliedPorts = (tally: Tally): readonly ContainerPort[] =>
  [...tally.ports.keys()].flatMap((key) => tally.portByKey.get(key) ?? []);

/** Label and annotation keys hold no line break. */
const entryKey = (key: string, value: string) => `${key}\n${value}`;

function countEntries(counts: Counts<string>, entries: Labels, by: 1 | -1): void {
  for (const [key, value] of Object.entries(entries)) count(counts, entryKey(key, value), by);
}

function count<K>(counts: Counts<K>, key: K, by: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
