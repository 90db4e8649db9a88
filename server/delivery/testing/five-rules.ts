import type { Notice } from "@/lib/delivery/notice";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { createSteppedClock, type SteppedClock } from "@/server/live/live.fixture";
import {
  CLUSTER,
  changeTo,
  handsOn,
  NAMESPACE,
  recordOf,
  rule,
  startRunner,
} from "./delivery-world";
import { breakableStore, fatedCluster, type WriteFate } from "./fates";
import { memoryStore } from "./memory-store";

export const NAMES = ["a", "b", "c", "d", "e"];
export const START = Date.parse("2026-03-02T16:42:00Z");

/** A cluster where five rules send a tenth to v2, written by heddle before. */
export function fiveRules(clock: SteppedClock) {
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(JSON.stringify(quiet.error));
  const mesh = { objects: [NAMESPACE], traffic: quiet.value };
  const sim = createSim({ mesh, cluster: CLUSTER, clock });
  for (const name of NAMES) sim.control.apply(rule(name, 10), "heddle");
  return sim;
}

type Setting = {
  readonly fates?: readonly WriteFate[];
  readonly keepWithinMs?: number | null;
  readonly waitBefore?: string;
};

/** A change of the five rules to half and half, begun. */
export async function begun({ fates = [], keepWithinMs = null, waitBefore }: Setting = {}) {
  const clock = createSteppedClock(START);
  const sim = fiveRules(clock);
  const changes = await Promise.all(
    NAMES.map((name) => changeTo(sim.cluster, name, 50, name === waitBefore)),
  );
  const { port, effects } = fatedCluster(sim.cluster, (i) => fates[i] ?? "taken");
  const store = breakableStore(memoryStore());
  const notices: Notice[] = [];
  const faults: string[] = [];
  const runner = startRunner({ store, port, clock, notices, faults });
  await runner.begin(recordOf(changes, { keepWithinMs, createdAt: START }), null);
  return {
    clock,
    sim,
    port,
    effects,
    store,
    notices,
    runner,
    ...handsOn(clock, store, runner, port),
  };
}

export const ALL_OLD = "a 10 · b 10 · c 10 · d 10 · e 10";
export const ALL_NEW = "a 50 · b 50 · c 50 · d 50 · e 50";
