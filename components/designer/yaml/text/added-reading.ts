import type { BaseObject, Draft } from "@/lib/mesh/changes/draft";
import type { Edit } from "@/lib/mesh/changes/edit";
import { type AddProblem, addTyped } from "@/lib/mesh/changes/typed/add-typed";
import { refKey } from "@/lib/mesh/model/resource";
import type { Result } from "@/lib/result";

/** A text to be read, with all that its objects are set against: plain data, for another thread. */
export type AddedQuestion = {
  readonly draft: Draft;
  /** The objects of the draft's cluster. */
  readonly bases: readonly BaseObject[];
  readonly text: string;
  /** Of the edit. */
  readonly id: string;
};

export type Added = Result<Edit, readonly AddProblem[]>;

/** More of them help nobody, and each is drawn. */
const MOST_PROBLEMS = 100;

/** What `addTyped` says of the text, with the first problems alone. */
export function readAdded({ draft, bases, text, id }: AddedQuestion): Added {
  const byKey = new Map(bases.map((base) => [refKey(base.ref), base]));
  const current = (ref: BaseObject["ref"]) => byKey.get(refKey(ref)) ?? null;
  const added = addTyped({ draft, current }, text, id);
  return added.ok ? added : { ok: false, error: added.error.slice(0, MOST_PROBLEMS) };
}
