import type { Draft } from "@/lib/mesh/changes/draft";
import type { Edit } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { sameJson } from "@/lib/mesh/model/raw/equal";

/** Whether two drafts are the same work, whatever was undone in them. */
export const sameWork = (a: Draft, b: Draft): boolean =>
  a === b ||
  (a.id === b.id && a.name === b.name && sameJson(a.edits, b.edits) && sameJson(a.base, b.base));

/**
 * One draft with what two authors did to it since they last agreed: theirs, then what is new in mine.
 *
 * @param ancestor what both began with; `null` where that is not known, so that every edit of mine is new
 * @returns `null` where both changed one edit, or where an edit of mine does not fit onto theirs: then a person decides
 */
export function mergeDrafts(ancestor: Draft | null, mine: Draft, theirs: Draft): Draft | null {
  if (sameWork(mine, theirs)) return { ...theirs, undone: mine.undone };
  if (ancestor !== null && sameWork(ancestor, theirs)) return mine;
  if (ancestor !== null && sameWork(ancestor, mine)) return theirs;
  const edits = mergeEdits(ancestor?.edits ?? [], mine.edits, theirs.edits);
  if (edits === null) return null;
  const renamed = ancestor !== null && ancestor.name !== mine.name;
  const merged: Draft = {
    ...theirs,
    name: renamed ? mine.name : theirs.name,
    base: { ...mine.base, ...theirs.base },
    edits,
    undone: [],
  };
  return fits(merged, [mine, theirs]) ? merged : null;
}

/** Three-way, edit by edit, theirs first. `null` where both sides did something else with one edit. */
function mergeEdits(
  ancestor: readonly Edit[],
  mine: readonly Edit[],
  theirs: readonly Edit[],
): readonly Edit[] | null {
  const [was, own, other] = [byId(ancestor), byId(mine), byId(theirs)];
  const merged = [...new Set([...other.keys(), ...own.keys()])].map((id) =>
    mergeEdit(was.get(id), own.get(id), other.get(id)),
  );
  return merged.includes(APART) ? null : merged.filter((edit) => edit !== APART && edit !== GONE);
}

const APART = "apart";
const GONE = undefined;

/** What changed on one side only counts; to take an edit out is a change too. */
function mergeEdit(
  was: Edit | undefined,
  own: Edit | undefined,
  other: Edit | undefined,
): Edit | typeof GONE | typeof APART {
  if (sameJson(own, other) || sameJson(was, own)) return other;
  return sameJson(was, other) ? own : APART;
}

const byId = (edits: readonly Edit[]): ReadonlyMap<string, Edit> =>
  new Map(edits.map((edit) => [edit.id, edit]));

/** Nothing is a conflict that was none in one of the two. */
function fits(merged: Draft, sides: readonly Draft[]): boolean {
  const known = new Set(sides.flatMap((d) => foldDraft(d).conflicts.map(({ edit }) => edit)));
  return foldDraft(merged).conflicts.every(({ edit }) => known.has(edit));
}
