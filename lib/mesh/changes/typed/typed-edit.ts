import { diffJson } from "../../manifest/diff-json";
import type { JsonObject } from "../../manifest/json";
import { refKey } from "../../model/resource";
import type { CurrentBases } from "../base";
import type { Draft, DraftObject } from "../draft";
import type { ConfigRef, Edit } from "../edit";
import { foldDraft } from "../fold/fold-draft";
import { baseText } from "../fold/text";
import { readTyped, type TypedProblem } from "./read-typed";

/** One object of a draft, or of the cluster where the draft has not touched it. */
export type TypedOn = {
  readonly draft: Draft;
  readonly current: CurrentBases;
  readonly ref: ConfigRef;
};

/**
 * What a text means for the draft.
 *
 * - `same`: it is the object's text already.
 * - `edit`: the one edit that leads to it. With the id of the draft's last edit it grows that one.
 * - `taken-back`: the growing edit has come back to where it began; it is to leave the draft.
 * - `unfinished`: no object can be read from it, or another one. The draft is not touched.
 */
export type Typed =
  | { readonly type: "same" }
  | { readonly type: "edit"; readonly edit: Edit }
  | { readonly type: "taken-back"; readonly edit: string }
  | { readonly type: "unfinished"; readonly problems: readonly TypedProblem[] };

/** The value and the text of an object as it stands; `null` where there is none, or the draft removes it. */
export type Standing = { readonly value: JsonObject; readonly text: string };

/** The object as the draft has it, else as the cluster has it. */
export function standingOf(
  { draft, current, ref }: TypedOn,
  objects: ReadonlyMap<string, DraftObject>,
): Standing | null {
  const key = refKey(ref);
  const found = objects.get(key);
  if (found !== undefined) {
    return found.after === null ? null : { value: found.after, text: found.text };
  }
  const base = Object.hasOwn(draft.base, key) ? (draft.base[key] ?? null) : current(ref);
  return base === null ? null : { value: base.value, text: baseText(base) };
}

/**
 * The edit that a whole text of one object amounts to. The text becomes the object's text to the character; the edit carries the fields
 * that differ, so that it can be undone, rebased and described like others.
 *
 * @param id of the draft's last edit, which then is replaced by one from the same start, or a new one
 */
export function typedEdit(on: TypedOn, text: string, id: string): Typed {
  const { draft, ref } = on;
  const grows = draft.edits.at(-1)?.id === id;
  const now = standingOf(on, foldDraft(draft).objects);
  if (now !== null && now.text === text) return { type: "same" };
  const edits = grows ? draft.edits.slice(0, -1) : draft.edits;
  const start = grows ? standingOf(on, foldDraft({ ...draft, edits }).objects) : now;
  if (grows && start?.text === text) return { type: "taken-back", edit: id };
  const read = readTyped(text, ref);
  if (!read.ok) return { type: "unfinished", problems: read.error };
  if (start === null) return { type: "unfinished", problems: [gone] };
  const changes = diffJson(start.value, read.value);
  return {
    type: "edit",
    edit: {
      id,
      intent: { type: "typed", ref },
      objects: [{ type: "patch", ref, changes, text }],
    },
  };
}

const START = { offset: 0, line: 1, column: 1 };
const gone: TypedProblem = { code: "gone", detail: "", span: { from: START, to: START } };

/** When an author typed last, and into which edit. */
export type Burst = { readonly edit: string; readonly at: number };

/** A pause in typing ends an edit, as long as people stop to think, in ms. */
const PAUSE_MS = 1_500;

/**
 * The id of the edit that more typing belongs to: that of the draft's last edit while the author has not paused, or takes typing back;
 * `null` for a new one.
 *
 * @param takesBack the text is undone or redone, which goes on where the last edit ended
 */
export function burstEdit(
  draft: Draft,
  ref: ConfigRef,
  last: Burst | null,
  typing: { readonly at: number; readonly takesBack: boolean },
): string | null {
  const edit = draft.edits.at(-1);
  if (edit?.intent.type !== "typed" || edit.objects.length !== 1) return null;
  const [object] = edit.objects;
  if (object?.type !== "patch" || refKey(object.ref) !== refKey(ref)) return null;
  const goesOn = last?.edit === edit.id && typing.at - last.at <= PAUSE_MS;
  return goesOn || typing.takesBack ? edit.id : null;
}
