import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refKey } from "../../model/resource";
import { type Deed, type Fault, specOf } from "../testing/apply-world";
import { standing, type Type, worldOf } from "../testing/step-world";

const step = fc.constantFrom<Type>("create", "update", "remove");
const fault = fc.constantFrom<Fault>(
  "none",
  "none",
  "none",
  "dies-before",
  "dies-after",
  "late",
  "refused",
  "unavailable",
  "webhook-down",
);
const quiet = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom<Deed>({ type: "ask" }, { type: "keep" }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("status" as const), object: fc.nat(4) }) },
);
const noisy = fc.oneof(
  { weight: 3, arbitrary: quiet },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom("change" as const, "restore" as const, "delete" as const),
      object: fc.nat(4),
    }),
  },
);
const steps = fc.array(step, { minLength: 1, maxLength: 5 });
const keep = fc.constantFrom(null, 30_000);

describe("laws of an apply", () => {
  it("ends with all, with nothing, or says what stands; each step is written at most once in each way", () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fault, { maxLength: 14 }),
        fc.array(quiet, { maxLength: 40 }),
        keep,
        (types, faults, deeds, keepWithinMs) => {
          const world = worldOf(types, keepWithinMs);
          expect(world.run(faults, deeds)).toBe(true);
          expect(new Set(world.effects).size).toBe(world.effects.length);
          const { changes } = world.record.changeSet;
          const marks = changes.map((change, i) => {
            const stands = ["written", "left"].includes(world.stands[i] ?? "");
            if (stands) return change.type === "remove" ? "-" : "ours";
            return change.type === "create" ? "-" : "theirs";
          });
          expect(standing(world)).toBe(
            changes.map((c, i) => `${c.ref.name} ${marks[i]}`).join(" · "),
          );
          const kinds = new Set(world.stands);
          if (world.phase === "applied") expect([...kinds]).toEqual(["written"]);
          else if (world.phase === "reverted")
            expect(kinds.has("written") || kinds.has("left")).toBe(false);
          else expect([world.phase, kinds.has("left")]).toEqual(["part-standing", true]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("never undoes what somebody else wrote, and never calls reverted what stands", () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fault, { maxLength: 14 }),
        fc.array(noisy, { maxLength: 40 }),
        keep,
        (types, faults, deeds, keepWithinMs) => {
          const world = worldOf(types, keepWithinMs);
          const lost: string[] = [];
          world.onEffect = () => {
            for (const [key, mark] of world.others) {
              const found = world.objects.get(key);
              if (!found || specOf(found.value)["other"] !== mark) lost.push(key);
            }
          };
          expect(world.run(faults, deeds)).toBe(true);
          expect(lost).toEqual([]);
          const traceable = world.effects.filter((effect) => {
            const change = world.record.changeSet.changes[Number.parseInt(effect, 10)];
            return change !== undefined && !world.deleted.has(refKey(change.ref));
          });
          expect(new Set(traceable).size).toBe(traceable.length);
          if (world.phase === "reverted") expect(standing(world)).not.toContain("ours");
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("takes a creation that was sent twice back only when neither can arrive any more", () => {
    const asked = worldOf(["create", "create", "create"], null);
    const faults: Fault[] = ["none", "late", "none", "webhook-down"];
    expect(asked.run(faults, [])).toBe(true);
    expect([asked.phase, standing(asked)]).toEqual(["reverted", "a - · b - · c -"]);
    expect(new Set(asked.effects).size).toBe(asked.effects.length);
  });
});
