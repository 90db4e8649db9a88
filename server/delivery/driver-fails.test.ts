import { describe, expect, it } from "vitest";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import { changeTo, handsOn, hasEnded, recordOf, startRunner } from "./testing/delivery-world";
import { fiveRules, START } from "./testing/five-rules";
import { memoryStore } from "./testing/memory-store";

/** A change of one rule, on a cluster whose adapter throws when it is asked who owns an object. */
async function onBrokenAdapter() {
  const clock = createSteppedClock(START);
  const { cluster } = fiveRules(clock);
  const asked: number[] = [];
  const adapter = { broken: true };
  const port: ClusterPort = {
    ...cluster,
    async delivery(namespace, signal) {
      if (!adapter.broken) return cluster.delivery(namespace, signal);
      asked.push(clock.now() - START);
      throw new Error("no such page");
    },
  };
  const store = memoryStore();
  const runner = startRunner({ store, port, clock, faults: [] });
  const record = recordOf([await changeTo(cluster, "a", 50)], { createdAt: START });
  await runner.begin(record, null);
  return { clock, adapter, asked, runner, ...handsOn(clock, store, runner, port) };
}

describe("a change on which the server fails", () => {
  it("says why, since when, and when it is tried next; seldom, and not for ever in a row", async () => {
    const { asked, clock, view } = await onBrokenAdapter();
    await clock.step(1_000);
    expect((await view()).stalled).toEqual({
      by: "server",
      since: START,
      message: "no such page",
      until: START + 5_000,
    });
    await clock.step(30 * 60_000);
    expect(asked.slice(0, 5).map((ms) => Math.round(ms / 1000))).toEqual([0, 5, 15, 35, 75]);
    const { stalled } = await view();
    expect(stalled?.since).toBe(START);
    const [last = 0] = asked.slice(-1);
    expect(stalled?.until).toBe(START + last + 5 * 60_000);
  });

  it("goes on by itself, and nothing is held up any more", async () => {
    const { adapter, clock, until } = await onBrokenAdapter();
    await clock.step(20_000);
    adapter.broken = false;
    const ended = await until(hasEnded);
    expect([ended.phase, ended.stalled]).toEqual(["applied", undefined]);
  });

  it("is tried at once when its author speaks", async () => {
    const { adapter, clock, runner, until } = await onBrokenAdapter();
    await clock.step(10 * 60_000);
    adapter.broken = false;
    const said = clock.now();
    await runner.revert("1", "ann");
    await until(hasEnded);
    expect(clock.now() - said).toBeLessThan(1_000);
  });
});
