import "server-only";
import { setTimeout } from "node:timers/promises";
import type { ReadCluster } from "@/lib/mesh/offline/cluster-read";
import type { Clock } from "@/server/ports/clock";
import { type Environment, readCluster as read } from "./read-cluster";

const clock: Clock = {
  now: () => Date.now(),
  elapsed: () => Math.floor(performance.now()),
  // A guard of a request that has ended keeps no process from its end.
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined),
};

/** What `heddle --use-cluster` asks: bundled by itself, and the only part of the server that the command loads. */
export const clusterReader =
  (env: Environment): ReadCluster =>
  (target) =>
    read(target, env, clock);
