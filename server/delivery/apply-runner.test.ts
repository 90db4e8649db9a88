import { describe, expect, it } from "vitest";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { createSteppedClock } from "@/server/live/live.fixture";
import {
  CLUSTER,
  changeTo,
  handsOn,
  hasEnded,
  recordOf,
  rule,
  startRunner,
  stepsText,
} from "./testing/delivery-world";
import { fatedCluster } from "./testing/fates";
import { ALL_NEW, ALL_OLD, begun, fiveRules, NAMES, START } from "./testing/five-rules";
import { memoryStore } from "./testing/memory-store";

const refusal: WriteError = {
  code: "refused",
  by: "validation.istio.io",
  message: "no such subset",
};

describe("an apply", () => {
  it("writes everything in order, and says so after each line", async () => {
    const world = await begun();
    const view = await world.until(hasEnded);
    expect(await world.standing(NAMES)).toBe(ALL_NEW);
    expect(await world.lines()).toEqual(
      NAMES.flatMap((_, i) => [`intended ${i} forward`, `written ${i} forward`]),
    );
    expect(view).toMatchObject({ phase: "applied", elsewhere: false, waiting: null });
    expect(view.objects.map(({ ref, verb }) => `${verb} ${ref.name}`)).toEqual(
      NAMES.map((name) => `update ${name}`),
    );
    expect(world.notices.length).toBeGreaterThanOrEqual(11);
    expect(world.notices[0]).toEqual({ about: "change", id: "1", cluster: CLUSTER });
  });

  it("takes back what was written when the third of five writes fails, and shows what stands", async () => {
    const world = await begun({ fates: ["taken", "taken", refusal] });
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(stepsText(view)).toBe(
      "a taken-back · b taken-back · c not-written refused · d not-written · e not-written",
    );
    expect(view.steps[2]?.refusal).toEqual({ code: "refused", message: "no such subset" });
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
    expect(world.effects.map((effect) => effect.split(" ", 2).join(" "))).toEqual([
      "apply a",
      "apply b",
      "apply b",
      "apply a",
    ]);
  });

  it.each<WriteError>([
    { code: "field-conflict", conflicts: [], message: 'conflict with "kubectl-edit"' },
    { code: "forbidden", verb: "patch", resource: "virtualservices", message: "cannot patch" },
    { code: "invalid", causes: [], message: "spec.http: required" },
    { code: "webhook-down", by: "validation.istio.io", message: "failed calling webhook" },
    { code: "unauthorized", message: "Unauthorized" },
  ])("refused with $code at the second write leaves nothing, and says why", async (error) => {
    const world = await begun({ fates: ["taken", error] });
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(view.steps[1]?.refusal).toEqual({ code: error.code, message: error.message });
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
  });

  it("leaves what the cluster does not let it take back, and shows that it stands", async () => {
    const gone: WriteError = { ...refusal, message: "not back" };
    const world = await begun({ fates: ["taken", "taken", refusal, "taken", gone] });
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("part-standing");
    expect(stepsText(view)).toBe(
      "a left refused · b taken-back · c not-written refused · d not-written · e not-written",
    );
    expect(await world.standing(NAMES)).toBe("a 50 · b 10 · c 10 · d 10 · e 10");
  });

  it("waits while the cluster is away, says so, and goes on", async () => {
    const away: WriteError = { code: "unavailable", retryAfterMs: 1, message: "ECONNREFUSED" };
    const world = await begun({ fates: ["taken", away, away] });
    const waits = await world.until(({ waiting }) => waiting !== null);
    expect(waits.waiting).toMatchObject({ for: "retry" });
    expect(waits.steps[1]?.refusal).toEqual({ code: "unavailable", message: "ECONNREFUSED" });
    const view = await world.until(hasEnded);
    expect(view.steps[1]?.refusal).toBeNull();
    expect(await world.standing(NAMES)).toBe(ALL_NEW);
    expect(world.effects).toHaveLength(5);
  });

  it.each(["cut-before", "cut-after"] as const)(
    "whose connection is %s finds out by reading, and writes nothing twice",
    async (fate) => {
      const world = await begun({ fates: ["taken", "taken", fate] });
      await world.until(hasEnded);
      expect(await world.standing(NAMES)).toBe(ALL_NEW);
      expect(world.effects).toHaveLength(5);
      expect(new Set(world.effects).size).toBe(5);
      const found = fate === "cut-before" ? "not-taken" : "taken";
      expect(await world.lines()).toContain(`settled 2 forward ${found}`);
    },
  );

  it("keeps what somebody else wrote in the middle, and takes its own back", async () => {
    const world = await begun({ keepWithinMs: 60_000 });
    await world.until(({ phase }) => phase === "confirming");
    world.sim.control.put(rule("b", 77), "kubectl-edit");
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("part-standing");
    expect(await world.standing(NAMES)).toBe("a 10 · b 77 · c 10 · d 10 · e 10");
    const left = view.journal.find(({ event }) => event.type === "left-alone");
    expect(left?.event).toMatchObject({ step: 1, why: "changed", manager: "kubectl-edit" });
  });

  it("refuses what a controller has taken over since the review, without a write", async () => {
    const clock = createSteppedClock(START);
    const sim = fiveRules(clock);
    const changes = [await changeTo(sim.cluster, "a", 50), await changeTo(sim.cluster, "b", 50)];
    sim.control.apply(rule("b", 10), "argocd-controller");
    const { port, effects } = fatedCluster(sim.cluster, () => "taken");
    const store = memoryStore();
    const runner = startRunner({ store, port, clock });
    await runner.begin(recordOf(changes), null);
    const view = await handsOn(clock, store, runner, port).until(hasEnded);
    expect(stepsText(view)).toBe("a taken-back · b not-written owned");
    expect(view.steps[1]?.refusal?.message).toBe("argo-cd");
    expect(effects).toHaveLength(2);
  });

  it("writes over a person's fields with the managers that the author has named alone", async () => {
    for (const takeFrom of [[], ["kubectl-edit"]]) {
      const clock = createSteppedClock(START);
      const sim = fiveRules(clock);
      sim.control.put(rule("a", 20), "kubectl-edit");
      const changes = [await changeTo(sim.cluster, "a", 50)];
      const store = memoryStore();
      const runner = startRunner({ store, port: sim.cluster, clock });
      const key = `${CLUSTER}/VirtualService.networking.istio.io/shop/a`;
      await runner.begin(recordOf(changes, { takeFrom: { [key]: takeFrom } }), null);
      const view = await handsOn(clock, store, runner, sim.cluster).until(hasEnded);
      expect(stepsText(view)).toBe(
        takeFrom.length > 0 ? "a written" : "a not-written field-conflict",
      );
    }
  });

  it("waits for the proxies before what needs them, and says so", async () => {
    const world = await begun({ waitBefore: "b" });
    const { waiting } = await world.until((view) => view.waiting !== null);
    expect(waiting).toEqual({ for: "proxies", until: START + 5_000 });
    expect(world.effects).toHaveLength(1);
    await world.until(hasEnded);
    expect(world.effects).toHaveLength(5);
  });
});

describe("a change with a time to keep it", () => {
  const MINUTES = 10 * 60_000;

  it("says until when, and is taken back by itself", async () => {
    const world = await begun({ keepWithinMs: MINUTES });
    const pending = await world.until(({ phase }) => phase === "confirming");
    expect(pending.keepUntil).toBe(START + MINUTES);
    expect(pending.waiting).toEqual({ for: "keep", until: START + MINUTES });
    expect((await world.runner.list(CLUSTER, null)).changes).toMatchObject([
      { id: "1", phase: "confirming", keepUntil: START + MINUTES },
    ]);
    await world.clock.step(MINUTES - 1_000);
    expect(await world.standing(NAMES)).toBe(ALL_NEW);
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(await world.lines()).toContain("turned-back not-kept");
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
  });

  it("stays when it is kept, and nothing said later changes that", async () => {
    const world = await begun({ keepWithinMs: MINUTES });
    await world.until(({ phase }) => phase === "confirming");
    const kept = await world.runner.keep("1", "ann");
    expect(kept).toMatchObject({ phase: "applied", keepUntil: null });
    await world.clock.step(2 * MINUTES);
    expect(await world.runner.revert("1", "bob")).toMatchObject({ phase: "applied" });
    expect(await world.runner.keep("1", "bob")).toMatchObject({ phase: "applied" });
    expect((await world.lines()).filter((line) => !line.startsWith("watched")).at(-1)).toBe("kept");
    expect(await world.standing(NAMES)).toBe(ALL_NEW);
  });

  it("is taken back at once when it is asked for", async () => {
    const world = await begun({ keepWithinMs: MINUTES });
    await world.until(({ phase }) => phase === "confirming");
    await world.runner.revert("1", "ann");
    await world.clock.step(10);
    expect(await world.view()).toMatchObject({ phase: "reverted" });
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
  });

  it("is not there", async () => {
    const world = await begun();
    expect(await world.runner.keep("2", null)).toBeNull();
    expect(await world.runner.revert("2", null)).toBeNull();
    expect(await world.runner.view("2")).toBeNull();
  });

  it("is taken back by the next process when its time ran out while none was there", async () => {
    const world = await begun({ keepWithinMs: MINUTES });
    await world.until(({ phase }) => phase === "confirming");
    await world.runner.stop();
    await world.clock.step(3 * MINUTES);
    expect(await world.standing(NAMES)).toBe(ALL_NEW);
    const { store, port, clock } = world;
    const next = startRunner({ store, port, clock, holder: "two" });
    const view = await handsOn(clock, store, next, port).until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
  });
});

describe("a store that fails", () => {
  it("lets nothing further be written, is told of in the view, and is waited for", async () => {
    const world = await begun({ keepWithinMs: 5_000 });
    await world.until(({ phase }) => phase === "confirming");
    const before = world.effects.length;
    world.store.broken = true;
    await world.clock.step(60_000);
    expect(world.effects).toHaveLength(before);
    const stalled = await world.view();
    expect(stalled.stalled).toMatchObject({ by: "store", message: "no space is left" });
    world.store.broken = false;
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("reverted");
    expect(view.stalled).toBeUndefined();
    expect(await world.standing(NAMES)).toBe(ALL_OLD);
  });

  it("that fails after it has stored a line is asked, and no line is written twice", async () => {
    const world = await begun();
    world.store.losesAnswers = true;
    const view = await world.until(hasEnded);
    expect(view.phase).toBe("applied");
    expect(await world.lines()).toEqual(
      NAMES.flatMap((_, i) => [`intended ${i} forward`, `written ${i} forward`]),
    );
    expect(world.effects).toHaveLength(NAMES.length);
  });
});
