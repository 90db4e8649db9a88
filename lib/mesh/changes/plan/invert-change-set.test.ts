import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { BaseObject } from "../draft";
import { baseObject, changeBetween, lineOf } from "../testing/objects";
import { invertChangeSet } from "./invert-change-set";
import { orderChanges } from "./order-changes";

const VS = "VS shop/reviews";
const DR = "DR shop/reviews";
const split = (v1: number, more: JsonObject = {}): JsonObject => ({
  http: [
    {
      route: [
        { destination: { host: "reviews", subset: "v1" }, weight: v1 },
        { destination: { host: "reviews", subset: "v2" }, weight: 100 - v1 },
      ],
      ...more,
    },
  ],
});
const standing = (...objects: readonly BaseObject[]): CurrentBases => {
  const byKey = new Map(objects.map((o) => [refKey(o.ref), o]));
  return (ref) => byKey.get(refKey(ref)) ?? null;
};
const setOf = (...changes: Parameters<typeof changeBetween>[]) => ({
  cluster: "c",
  changes: orderChanges(changes.map((row) => changeBetween(...row))),
});
const specs = (changes: ReturnType<typeof setOf>["changes"]) =>
  changes.map((c) => (c.type === "remove" ? null : c.after["spec"]));

describe("invertChangeSet", () => {
  const shift = setOf([VS, split(90), split(50)]);

  it("gives back exactly what was, guarded by the version that stands", () => {
    const { changeSet, drifted } = invertChangeSet(shift, standing(baseObject(VS, split(50), "7")));
    expect(drifted).toEqual([]);
    expect(changeSet.changes).toMatchObject([{ type: "update", resourceVersion: "7" }]);
    expect(specs(changeSet.changes)).toEqual([split(90)]);
  });

  it("takes back its own change and keeps another's, and says that there is one", () => {
    const now = baseObject(VS, split(50, { timeout: "3s" }));
    const { changeSet, drifted } = invertChangeSet(shift, standing(now));
    expect(specs(changeSet.changes)).toEqual([split(90, { timeout: "3s" })]);
    expect(drifted).toMatchObject([{ now, misfits: [] }]);
  });

  it("leaves what others have set to something else", () => {
    const { changeSet, drifted } = invertChangeSet(shift, standing(baseObject(VS, split(20))));
    expect(changeSet.changes).toEqual([]);
    expect(drifted[0]?.misfits.map((m) => m.reason)).toEqual([
      "changed-elsewhere",
      "changed-elsewhere",
    ]);
  });

  it("has nothing to do where it was taken back already", () => {
    const { changeSet, drifted } = invertChangeSet(shift, standing(baseObject(VS, split(90))));
    expect({ changes: changeSet.changes, misfits: drifted[0]?.misfits }).toEqual({
      changes: [],
      misfits: [],
    });
  });

  it("tells defaults of the API server from changes by the generation", () => {
    const now = baseObject(VS, split(50, { byDefault: true }));
    const written = () => ({ uid: now.uid, generation: 1 });
    const { changeSet, drifted } = invertChangeSet(shift, standing(now), written);
    expect(drifted).toEqual([]);
    expect(specs(changeSet.changes)).toEqual([split(90)]);
  });

  it("takes a later generation for somebody's change", () => {
    const now = baseObject(VS, split(50, { timeout: "3s" }));
    const { changeSet, drifted } = invertChangeSet(shift, standing(now), () => ({
      uid: now.uid,
      generation: 0,
    }));
    expect(drifted).toHaveLength(1);
    expect(specs(changeSet.changes)).toEqual([split(90, { timeout: "3s" })]);
  });

  it("removes what it made, the route first, and counts two writes of one object as one", () => {
    const dr = (...names: string[]): JsonObject => ({
      host: "reviews",
      subsets: names.map((name) => ({ name })),
    });
    const only = (subset: string): JsonObject => ({
      http: [{ route: [{ destination: { host: "reviews", subset } }] }],
    });
    const made = setOf([DR, null, dr("v1")], [VS, null, only("v1")]);
    const there = standing(baseObject(DR, dr("v1")), baseObject(VS, only("v1")));
    expect(invertChangeSet(made, there).changeSet.changes.map(lineOf)).toEqual([
      "- VS shop/reviews",
      "(wait) - DR shop/reviews",
    ]);

    const exchanged = setOf([DR, dr("v1"), dr("v2")], [VS, only("v1"), only("v2")]);
    const after = standing(baseObject(DR, dr("v2")), baseObject(VS, only("v2")));
    expect(exchanged.changes).toHaveLength(3);
    const back = invertChangeSet(exchanged, after).changeSet.changes;
    expect(back.map(lineOf)).toEqual([
      "~ DR shop/reviews",
      "(wait) ~ VS shop/reviews",
      "(wait) ~ DR shop/reviews",
    ]);
    expect(specs(back).at(-1)).toEqual(dr("v1"));
  });

  it.each<[string, Parameters<typeof changeBetween>, BaseObject | null, string]>([
    [
      "one that it made and others changed is left",
      [VS, null, split(50)],
      baseObject(VS, split(40)),
      "changed-elsewhere",
    ],
    [
      "one that it removed and others made again is left",
      [VS, split(50), null],
      baseObject(VS, split(40)),
      "exists-already",
    ],
    [
      "one that it changed and others removed is left",
      [VS, split(90), split(50)],
      null,
      "does-not-exist",
    ],
  ])("%s", (_, change, now, reason) => {
    const { changeSet, drifted } = invertChangeSet(setOf(change), standing(...(now ? [now] : [])));
    expect(changeSet.changes).toEqual([]);
    expect(drifted[0]?.misfits).toEqual([{ reason, change: null }]);
  });
});
