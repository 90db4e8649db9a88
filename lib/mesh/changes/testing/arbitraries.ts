import fc from "fast-check";
import { diffJson } from "../../manifest/diff-json";
import type { JsonObject } from "../../manifest/json";
import { routeObject } from "../../manifest/testing/json-arbitraries";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { BaseObject, Draft } from "../draft";
import { addEdit, newDraft } from "../draft-operations";
import type { Edit, ObjectEdit } from "../edit";
import { foldDraft } from "../fold/fold-draft";
import { baseObject, objectOf, refOfText } from "./objects";

/** Places that drafts of the laws work on; the last two do not exist at the start. */
export const PLACES = [
  "VS shop/a",
  "VS shop/b",
  "DR shop/c",
  "VS shop/new",
  "DR shop/new",
] as const;

const specOf = (value: JsonObject): JsonObject => {
  const { spec } = value;
  return typeof spec === "object" && spec !== null && !Array.isArray(spec)
    ? (spec as JsonObject)
    : {};
};

/** The specs of the first three places, as a cluster holds them. */
export const startingSpecs = fc.tuple(routeObject, routeObject, routeObject);

export function clusterOf(specs: readonly JsonObject[], version = "1"): CurrentBases {
  const objects = new Map<string, BaseObject>();
  specs.forEach((object, i) => {
    const base = baseObject(PLACES[i] ?? "", specOf(object), version);
    objects.set(refKey(base.ref), base);
  });
  return (ref) => objects.get(refKey(ref)) ?? null;
}

/** What an author does: wants an object to be so, or not to be. */
export type Wish = { readonly place: (typeof PLACES)[number]; readonly to: JsonObject | null };

export const wish: fc.Arbitrary<Wish> = fc.record({
  place: fc.constantFrom(...PLACES),
  to: fc.option(routeObject.map(specOf), { freq: 5 }),
});

/** The edit that makes a draft's objects be as wished. */
export function editFor(
  draft: Draft,
  wishes: readonly Wish[],
  id: string,
  current: CurrentBases,
): Edit {
  const { objects } = foldDraft(draft);
  const latest = new Map(wishes.map((w) => [w.place, w.to]));
  const parts = [...latest].flatMap(([place, to]): ObjectEdit[] => {
    const ref = refOfText(place);
    const known = objects.get(refKey(ref));
    const now = known ? known.after : (current(ref)?.value ?? null);
    const value = to && objectOf(place, to);
    if (now === null) return value ? [{ type: "create", ref, value }] : [];
    if (value === null) return [{ type: "remove", ref, was: now }];
    return [{ type: "patch", ref, changes: diffJson(now, value) }];
  });
  return { id, intent: { type: "typed", ref: refOfText("VS shop/a") }, objects: parts };
}

/** A draft of some edits, each made on what the ones before it left. */
export const draftOn = (current: CurrentBases, gestures: readonly (readonly Wish[])[]): Draft =>
  gestures.reduce(
    (draft, wishes, i) => addEdit(draft, editFor(draft, wishes, `e${i}`, current), current),
    newDraft("d", "draft", "c"),
  );

export const gestures = fc.array(fc.array(wish, { minLength: 1, maxLength: 2 }), { maxLength: 6 });
