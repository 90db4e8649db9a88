import { describe, expect, it } from "vitest";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { current, drafted } from "../testing/drafted";
import { goneForGood, NOTHING_OPEN } from "./draft-state";
import { writtenOf } from "./written-objects";

/** A cluster in which one object says something else than in the beginning. */
const clusterWith =
  (name: string, spec: { readonly a: number; readonly b: number } | null): CurrentBases =>
  (ref) => {
    if (ref.name !== name) return current(ref);
    return spec === null ? null : { ...current(ref), value: { spec } };
  };

describe("objects of a draft that were written", () => {
  const written = (draft: ReturnType<typeof drafted>, cluster: CurrentBases) =>
    writtenOf(foldDraft(draft), cluster).map((ref) => ref.name);

  it.each([
    ["as the draft makes it", { a: 5, b: 0 }, ["x"]],
    ["as it was", { a: 0, b: 0 }, []],
    ["something else", { a: 5, b: 1 }, []],
    ["gone", null, []],
  ] as const)("%s", (_, spec, expected) => {
    expect(written(drafted("x.a=5", "y.b=7"), clusterWith("x", spec))).toEqual(expected);
  });

  it("are none of which the edits cancel out", () => {
    expect(written(drafted("x.a=5", "x.a=0"), current)).toEqual([]);
  });
});

describe("a discarded draft", () => {
  const [one, two] = [drafted("x.a=1"), { ...drafted("x.a=2"), id: "other" }];
  const state = (over: Partial<typeof NOTHING_OPEN>) => ({ ...NOTHING_OPEN, ...over });
  it.each([
    ["stays while it can be brought back", { discarded: one }, { discarded: one }, null],
    ["is open again", { discarded: one }, { draft: one }, null],
    ["gives way to another", { discarded: one }, { discarded: two }, "draft"],
    ["goes with the page", { discarded: one }, {}, "draft"],
    ["is none", {}, { discarded: one }, null],
  ])("%s", (_, before, now, expected) => {
    expect(goneForGood(state(before), state(now))).toBe(expected);
  });
});
