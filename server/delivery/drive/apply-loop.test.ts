import { describe, expect, it } from "vitest";
import { LAST_ARRIVAL_MS } from "@/lib/mesh/changes/apply/progress";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import { err } from "@/lib/result";
import { REQUEST_IDLE_MS } from "@/server/adapters/kubernetes/connect/rest";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import {
  CLUSTER,
  changeTo,
  handsOn,
  hasEnded,
  NAMESPACE,
  type RunnerParts,
  recordOf,
  rule,
  startRunner,
} from "../testing/delivery-world";
import { fatedCluster, type WriteFate } from "../testing/fates";
import { type ChangeStore, memoryStore } from "../testing/memory-store";
import { LEASE_MS } from "./change-lease";

const START = Date.parse("2026-03-02T16:42:00Z");
const NAMES = ["a", "b"];

type Setting = {
  readonly fates?: readonly WriteFate[];
  readonly keepWithinMs?: number;
  readonly read?: (whole: ClusterPort["read"]) => ClusterPort["read"];
  readonly store?: (
    whole: ChangeStore,
    clock: ReturnType<typeof createSteppedClock>,
  ) => ChangeStore;
  readonly mesh?: RunnerParts["mesh"];
  readonly prediction?: Prediction;
};

/** A change of two rules to half and half, begun. */
async function begun({ fates = [], keepWithinMs, read, prediction, ...over }: Setting) {
  const clock = createSteppedClock(START);
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(quiet.error.detail);
  const mesh = { objects: [NAMESPACE], traffic: quiet.value };
  const sim = createSim({ mesh, cluster: CLUSTER, clock });
  for (const name of NAMES) sim.control.apply(rule(name, 10), "heddle");
  const changes = await Promise.all(NAMES.map((name) => changeTo(sim.cluster, name, 50)));
  const { port, effects } = fatedCluster(sim.cluster, (i) => fates[i] ?? "taken");
  const store = over.store?.(memoryStore(), clock) ?? memoryStore();
  const faults: string[] = [];
  const runner = startRunner({
    ...{ store, clock, faults },
    port: read === undefined ? port : { ...port, read: read(port.read) },
    ...(over.mesh && { mesh: over.mesh }),
  });
  const record = recordOf(changes, { keepWithinMs: keepWithinMs ?? null, createdAt: START });
  await runner.begin(record, prediction ?? null);
  return { clock, effects, faults, runner, ...handsOn(clock, store, runner, sim.cluster) };
}

/** Breaks a loop without a pause: a stepped clock would stand still in it for ever. */
function counted(most = 500) {
  let asked = 0;
  return {
    count: () => asked,
    tick: (): Promise<void> => {
      asked += 1;
      return asked > most ? new Promise<void>(() => undefined) : Promise.resolve();
    },
  };
}

describe("a change on its way", () => {
  it("gives a cluster that asks to be asked again at once a pause", async () => {
    const reads = counted();
    const { clock, view } = await begun({
      fates: ["cut-before"],
      read: (whole) => async (ref, signal) => {
        await reads.tick();
        if (reads.count() === 1) return whole(ref, signal);
        return err({ code: "unavailable", cause: "busy", retryAfterMs: 0 });
      },
    });
    await clock.step(20_000);
    expect(reads.count()).toBeLessThan(60);
    expect((await view()).stalled).toMatchObject({ by: "cluster", message: "busy" });
  });

  it("calls a store broken that takes a line for stored and does not have it", async () => {
    const appends = counted();
    const { clock, effects, view } = await begun({
      store: (whole) => ({
        ...whole,
        changes: {
          ...whole.changes,
          async append() {
            await appends.tick();
            return false;
          },
        },
      }),
    });
    await clock.step(20_000);
    expect(appends.count()).toBeLessThan(20);
    expect(effects).toEqual([]);
    expect((await view()).stalled).toMatchObject({ by: "store" });
  });

  it("sends no write whose line took longer to store than its lease lasts", async () => {
    let slow = true;
    const { clock, effects, lines, until, view } = await begun({
      store: (whole, time) => ({
        ...whole,
        changes: {
          ...whole.changes,
          async append(...args) {
            const stored = await whole.changes.append(...args);
            if (slow) await time.sleep(60_000, new AbortController().signal);
            slow = false;
            return stored;
          },
        },
      }),
    });
    await clock.step(61_000);
    expect((await lines()).slice(0, 2)).toEqual([
      "intended 0 forward",
      "settled 0 forward not-taken",
    ]);
    await until(hasEnded);
    expect((await view()).phase).toBe("applied");
    expect(effects).toHaveLength(2);
  });

  it("is not taken for unwritten while its write may still arrive", () => {
    // Of the API server: `--request-timeout`.
    const longest = LEASE_MS + 2 * REQUEST_IDLE_MS + 60_000;
    expect(LAST_ARRIVAL_MS).toBeGreaterThanOrEqual(longest);
  });

  it("is taken back in time whatever is wrong with watching it", async () => {
    const { clock, faults, standing, view } = await begun({
      keepWithinMs: 60_000,
      // As a row of another program could hold it.
      prediction: { flows: [{ known: true }] } as unknown as Prediction,
    });
    await clock.step(30_000);
    expect((await view()).phase).toBe("confirming");
    await clock.step(60_000);
    expect((await view()).phase).toBe("reverted");
    expect(await standing(NAMES)).toBe("a 10 · b 10");
    expect(faults).toEqual(["watch of change 1"]);
  });

  it("that cannot be read is listed, and takes no other with it", async () => {
    const { clock, runner } = await begun({
      keepWithinMs: 60_000,
      store: (whole) => {
        let readable = true;
        return {
          ...whole,
          changes: {
            ...whole.changes,
            async journal(id) {
              const lines = await whole.changes.journal(id);
              readable &&= lines.length < 4;
              if (!readable) throw new Error("journal/1/4: it has another shape");
              return lines;
            },
          },
        };
      },
    });
    await clock.step(20_000);
    const { changes } = await runner.list(CLUSTER, null);
    expect(changes).toMatchObject([{ id: "1", phase: "confirming", keepUntil: null }]);
  });

  it("waits for credentials that have run out before what stands is left", async () => {
    const unauthorized = { code: "unauthorized", message: "Unauthorized" } as const;
    const { clock, standing, view } = await begun({
      keepWithinMs: 60_000,
      fates: ["taken", "taken", unauthorized, unauthorized, unauthorized],
    });
    await clock.step(62_000);
    expect((await view()).phase).toBe("reverting");
    await clock.step(60_000);
    expect((await view()).phase).toBe("reverted");
    expect(await standing(NAMES)).toBe("a 10 · b 10");
  });
});
