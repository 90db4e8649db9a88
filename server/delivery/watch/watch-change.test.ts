import { describe, expect, it } from "vitest";
import type { ChangeView } from "@/lib/delivery/change";
import { handsOn, refTo, rule, startRunner } from "../testing/delivery-world";
import { applied, MINUTE, START } from "../testing/watched-world";

const verdictOf = ({ watch }: ChangeView) => watch?.verdict;

describe("the traffic after a change", () => {
  it("is waited for, agrees, and is told once and for all after two windows", async () => {
    const world = await applied({ metrics: "ready", predicted: true });
    await world.clock.step(2_000);
    expect((await world.view()).watch).toMatchObject({ verdict: "waiting", since: START });
    await world.clock.step(50_000);
    world.tick(36, 4);
    await world.clock.step(2_000);
    expect(verdictOf(await world.view())).toBe("waiting");
    await world.clock.step(20_000);
    world.tick(20, 20);
    await world.clock.step(2_000);
    const { watch } = await world.view();
    expect(watch).toMatchObject({ verdict: "agrees", since: START + 5_000, predictionError: 0 });
    expect(watch?.parts.map(({ end, seen }) => `${end} ${seen}`)).toEqual(["a-v1 20", "a-v2 20"]);
    expect(await world.watched()).toEqual([]);
    await world.clock.step(MINUTE);
    world.tick(20, 20);
    await world.clock.step(2_000);
    expect(await world.watched()).toEqual(["watched agrees"]);
    world.sim.control.apply(rule("a", 10), "argocd-controller");
    const reverted = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(reverted.watch?.parts).toHaveLength(2);
    expect(await world.watched()).toEqual(["watched agrees", "watched reverted"]);
  });

  it("that goes on as before differs, and by how much is kept", async () => {
    const world = await applied({ metrics: "ready", predicted: true });
    for (let minute = 0; minute < 17; minute += 1) {
      await world.clock.step(MINUTE);
      world.tick(36, 4);
    }
    const { watch } = await world.view();
    expect(watch?.verdict).toBe("differs");
    expect(watch?.predictionError).toBeCloseTo(0.4, 9);
    expect(await world.watched()).toEqual(["watched differs"]);
  });

  it("that nobody measures is not judged", async () => {
    const world = await applied({ predicted: true });
    await world.clock.step(2 * MINUTE);
    expect(verdictOf(await world.view())).toBe("no-metrics");
    await world.clock.step(15 * MINUTE);
    expect(await world.watched()).toEqual([]);
    await world.clock.step(50 * MINUTE);
    expect(await world.watched()).toEqual(["watched no-metrics"]);
    expect((await world.view()).watch).toMatchObject({ over: true });
  });

  it("is held against what the rules have set once metrics are back, where nothing was predicted", async () => {
    const world = await applied();
    await world.clock.step(20 * MINUTE);
    expect((await world.view()).watch).toMatchObject({ verdict: "no-metrics", unpredicted: true });
    world.tick(36, 4);
    await world.clock.step(10_000);
    const { watch } = await world.view();
    expect(watch).toMatchObject({ verdict: "differs", predictionError: null, unpredicted: true });
    expect(watch?.causes?.map(({ code }) => code)).toEqual(["as-before"]);
    expect(watch?.parts.map(({ end, set, predicted }) => [end, set.min, predicted])).toEqual([
      ["a-v1", 0.5, null],
      ["a-v2", 0.5, null],
    ]);
    for (let minute = 0; minute < 8; minute += 1) {
      await world.clock.step(MINUTE);
      world.tick(20, 20);
    }
    expect(await world.watched()).toEqual(["watched differs"]);
  });

  it("is not held against a mesh that does not hold the change yet", async () => {
    const world = await applied({ metrics: "ready" });
    world.lag(true);
    await world.clock.step(2 * MINUTE);
    world.tick(20, 20);
    await world.clock.step(2_000);
    expect(verdictOf(await world.view())).toBe("waiting");
    world.lag(false);
    await world.clock.step(2_000);
    expect(verdictOf(await world.view())).toBe("agrees");
  });

  it("keeps its figures and their age while metrics are away, and is counted on when they are back", async () => {
    const world = await applied({ metrics: "ready", predicted: true });
    await world.clock.step(2 * MINUTE);
    world.tick(20, 20);
    const until = world.clock.now();
    await world.clock.step(2_000);
    expect((await world.view()).watch).toMatchObject({ verdict: "agrees", until });
    world.metricsAre("down");
    await world.clock.step(20 * MINUTE);
    expect((await world.view()).watch).toMatchObject({ verdict: "agrees", until, blind: true });
    expect(await world.watched()).toEqual([]);
    world.tick(20, 20);
    await world.clock.step(10_000);
    expect((await world.view()).watch?.blind).toBeUndefined();
    expect(await world.watched()).toEqual(["watched agrees"]);
  });
});

describe("a change that stands", () => {
  it("is not called reverted by a snapshot that is older than its write", async () => {
    const world = await applied();
    world.lag(true);
    await world.clock.step(MINUTE);
    expect((await world.view()).watch?.reverted).toEqual([]);
  });

  it("that a controller takes back is reverted, by whom and when", async () => {
    const world = await applied();
    await world.clock.step(MINUTE);
    world.sim.control.apply(rule("a", 10), "argocd-controller");
    const at = Math.floor(world.clock.now() / 1000) * 1000;
    const view = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(view.watch?.reverted).toEqual([
      { ref: refTo("a"), by: "argocd-controller", at, back: true },
    ]);
    expect(view.phase).toBe("applied");
    expect(await world.watched()).toEqual(["watched reverted"]);
  });

  it("that somebody sets to something else is written over, and not changed back", async () => {
    const world = await applied();
    world.sim.control.apply(rule("a", 70), "kubectl-edit");
    const view = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(view.watch?.reverted).toMatchObject([{ by: "kubectl-edit" }]);
    expect(view.watch?.reverted[0]?.back).toBeUndefined();
  });

  it("that is deleted is reverted by nobody knows whom", async () => {
    const world = await applied({ keepWithinMs: 10 * MINUTE });
    world.sim.control.remove({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      namespace: "shop",
      name: "a",
    });
    const view = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(view.watch?.reverted).toMatchObject([{ ref: refTo("a"), by: null }]);
    expect(view.phase).toBe("confirming");
  });

  it("is not reverted by an annotation, which stays when nobody keeps the change", async () => {
    const world = await applied({ keepWithinMs: 2 * MINUTE });
    const marked = { third: "party" };
    await world.mark(marked);
    await world.clock.step(MINUTE);
    expect(verdictOf(await world.view())).not.toBe("reverted");
    const view = await world.until(({ phase }) => phase !== "confirming" && phase !== "reverting");
    expect(view.phase).toBe("reverted");
    expect(await world.standing(["a"])).toBe("a 10");
    const metadata = { name: "a", namespace: "shop", annotations: marked };
    expect(await world.found()).toMatchObject({ metadata });
  });

  it("is reverted by who puts back an annotation that it took away", async () => {
    const world = await applied({ before: { note: "old" } });
    await world.mark({ note: "old" });
    const view = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(view.watch?.reverted).toMatchObject([{ by: "policy-bot" }]);
  });

  it("that a later change of Heddle replaces says so", async () => {
    const world = await applied();
    await world.clock.step(MINUTE);
    world.sim.control.apply(rule("a", 70), "heddle");
    const view = await world.until((seen) => verdictOf(seen) === "reverted");
    expect(view.watch?.reverted).toMatchObject([{ by: "heddle" }]);
  });

  it("is watched for a quarter of an hour, and somebody who reverts it then is still seen", async () => {
    const world = await applied({ metrics: "ready" });
    await world.clock.step(14 * MINUTE);
    expect(await world.watched()).toEqual([]);
    await world.clock.step(2 * MINUTE);
    expect(await world.watched()).toEqual(["watched not-predicted"]);
    world.sim.control.apply(rule("a", 10), "argocd-controller");
    await world.clock.step(5 * MINUTE);
    expect(await world.watched()).toEqual(["watched not-predicted"]);
  });

  it("is watched on by the next process", async () => {
    const world = await applied();
    await world.clock.step(MINUTE);
    await world.runner.stop();
    world.sim.control.apply(rule("a", 10), "flagger");
    const { store, port, clock, observed } = world;
    const next = startRunner({ store, port, clock, mesh: observed, holder: "next" });
    const view = await handsOn(clock, store, next, port).until((v) => verdictOf(v) === "reverted");
    expect(view.watch?.reverted).toMatchObject([{ by: "flagger" }]);
  });

  it("that is taken back is not watched", async () => {
    const world = await applied({ keepWithinMs: 10 * MINUTE });
    await world.runner.revert("1", "ann");
    await world.until(({ phase }) => phase === "reverted");
    await world.clock.step(20 * MINUTE);
    expect(await world.watched()).toEqual([]);
  });
});
