import { describe, expect, it } from "vitest";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { createSteppedClock } from "@/server/live/live.fixture";
import {
  CLUSTER,
  changeTo,
  handsOn,
  hasEnded,
  NAMESPACE,
  recordOf,
  rule,
  startRunner,
} from "./testing/delivery-world";
import { fatedCluster, mortalStore } from "./testing/fates";
import { memoryStore } from "./testing/memory-store";

const START = Date.parse("2026-03-02T16:42:00Z");
const MINUTES = 10 * 60_000;

/** Two processes that share a store and a cluster, and a change that the first has begun. */
async function replicas(waitForProxies = false) {
  const clock = createSteppedClock(START);
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(quiet.error.detail);
  const mesh = { objects: [NAMESPACE], traffic: quiet.value };
  const sim = createSim({ mesh, cluster: CLUSTER, clock });
  for (const name of ["a", "b"]) sim.control.apply(rule(name, 10), "heddle");
  const changes = [
    await changeTo(sim.cluster, "a", 50),
    await changeTo(sim.cluster, "b", 50, waitForProxies),
  ];
  const store = memoryStore();
  const mortal = mortalStore(store);
  const wrote: string[] = [];
  const portOf = (name: string) =>
    fatedCluster(sim.cluster, (_, { ref }) => {
      wrote.push(`${name} ${ref.name}`);
      return "taken";
    }).port;
  const port = portOf("one");
  const one = startRunner({ store: mortal, port, clock, holder: "one" });
  const two = startRunner({ store, port: portOf("two"), clock, holder: "two" });
  await one.begin(recordOf(changes, { keepWithinMs: MINUTES, createdAt: START }), null);
  const [atOne, atTwo] = [one, two].map((runner) => handsOn(clock, store, runner, port));
  if (atOne === undefined || atTwo === undefined) throw new Error("two processes");
  return {
    clock,
    mortal,
    one,
    two,
    atOne,
    atTwo,
    wrote,
    standing: () => atTwo.standing(["a", "b"]),
  };
}

describe("of several processes", () => {
  it("one writes a change, and the others say that it is elsewhere", async () => {
    const { atOne, atTwo, clock, wrote } = await replicas();
    await atOne.until(({ phase }) => phase === "confirming");
    await clock.step(60_000);
    expect(await atOne.view()).toMatchObject({ phase: "confirming", elsewhere: false });
    expect(await atTwo.view()).toMatchObject({ phase: "confirming", elsewhere: true });
    expect(wrote).toEqual(["one a", "one b"]);
  });

  it.each(["keep", "revert"] as const)("%s is heard from any of them", async (word) => {
    const { atOne, clock, two, wrote } = await replicas();
    await atOne.until(({ phase }) => phase === "confirming");
    await two[word]("1", "ann");
    await clock.step(6_000);
    const { phase } = await atOne.view();
    expect(phase).toBe(word === "keep" ? "applied" : "reverted");
    expect(wrote.every((write) => write.startsWith("one"))).toBe(true);
  });

  it("the next takes over at once where one is stopped, between two writes", async () => {
    const { atTwo, clock, one, wrote, standing } = await replicas(true);
    await clock.step(100);
    await one.stop();
    expect(wrote).toEqual(["one a"]);
    await atTwo.until(({ phase }) => phase === "confirming");
    expect(wrote).toEqual(["one a", "two b"]);
    expect(await standing()).toBe("a 50 · b 50");
  });

  it("the next takes over where one dies, once its lease is over", async () => {
    const { atTwo, clock, mortal, wrote } = await replicas(true);
    await clock.step(100);
    mortal.kill();
    await clock.step(9_000);
    expect(wrote).toEqual(["one a"]);
    await clock.step(35_000);
    expect(wrote).toEqual(["one a", "two b"]);
    expect(await atTwo.view()).toMatchObject({ phase: "confirming", elsewhere: false });
  });

  it("one whose lease was taken writes nothing more, and waits for its turn", async () => {
    const { atOne, atTwo, clock, mortal, wrote } = await replicas(true);
    await clock.step(100);
    // What a process sees that was held up for longer than its lease lasts.
    await mortal.leases.release("change/1", "one");
    await mortal.leases.hold("change/1", "somebody else", clock.now(), clock.now() + 60_000);
    await clock.step(30_000);
    expect(wrote).toEqual(["one a"]);
    expect(await atOne.view()).toMatchObject({ phase: "writing", elsewhere: true });
    await atTwo.until(({ phase }) => phase === "confirming");
    expect(wrote).toHaveLength(2);
    expect(hasEnded(await atOne.view())).toBe(false);
  });
});
