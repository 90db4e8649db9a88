import { describe, expect, it } from "vitest";
import { handsOn, hasEnded, startRunner } from "./testing/delivery-world";
import { ALL_NEW, ALL_OLD, begun, NAMES } from "./testing/five-rules";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEEP = 10 * MINUTE;

/** A change whose author has ten minutes, one of which is over, and a clock that is set by so much. */
async function setBy(ms: number) {
  const world = await begun({ keepWithinMs: KEEP });
  await world.until(({ phase }) => phase === "confirming");
  await world.clock.step(MINUTE);
  world.clock.set(world.clock.now() + ms);
  return world;
}

describe.each([
  ["back", -HOUR],
  ["forward", HOUR],
])("a clock that is set %s by an hour", (_, ms) => {
  it("changes nothing of when a change is taken back, which is told by the clock as it is now", async () => {
    const { clock, runner, standing, view } = await setBy(ms);
    const left = KEEP - MINUTE;
    await clock.step(left - 2_000);
    expect(await standing(NAMES)).toBe(ALL_NEW);
    const { keepUntil, waiting } = await view();
    expect(Math.abs((keepUntil ?? 0) - clock.now() - 2_000)).toBeLessThan(1_000);
    expect(waiting?.until).toBe(keepUntil);
    expect((await runner.list("test", null)).changes[0]?.keepUntil).toBe(keepUntil);
    await clock.step(10_000);
    expect(await view()).toMatchObject({ phase: "reverted" });
    expect(await standing(NAMES)).toBe(ALL_OLD);
  });

  it("leaves the lines of a journal in the order of their times", async () => {
    const { runner, store, until } = await setBy(ms);
    await runner.revert("1", "ann");
    await until(hasEnded);
    const times = (await store.changes.journal("1")).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe("a clock that is set back while no process is there", () => {
  it("delays what is due by no more than the time to keep it", async () => {
    const { clock, port, runner, store, standing, until } = await begun({ keepWithinMs: KEEP });
    await until(({ phase }) => phase === "confirming");
    await runner.stop();
    clock.set(clock.now() - HOUR);
    const next = startRunner({ store, port, clock, holder: "one" });
    const hands = handsOn(clock, store, next, port);
    await clock.step(KEEP - MINUTE);
    expect(await standing(NAMES)).toBe(ALL_NEW);
    await clock.step(2 * MINUTE);
    expect(await hands.view()).toMatchObject({ phase: "reverted" });
  });
});
