import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../manifest/json";
import { parseManifests } from "../manifest/parse-manifests";
import { refKey } from "../model/resource";
import { type CurrentBases, movedOn } from "./base";
import type { BaseObject, Draft } from "./draft";
import { addEdit, redo, revertEdit, revertObject, undo } from "./draft-operations";
import { foldDraft } from "./fold/fold-draft";
import { invertEdit } from "./invert-edit";
import { changeSetOf } from "./plan/change-set-of";
import { invertChangeSet } from "./plan/invert-change-set";
import { rebase, refreshVersions } from "./rebase";
import {
  clusterOf,
  draftOn,
  editFor,
  gestures,
  PLACES,
  startingSpecs,
  wish,
} from "./testing/arbitraries";
import { applyAll, refOfText } from "./testing/objects";

const REFS = PLACES.map(refOfText);

/** What a draft comes to: the value of each place that has an object. */
const outcome = (draft: Draft, current: CurrentBases): Record<string, Json> => {
  const { objects } = foldDraft(draft);
  return Object.fromEntries(
    REFS.flatMap((ref) => {
      const known = objects.get(refKey(ref));
      const value = known ? known.after : (current(ref)?.value ?? null);
      return value === null ? [] : [[refKey(ref), value]];
    }),
  );
};

const clusterValues = (current: CurrentBases): ReadonlyMap<string, JsonObject> =>
  new Map(
    REFS.flatMap((ref) =>
      current(ref) ? [[refKey(ref), current(ref)?.value ?? {}] as const] : [],
    ),
  );

/** A cluster as it is after a list of values was written to it. */
const clusterWith = (values: ReadonlyMap<string, JsonObject>): CurrentBases => {
  const bases = new Map(
    REFS.flatMap((ref) => {
      const value = values.get(refKey(ref));
      if (value === undefined) return [];
      const base: BaseObject = { ref, value, uid: `uid2-${ref.name}`, resourceVersion: "9" };
      return [[refKey(ref), base] as const];
    }),
  );
  return (ref) => bases.get(refKey(ref)) ?? null;
};

const law = (
  check: (
    draft: Draft,
    current: CurrentBases,
    extra: { n: number; wish: Parameters<typeof editFor>[1] },
  ) => void,
) =>
  fc.assert(
    fc.property(
      startingSpecs,
      gestures,
      fc.nat(20),
      fc.array(wish, { minLength: 1, maxLength: 2 }),
      (specs, moves, n, wishes) => {
        const current = clusterOf(specs);
        check(draftOn(current, moves), current, { n, wish: wishes });
      },
    ),
    { numRuns: 120 },
  );

describe("laws of a draft", () => {
  it("has no conflicts on the base that its edits were made on", () => {
    law((draft) => expect(foldDraft(draft).conflicts).toEqual([]));
  });

  it("gives the same fold whatever was remembered", () => {
    law((draft, current) => {
      const copy: Draft = JSON.parse(JSON.stringify(draft));
      expect(outcome(copy, current)).toEqual(outcome(draft, current));
    });
  });

  it("is restored by undo after any edit, and by redo after any undo", () => {
    law((draft, current, { wish: wishes }) => {
      const edited = addEdit(draft, editFor(draft, wishes, "last", current), current);
      const undone = undo(edited);
      expect(undone.edits).toEqual(draft.edits);
      expect(outcome(undone, current)).toEqual(outcome(draft, current));
      expect(redo(undone)).toEqual(edited);
    });
  });

  it("is restored by redo after an edit or an object is reverted", () => {
    law((draft, _, { n }) => {
      const edit = draft.edits[n % Math.max(1, draft.edits.length)];
      const ref = REFS[n % REFS.length];
      if (edit) expect(redo(revertEdit(draft, edit.id))).toEqual(draft);
      if (ref && revertObject(draft, ref) !== draft)
        expect(redo(revertObject(draft, ref))).toEqual(draft);
    });
  });

  it("loses nothing when one edit is reverted: each other edit applies or is a conflict", () => {
    law((draft, _, { n }) => {
      const edit = draft.edits[n % Math.max(1, draft.edits.length)];
      if (!edit) return;
      const reverted = revertEdit(draft, edit.id);
      expect(reverted.edits).toEqual(draft.edits.filter((e) => e !== edit));
      const untouched = new Set(edit.objects.map(({ ref }) => refKey(ref)));
      const before = foldDraft(draft).objects;
      const after = foldDraft(reverted);
      const shared = (e: (typeof draft.edits)[number]) =>
        e.objects.some(({ ref }) => untouched.has(refKey(ref)));
      // What no edit shares an object with the reverted one is as it was.
      if (reverted.edits.some(shared)) return;
      expect(after.conflicts).toEqual([]);
      for (const [key, object] of after.objects)
        expect(object.after).toEqual(before.get(key)?.after);
    });
  });

  it("is taken back by the inverse of an edit", () => {
    law((draft, current, { wish: wishes }) => {
      const edit = editFor(draft, wishes, "there", current);
      const there = addEdit(draft, edit, current);
      const back = addEdit(there, invertEdit(edit, "back", edit.intent), current);
      expect(foldDraft(back).conflicts).toEqual([]);
      expect(outcome(back, current)).toEqual(outcome(draft, current));
    });
  });

  it("does not depend on the order of edits of different objects", () => {
    fc.assert(
      fc.property(startingSpecs, wish, wish, (specs, one, two) => {
        fc.pre(one.place !== two.place);
        const current = clusterOf(specs);
        expect(outcome(draftOn(current, [[one], [two]]), current)).toEqual(
          outcome(draftOn(current, [[two], [one]]), current),
        );
      }),
    );
  });

  it("stays the same draft on its own base", () => {
    law((draft, current) => {
      const { draft: same, moved, conflicts } = rebase(draft, current);
      expect(same).toBe(draft);
      expect({ moved, conflicts }).toEqual({ moved: [], conflicts: [] });
    });
  });

  it("has not moved on when only the versions of its objects have", () => {
    fc.assert(
      fc.property(startingSpecs, gestures, (specs, moves) => {
        const current = clusterOf(specs);
        const newer = clusterOf(specs, "2");
        const draft = draftOn(current, moves);
        expect(movedOn(draft, newer)).toEqual([]);
        const refreshed = refreshVersions(draft, newer);
        expect(outcome(refreshed, newer)).toEqual(outcome(draft, current));
        for (const base of Object.values(refreshed.base)) {
          if (base) expect(base.resourceVersion).toBe("2");
        }
      }),
    );
  });

  it("takes the value of a version from the cluster, whatever a stored draft says of it", () => {
    fc.assert(
      fc.property(startingSpecs, gestures, (specs, moves) => {
        const current = clusterOf(specs);
        const draft = draftOn(current, moves);
        const older = Object.entries(draft.base).map(([key, base]) => {
          const value = { ...base?.value, wasReadInAnotherWay: true };
          return [key, base && { ...base, value }] as const;
        });
        const { base } = refreshVersions({ ...draft, base: Object.fromEntries(older) }, current);
        expect(base).toEqual(draft.base);
      }),
    );
  });

  it("keeps every edit on whatever base, and applies an edit whole or not at all", () => {
    fc.assert(
      fc.property(startingSpecs, startingSpecs, gestures, (specs, others, moves) => {
        const draft = draftOn(clusterOf(specs), moves);
        const moved = clusterOf(others, "2");
        const { draft: on, conflicts } = rebase(draft, moved);
        expect(on.edits).toBe(draft.edits);
        const misfits = new Set(conflicts.map(({ edit }) => edit));
        const rest: Draft = { ...on, edits: on.edits.filter(({ id }) => !misfits.has(id)) };
        expect(foldDraft(rest).conflicts).toEqual([]);
        expect(outcome(rest, moved)).toEqual(outcome(on, moved));
      }),
    );
  });

  it("has a text for each object that means what the object is", () => {
    law((draft) => {
      for (const { after, text } of foldDraft(draft).objects.values()) {
        if (after === null) expect(text).toBe("");
        else expect(parseManifests(text).documents.map((d) => d.value)).toEqual([after]);
      }
    });
  });
});

describe("laws of a change set", () => {
  it("applied to its base equals the fold of its edits", () => {
    law((draft, current) => {
      const { changes } = changeSetOf("c", foldDraft(draft));
      const after = applyAll(clusterValues(current), changes);
      expect(Object.fromEntries(after)).toEqual(outcome(draft, current));
    });
  });

  it("does not name objects that end as they began", () => {
    law((draft) => {
      for (const change of changeSetOf("c", foldDraft(draft)).changes) {
        if (change.type === "update") expect(change.before).not.toEqual(change.after);
      }
    });
  });

  it("and then its inverse leave the base", () => {
    law((draft, current) => {
      const before = clusterValues(current);
      const changeSet = changeSetOf("c", foldDraft(draft));
      const after = applyAll(before, changeSet.changes);
      const inverse = invertChangeSet(changeSet, clusterWith(after));
      expect(inverse.drifted).toEqual([]);
      expect(Object.fromEntries(applyAll(after, inverse.changeSet.changes))).toEqual(
        Object.fromEntries(before),
      );
    });
  });

  it("taken back from a base that nobody wrote to leaves nothing to do", () => {
    law((draft, current) => {
      const inverse = invertChangeSet(changeSetOf("c", foldDraft(draft)), current);
      expect(inverse.changeSet.changes).toEqual([]);
      expect(inverse.drifted.every(({ misfits }) => misfits.length === 0)).toBe(true);
    });
  });
});
