import { describe, expect, it } from "vitest";
import type { Deed, Fault } from "../testing/apply-world";
import { standing, type Type, worldOf } from "../testing/step-world";

const run = (
  types: readonly Type[],
  faults: readonly Fault[],
  deeds: readonly (Deed | null)[] = [],
  keepWithinMs: number | null = null,
) => {
  const world = worldOf(types, keepWithinMs);
  const ended = world.run(faults, deeds);
  return {
    ended,
    phase: world.phase,
    standing: standing(world),
    lines: world.lines,
    stands: world.stands,
  };
};

const THREE: readonly Type[] = ["create", "update", "remove"];

describe("an apply", () => {
  it("writes in order, each line before its write", () => {
    const { phase, standing, lines } = run(THREE, []);
    expect({ phase, standing }).toEqual({ phase: "applied", standing: "a ours · b ours · c -" });
    expect(lines).toEqual([
      "intended 0 forward",
      "written 0 forward",
      "intended 1 forward",
      "written 1 forward",
      "intended 2 forward",
      "written 2 forward",
    ]);
  });

  it("takes back what stands when a step is refused, last first", () => {
    const { phase, standing, lines } = run(THREE, ["none", "none", "refused"]);
    expect({ phase, standing }).toEqual({
      phase: "reverted",
      standing: "a - · b theirs · c theirs",
    });
    expect(lines.slice(5)).toEqual([
      "not-written 2 forward refused",
      "turned-back step-failed",
      "intended 1 back",
      "written 1 back",
      "intended 0 back",
      "written 0 back",
    ]);
  });

  it("learns by reading that a write was taken, and does not write again", () => {
    const { phase, lines } = run(["update"], ["dies-after"]);
    expect(phase).toBe("applied");
    expect(lines).toEqual(["intended 0 forward", "settled 0 forward taken"]);
  });

  it("learns by reading that a write was not taken, and writes it", () => {
    const { phase, lines } = run(["create"], ["dies-before"]);
    expect(phase).toBe("applied");
    expect(lines).toEqual([
      "intended 0 forward",
      "settled 0 forward not-taken",
      "intended 0 forward",
      "written 0 forward",
    ]);
  });

  it("knows a write that arrives after it was read for", () => {
    const { phase, standing, lines } = run(["update"], ["late"], [null, null, { type: "ask" }]);
    expect({ phase, standing }).toEqual({ phase: "reverted", standing: "a theirs" });
    expect(lines).toEqual([
      "intended 0 forward",
      "settled 0 forward not-taken",
      "turned-back asked",
      "settled 0 forward taken",
      "intended 0 back",
      "written 0 back",
    ]);
  });

  it("goes on over a change of status between two writes", () => {
    const deeds: Deed[] = [{ type: "status", object: 0 }];
    const { phase, lines } = run(["update"], [], deeds);
    expect(phase).toBe("applied");
    expect(lines).toEqual([
      "intended 0 forward",
      "not-written 0 forward moved-on",
      "settled 0 forward not-taken",
      "intended 0 forward",
      "written 0 forward",
    ]);
  });

  it("stops at an object that somebody else has changed", () => {
    const { phase, standing, stands } = run(
      ["update", "update"],
      [],
      [{ type: "change", object: 1 }],
    );
    expect({ phase, standing }).toEqual({ phase: "reverted", standing: "a theirs · b theirs" });
    expect(stands).toEqual(["taken-back", "not-written"]);
  });

  it("leaves alone what somebody else changed after it was written, and says so", () => {
    const deeds = [null, null, { type: "change", object: 0 } as const];
    const { phase, standing, stands, lines } = run(
      ["update", "update", "update"],
      ["none", "none", "refused"],
      deeds,
    );
    expect({ phase, standing }).toEqual({
      phase: "part-standing",
      standing: "a ours · b theirs · c theirs",
    });
    expect(stands).toEqual(["left", "taken-back", "not-written"]);
    expect(lines.at(-1)).toBe("left-alone 0 changed");
  });

  it("counts what another controller has taken back as taken back", () => {
    const deeds = [null, null, { type: "restore", object: 0 } as const];
    const { phase, stands } = run(["update", "update"], ["none", "refused"], deeds);
    expect({ phase, stands }).toEqual({ phase: "reverted", stands: ["taken-back", "not-written"] });
  });

  it("does not write again what another controller took back before anybody knew of it", () => {
    const deeds = [null, { type: "restore", object: 0 } as const];
    const { phase, stands, lines } = run(["update"], ["dies-after"], deeds);
    expect({ phase, stands }).toEqual({ phase: "reverted", stands: ["not-written"] });
    expect(lines).toContain("settled 0 forward restored");
  });

  it("says that it does not know when its write of unknown outcome met another's", () => {
    const deeds = [null, { type: "change", object: 0 } as const];
    const { phase, stands } = run(["update"], ["dies-after"], deeds);
    expect({ phase, stands }).toEqual({ phase: "part-standing", stands: ["left"] });
  });

  it("gives up the way forward, never the way back, while the cluster is away", () => {
    const away: Fault[] = Array.from({ length: 30 }, () => "unavailable");
    expect(run(["update", "update"], ["none", ...away.slice(0, 4)]).phase).toBe("reverted");
    const { phase, lines } = run(["update", "update"], ["none", "refused", ...away]);
    expect(phase).toBe("reverted");
    expect(lines.filter((line) => line.endsWith("unavailable"))).toHaveLength(30);
  });

  it("leaves what the cluster does not let it take back", () => {
    const { phase, stands, lines } = run(["update", "update"], ["none", "refused", "refused"]);
    expect({ phase, stands }).toEqual({ phase: "part-standing", stands: ["left", "not-written"] });
    expect(lines.at(-1)).toBe("left-alone 0 refused");
  });

  it.each<[string, readonly (Deed | null)[], string, string]>([
    ["is taken back when nobody keeps it", [], "reverted", "turned-back not-kept"],
    ["stays when it is kept", [null, { type: "keep" }], "applied", "kept"],
    [
      "is taken back at once when asked for",
      [null, { type: "ask" }],
      "reverted",
      "turned-back asked",
    ],
  ])("with a time to confirm it %s", (_, deeds, phase, line) => {
    const result = run(["update"], [], deeds, 600_000);
    expect(result.phase).toBe(phase);
    expect(result.lines).toContain(line);
  });

  it("waits for the proxies on the way there and on the way back", () => {
    const world = worldOf(["update", "update"], 0, true);
    const times: number[] = [];
    world.onEffect = () => times.push(world.time);
    expect(world.run([], [])).toBe(true);
    const gaps = times.slice(1).map((t, i) => t - (times[i] ?? 0) >= 5_000);
    expect(gaps).toEqual([true, false, true]);
  });
});
