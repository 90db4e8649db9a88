import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MeshResource, ResourceMeta } from "./resource";
import {
  advance,
  applyFrame,
  emptySnapshot,
  type MeshEvent,
  type MeshFrame,
  type MeshSnapshot,
  toRevision,
} from "./snapshot";

const meta = (name: string, resourceVersion: string): ResourceMeta => ({
  cluster: "east",
  namespace: "shop",
  name,
  uid: "",
  resourceVersion,
  createdAt: null,
  labels: {},
  annotations: {},
});

const put = (name: string, version: string): MeshEvent => {
  const resource: MeshResource = { kind: "ServiceAccount", meta: meta(name, version) };
  return { type: "put", resource };
};
const del = (name: string): MeshEvent => ({
  type: "delete",
  ref: { cluster: "east", kind: "ServiceAccount", namespace: "shop", name },
});

const event = fc
  .tuple(fc.constantFrom("a", "b", "c", "d"), fc.boolean(), fc.nat(9))
  .map(([name, isPut, version]) => (isPut ? put(name, String(version)) : del(name)));
const events = fc.array(event, { maxLength: 20 });

/** `events` cut into frames at the given places; empty frames included. */
function framesOf(all: readonly MeshEvent[], cuts: readonly number[]): readonly MeshFrame[] {
  const places = [...cuts.map((cut) => Math.min(cut, all.length)), all.length].sort(
    (a, b) => a - b,
  );
  let from = 0;
  return places.map((to) => {
    const frame = { revision: toRevision(to), events: all.slice(from, to) };
    from = to;
    return frame;
  });
}

function fold(start: MeshSnapshot, frames: readonly MeshFrame[]): MeshSnapshot {
  return frames.reduce((snapshot, frame) => {
    const next = applyFrame(snapshot, frame);
    if (next === null) throw new Error(`gap before ${frame.revision}`);
    return next;
  }, start);
}

const nameOf = (e: MeshEvent) => (e.type === "put" ? e.resource.meta.name : e.ref.name);

describe("laws of frames", () => {
  it("folding frames gives the final snapshot, however the events are cut", () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(20), { maxLength: 6 }), (all, cuts) => {
        expect(fold(emptySnapshot, framesOf(all, cuts))).toEqual(advance(emptySnapshot, all));
      }),
    );
  });

  it("events of different objects may come in any order", () => {
    fc.assert(
      fc.property(events, (all) => {
        const regrouped = ["d", "b", "a", "c"].flatMap((name) =>
          all.filter((e) => nameOf(e) === name),
        );
        expect(advance(emptySnapshot, regrouped)).toEqual(advance(emptySnapshot, all));
      }),
    );
  });

  it("a frame that the snapshot includes changes nothing", () => {
    fc.assert(
      fc.property(events, fc.array(fc.nat(20), { maxLength: 6 }), (all, cuts) => {
        const frames = framesOf(all, cuts);
        const last = fold(emptySnapshot, frames);
        for (const frame of frames) expect(applyFrame(last, frame)).toBe(last);
      }),
    );
  });

  it("never changes the snapshot it starts from", () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const start = advance(emptySnapshot, before);
        const copy = new Map(start.resources);
        advance(start, after);
        expect(start.resources).toEqual(copy);
      }),
    );
  });
});

describe("frames that cannot be applied", () => {
  const at5 = advance(
    emptySnapshot,
    ["a", "b", "c", "d", "a"].map((name) => put(name, "1")),
  );
  const cases: [string, MeshFrame][] = [
    ["frames were missed", { revision: toRevision(8), events: [put("a", "2")] }],
    ["it overlaps in part", { revision: toRevision(6), events: [put("a", "2"), put("b", "2")] }],
    ["it counts more than it brings", { revision: toRevision(7), events: [] }],
  ];
  it.each(cases)("is a gap when %s", (_, frame) => {
    expect(applyFrame(at5, frame)).toBeNull();
  });

  it("starts at revision 0 with nothing", () => {
    expect(emptySnapshot).toEqual({ revision: 0, resources: new Map() });
  });
});
