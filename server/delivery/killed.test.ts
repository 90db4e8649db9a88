import { beforeAll, describe, expect, it } from "vitest";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { parseTraffic } from "@/server/adapters/sim/mesh/load-mesh";
import { createSim } from "@/server/adapters/sim/sim";
import { createSteppedClock } from "@/server/live/live.fixture";
import type { ClusterPort } from "@/server/ports/cluster";
import type { WriteRequest } from "@/server/ports/writes";
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
import { fatedCluster, mortalStore, type WriteFate } from "./testing/fates";
import { memoryStore } from "./testing/memory-store";

/** One of each: `a` is changed, `b` made, `c` removed, `d` changed once the proxies have the rest. */
const NAMES = ["a", "b", "c", "d"];
const OLD = "a 10 · b - · c 10 · d 10";
const NEW = "a 50 · b 50 · c - · d 50";
const START = Date.parse("2026-03-02T16:42:00Z");

const changesOn = async (port: ClusterPort): Promise<readonly ObjectChange[]> => [
  await changeTo(port, "a", 50),
  await changeTo(port, "b", 50),
  await changeTo(port, "c", null),
  await changeTo(port, "d", 50, true),
];

const refusal: WriteError = { code: "refused", by: "webhook", message: "no" };

/** What a change meets besides the death of the process that drives it. */
type Story = {
  readonly name: string;
  /** The step whose write the cluster refuses on the way there. */
  readonly refused: string | null;
  readonly keepWithinMs: number | null;
  readonly keeps: boolean;
  readonly ends: "applied" | "reverted";
};

const STORIES: readonly Story[] = [
  { name: "all taken", refused: null, keepWithinMs: null, keeps: false, ends: "applied" },
  {
    name: "the last write refused",
    refused: "d",
    keepWithinMs: null,
    keeps: false,
    ends: "reverted",
  },
  { name: "not kept in time", refused: null, keepWithinMs: 30_000, keeps: false, ends: "reverted" },
  { name: "kept", refused: null, keepWithinMs: 60_000, keeps: true, ends: "applied" },
];

/** Where the first process dies: at a line of the journal, or at a write of its own. */
type Death =
  | { readonly at: "line"; readonly number: number; readonly when: "before" | "after" }
  | { readonly at: "write"; readonly number: number; readonly fate: WriteFate };

const deathText = (death: Death | null): string =>
  death === null
    ? "none"
    : `${death.at} ${death.number} ${death.at === "line" ? death.when : JSON.stringify(death.fate)}`;

async function world(story: Story, death: Death | null) {
  const clock = createSteppedClock(START);
  const quiet = parseTraffic("traffic.yaml", "seed: 1\ncalls: []\n");
  if (!quiet.ok) throw new Error(quiet.error.detail);
  const mesh = { objects: [NAMESPACE], traffic: quiet.value };
  const sim = createSim({ mesh, cluster: CLUSTER, clock });
  for (const name of ["a", "c", "d"]) sim.control.apply(rule(name, 10), "heddle");
  const changes = await changesOn(sim.cluster);
  const effects: string[] = [];
  const forward = (name: string) => effects.some((e) => e.startsWith(`apply ${name} `));
  const refuses = (name: string) => name === story.refused && !forward(name);
  const store = memoryStore();
  const atLine = death?.at === "line" ? death : null;
  const mortal = mortalStore(store, atLine?.number, atLine?.when);
  const fateOf = (number: number, { ref }: WriteRequest): WriteFate => {
    if (refuses(ref.name)) return refusal;
    if (death?.at !== "write" || death.number !== number) return "taken";
    mortal.kill();
    return death.fate;
  };
  const harmless = (_: number, { ref }: WriteRequest) => (refuses(ref.name) ? refusal : "taken");
  return {
    ...{ clock, changes, effects, store, mortal },
    dangerous: fatedCluster(sim.cluster, fateOf, effects).port,
    port: fatedCluster(sim.cluster, harmless, effects).port,
  };
}

/** Runs a story whose first process dies, and a second one that takes it up. @returns what is wrong with how it ended */
async function tale(story: Story, death: Death | null) {
  const { clock, changes, dangerous, effects, mortal, port, store } = await world(story, death);
  const first = startRunner({ store: mortal, port: dangerous, clock, holder: "first" });
  const { keepWithinMs } = story;
  await first.begin(recordOf(changes, { keepWithinMs, createdAt: START }), null);
  for (let i = 0; i < 20; i += 1) await clock.step(500);
  const second = startRunner({ store, port, clock, holder: "second" });
  const { lines, until, view } = handsOn(clock, store, second, port);
  if (story.keeps) {
    await until(({ phase }) => phase === "confirming" || phase === "applied");
    await second.keep("1", "ann");
  }
  const ended = await until(hasEnded);
  const stands = await handsOn(clock, store, second, port).standing(NAMES);
  const written = [...effects];
  await clock.step(120_000);
  const isAsSaid =
    ended.phase ===
    (story.refused === null && (keepWithinMs === null || story.keeps) ? "applied" : "reverted");
  const isWhole = stands === (ended.phase === "applied" ? NEW : OLD);
  const isOnce = new Set(effects).size === effects.length && effects.length === written.length;
  const isTold = (await view()).steps.every(({ stand }) => stand !== "in-doubt");
  return {
    lines: (await lines()).filter((line) => !line.startsWith("watched")),
    writes: effects.length,
    wrong: isAsSaid && isWhole && isOnce && isTold ? null : { phase: ended.phase, stands, effects },
  };
}

describe.each(STORIES)("a process that is killed while it applies ($name)", (story) => {
  let whole: Awaited<ReturnType<typeof tale>>;
  beforeAll(async () => {
    whole = await tale(story, null);
  });

  it("is not needed: unharmed it ends as it should", () => {
    expect(whole.wrong).toBeNull();
    expect(whole.lines.length).toBeGreaterThanOrEqual(8);
  });

  it.each(["before", "after"] as const)(
    "%s any line of the journal is stored: the next ends it, all or nothing, and writes nothing twice",
    async (when) => {
      const wrong: Record<string, unknown> = {};
      for (const [i] of whole.lines.entries()) {
        const death = { at: "line", number: i + 1, when } as const;
        const told = await tale(story, death);
        if (told.wrong !== null) wrong[deathText(death)] = told;
      }
      expect(wrong).toEqual({});
    },
  );

  it.each(["dies-before", "dies-after"] as const)(
    "in any write that it %s learning of: the next ends it, all or nothing, and writes nothing twice",
    async (fate) => {
      const wrong: Record<string, unknown> = {};
      for (let number = 0; number < whole.writes; number += 1) {
        const death = { at: "write", number, fate } as const;
        const told = await tale(story, death);
        if (told.wrong !== null) wrong[deathText(death)] = told;
      }
      expect(wrong).toEqual({});
    },
  );
});
