import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import { defaultMeshSettings } from "../../routing/spec/mesh-settings";

import { needKey } from "../plan/names";
import { needsOf } from "../plan/needs";
import { orderChanges } from "../plan/order-changes";
import { provisionsOf } from "../plan/provisions";
import { byBucket, provides } from "../plan/write-graph";
import { ApplyWorld, type Fault, type Stored } from "../testing/apply-world";
import { changeRecord } from "../testing/change-record";
import { baseObject, refOfText } from "../testing/objects";
import { dr, meshChanges, soundMesh, vs } from "../testing/sound-mesh";

function worldOf(before: ReadonlyMap<string, JsonObject>, after: ReadonlyMap<string, JsonObject>) {
  const objects = new Map<string, Stored>();
  for (const [at, spec] of before) {
    const { ref, value, uid } = baseObject(at, spec);
    objects.set(refKey(ref), { value, uid, version: 1, generation: 1, manager: "kubectl" });
  }
  const changes = orderChanges(meshChanges(before, after));
  const record = changeRecord({ changeSet: { cluster: "c", changes } });
  return new ApplyWorld(record, objects);
}

/** References between the objects of both meshes that lead nowhere now. */
function broken(world: ApplyWorld, places: readonly string[]): readonly string[] {
  const standing = places.flatMap((at) => {
    const ref = refOfText(at);
    const found = world.objects.get(refKey(ref));
    return found ? [{ ref, value: found.value }] : [];
  });
  const provisions = byBucket(standing.flatMap((o) => provisionsOf(o, defaultMeshSettings)));
  return standing.flatMap((o) =>
    needsOf(o, defaultMeshSettings)
      .filter((need) => need.bucket !== "host" && !provides(provisions, need))
      .map((need) => `${o.ref.name}: ${needKey(need)}`),
  );
}

const fault = fc.constantFrom<Fault>(
  "none",
  "none",
  "none",
  "refused",
  "refused",
  "dies-before",
  "dies-after",
  "late",
  "refused",
  "unavailable",
);

describe("an apply of a sound change set", () => {
  it("leaves a subset while a route to it cannot be taken back", () => {
    const before = new Map([
      ["VS shop/web", vs("web", "web")],
      ["VS shop/x", vs("x", "x")],
    ]);
    const after = new Map([
      ["DR shop/web", dr("web", "v1")],
      ["VS shop/web", vs("web", "web/v1")],
      ["VS shop/x", vs("x", "x", "web")],
    ]);
    const world = worldOf(before, after);
    // The third write fails, then the way back of the second.
    expect(world.run(["none", "none", "refused", "refused"], [])).toBe(true);
    expect({ phase: world.phase, stands: world.stands }).toEqual({
      phase: "part-standing",
      stands: ["left", "left", "not-written"],
    });
    expect(world.lines.slice(-2)).toEqual(["left-alone 1 refused", "left-alone 0 needed"]);
  });

  it("never leaves a reference to something that is not there, whatever fails, on the way there, on the way back and where it stops", () => {
    fc.assert(
      fc.property(
        soundMesh,
        soundMesh,
        fc.array(fault, { maxLength: 20 }),
        fc.option(fc.nat(12)),
        (before, after, faults, askAt) => {
          const world = worldOf(before, after);
          const places = [...new Set([...before.keys(), ...after.keys()])];
          const seen = new Set<string>();
          world.onEffect = () => {
            for (const reference of broken(world, places)) seen.add(reference);
          };
          const deeds = Array.from({ length: 13 }, (_, i) =>
            i === askAt ? ({ type: "ask" } as const) : null,
          );
          expect(world.run(faults, deeds)).toBe(true);
          expect([...seen]).toEqual([]);
          expect(new Set(world.effects).size).toBe(world.effects.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
