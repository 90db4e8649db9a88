import { describe, expect, it } from "vitest";
import type { ChangeRecord } from "@/lib/mesh/changes/journal";
import { managersToGiveBack } from "@/lib/mesh/changes/ownership/give-back";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import {
  CLUSTER,
  changeTo,
  handsOn,
  hasEnded,
  recordOf,
  refTo,
  rule,
  startRunner,
} from "./testing/delivery-world";
import { fatedCluster, type WriteFate } from "./testing/fates";
import { fiveRules, START } from "./testing/five-rules";
import { memoryStore } from "./testing/memory-store";

const KEY = `${CLUSTER}/VirtualService.networking.istio.io/shop/a`;
const signal = new AbortController().signal;

type Setting = { readonly fates?: readonly WriteFate[]; readonly over?: Partial<ChangeRecord> };

/** A change of rule `a`, which a person has written last, with that person's consent. */
async function begun({ fates = [], over = {} }: Setting = {}) {
  const clock = createSteppedClock(START);
  const sim = fiveRules(clock);
  sim.control.put(rule("a", 20), "kubectl-edit");
  const { port, effects } = fatedCluster(sim.cluster, (i) => fates[i] ?? "taken");
  const before = await managersOf(port);
  const store = memoryStore();
  const runner = startRunner({ store, port, clock });
  const takeFrom = { [KEY]: ["kubectl-edit"] };
  const changes = [await changeTo(port, "a", 50)];
  await runner.begin(recordOf(changes, { takeFrom, createdAt: START, ...over }), null);
  return {
    sim,
    clock,
    effects,
    before,
    store,
    runner,
    port,
    ...handsOn(clock, store, runner, port),
  };
}

async function managersOf(port: ClusterPort) {
  const live = await port.read(refTo("a"), signal);
  if (!live.ok) throw new Error(live.error.code);
  return managersToGiveBack(live.value);
}

const KEPT = { over: { keepWithinMs: 60_000 } };

describe("a change that is taken back", () => {
  it("gives fields back to the person of whom it took them, by one write more that changes no value", async () => {
    const { before, effects, lines, port, standing, until } = await begun(KEPT);
    const view = await until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(await managersOf(port)).toEqual(before);
    expect(await standing(["a"])).toBe("a 20");
    expect(effects.map((e) => e.split(" ")[0])).toEqual(["apply", "apply", "managers"]);
    expect((await lines()).at(-1)).toBe("managers 0");
  });

  it.each<[string, WriteFate, number]>([
    ["was cut before it was taken", "cut-before", 3],
    ["was taken, and its answer lost", "cut-after", 3],
  ])("sends no write twice where one %s", async (_, fate, writes) => {
    const { before, effects, port, until } = await begun({
      ...KEPT,
      fates: ["taken", "taken", fate],
    });
    expect((await until(hasEnded)).phase).toBe("reverted");
    expect(await managersOf(port)).toEqual(before);
    expect(effects).toHaveLength(writes);
  });

  it("says why fields stay with it, where the cluster does not take them back", async () => {
    const message = "no right any more";
    const refusal: WriteError = { code: "forbidden", verb: "patch", resource: "rules", message };
    const { until } = await begun({ ...KEPT, fates: ["taken", "taken", refusal] });
    const view = await until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(view.journal.at(-1)?.event).toEqual({
      ...{ type: "managers", step: 0, given: false },
      message: "no right any more",
    });
  });

  it("leaves fields with somebody who has written since", async () => {
    const world = await begun({ ...KEPT, fates: ["taken", "taken", "cut-before"] });
    await world.until(({ phase }) => phase === "reverting");
    world.sim.control.put(rule("a", 30), "kubectl-edit");
    const view = await world.until(hasEnded);
    expect(view.journal.at(-1)?.event).toMatchObject({ given: false });
    expect(await world.standing(["a"])).toBe("a 30");
  });

  it("is gone on with by the next process", async () => {
    const world = await begun({ ...KEPT, fates: ["taken", "taken", "dies-before"] });
    await world.until(({ phase }) => phase === "reverting");
    await world.clock.step(1_000);
    const next = startRunner({ store: world.store, port: world.sim.cluster, clock: world.clock });
    const hands = handsOn(world.clock, world.store, next, world.sim.cluster);
    expect((await hands.until(hasEnded)).phase).toBe("reverted");
    expect(await managersOf(world.sim.cluster)).toEqual(world.before);
  });
});

describe("a roll-back", () => {
  it("gives fields back once all is written", async () => {
    const first = await begun();
    await first.until(hasEnded);
    const [intended] = await first.store.changes.journal("1");
    const managers = intended?.event.type === "intended" ? intended.event.managers : undefined;
    expect(managers).toEqual(first.before);
    const { clock, port } = first;
    const store = memoryStore();
    const runner = startRunner({ store, port, clock });
    const giveBack = { [KEY]: managers ?? [] };
    await runner.begin(recordOf([await changeTo(port, "a", 20)], { giveBack }), null);
    expect((await handsOn(clock, store, runner, port).until(hasEnded)).phase).toBe("applied");
    expect(await managersOf(port)).toEqual(first.before);
  });
});
