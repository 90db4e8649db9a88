import { describe, expect, it } from "vitest";
import { handsOn, startRunner } from "../testing/delivery-world";
import { applied, MINUTE, START, trafficAt } from "../testing/watched-world";
import { missedBefore } from "./count-windows";

const FROM = START + 5_000;

/** What the source remembers: requests as the rule has set them, until it was too late. */
const asSet = (at: number) => trafficAt(at, 20, 20);

type World = Awaited<ReturnType<typeof applied>>;

/** Another process takes the store over from the one that is stopped. */
function nextProcess({ store, port, clock, observed }: World) {
  const runner = startRunner({ store, port, clock, mesh: observed, holder: "next" });
  return handsOn(clock, store, runner, port);
}

describe("a watch that another process goes on with", () => {
  it("counts the windows that nobody has counted, each once, from the write on", async () => {
    const world = await applied({ metrics: "ready", predicted: true, past: asSet });
    await world.clock.step(30_000);
    await world.runner.stop();
    await world.clock.step(7 * MINUTE);
    world.tick(20, 20);
    const next = nextProcess(world);
    const { watch } = await next.until((view) => view.watch?.until !== undefined);
    expect(watch).toMatchObject({ verdict: "agrees", since: FROM, until: FROM + 5 * MINUTE });
    await next.until((view) => view.watch?.over === true);
    const ends = [1, 2, 3, 4, 5].map((minute) => FROM + minute * MINUTE);
    expect(world.asked).toEqual(ends.map((at) => ({ at, windowSeconds: 60 })));
    expect(await world.watched()).toEqual(["watched agrees"]);
  });

  it("leaves out windows of which the source says nothing", async () => {
    const past = (at: number) => (at > FROM + 3 * MINUTE ? asSet(at) : null);
    const world = await applied({ metrics: "ready", predicted: true, past });
    await world.runner.stop();
    await world.clock.step(7 * MINUTE);
    world.tick(20, 20);
    const { watch } = await nextProcess(world).until((view) => view.watch?.until !== undefined);
    const [part] = watch?.parts ?? [];
    expect(part?.agreement).toMatchObject({ verdict: "agrees" });
    expect(watch?.until).toBe(FROM + 5 * MINUTE);
  });

  it("shows what was counted before, with its age, while there are no metrics", async () => {
    const world = await applied({ metrics: "ready", predicted: true });
    await world.clock.step(2 * MINUTE);
    world.tick(36, 4);
    const until = world.clock.now();
    await world.clock.step(2_000);
    const before = (await world.view()).watch;
    expect(before).toMatchObject({ verdict: "differs", until });
    await world.runner.stop();
    world.metricsAre("down");
    world.forget();
    const next = nextProcess(world);
    await world.clock.step(2 * MINUTE);
    const { watch } = await next.view();
    expect(watch).toMatchObject({ verdict: "differs", until, blind: true });
    expect(watch?.parts).toEqual(before?.parts);
    expect(watch?.causes).toEqual(before?.causes);
  });

  it("keeps a verdict that was given, whatever the windows say that it did not see", async () => {
    const past = (at: number) => trafficAt(at, 36, 4);
    const world = await applied({ metrics: "ready", predicted: true, past });
    for (let minute = 0; minute < 3; minute += 1) {
      await world.clock.step(70_000);
      world.tick(20, 20);
    }
    await world.clock.step(2_000);
    expect(await world.watched()).toEqual(["watched agrees"]);
    await world.runner.stop();
    await world.clock.step(5 * MINUTE);
    world.tick(36, 4);
    const next = nextProcess(world);
    await world.clock.step(10_000);
    expect((await next.view()).watch).toMatchObject({ verdict: "agrees", over: true });
    expect(world.asked).toEqual([]);
  });

  it("that was away from its metrics reads what they remember", async () => {
    const world = await applied({ metrics: "ready", predicted: true, past: asSet });
    await world.clock.step(70_000);
    world.tick(20, 20);
    await world.clock.step(2_000);
    world.metricsAre("down");
    await world.clock.step(4 * MINUTE);
    world.tick(20, 20);
    await world.clock.step(2_000);
    expect(world.asked).toHaveLength(2);
    expect(await world.watched()).toEqual(["watched agrees"]);
  });
});

describe("windows that were missed", () => {
  it.each<[string, number, number | null]>([
    ["none where the window of now follows", 0, null],
    ["none where less than one lies between", 59_999, null],
    ["one where it just fits", 60_000, 60_000],
    ["the first of many", 600_000, 60_000],
  ])("%s", (_, gapMs, expected) => {
    const next = 1_800_000_000_000;
    const now = { at: next + gapMs + 60_000, windowSeconds: 60 };
    const end = missedBefore(now, next);
    expect(end === null ? null : end - next).toBe(expected);
  });

  it("end at a whole step, so that no request counts twice", () => {
    const next = 1_800_000_001_234;
    expect(missedBefore({ at: next + 600_000, windowSeconds: 60 }, next)).toBe(1_800_000_065_000);
  });
});
