"use client";

import { useMemo, useRef } from "react";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { Draft, FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { readTyped, type TypedProblem } from "@/lib/mesh/changes/typed/read-typed";
import { type Burst, burstEdit, standingOf, typedEdit } from "@/lib/mesh/changes/typed/typed-edit";
import { refKey } from "@/lib/mesh/model/resource";
import { type ShownText, shownText } from "./shown-text";
import { useUnfinishedTexts } from "./unfinished-texts";

export type TypedTextInput = {
  readonly draft: Draft;
  /** `foldDraft(draft)` */
  readonly folded: FoldedDraft;
  /** The objects as the cluster has them. */
  readonly current: CurrentBases;
  readonly onEdit: (edit: Edit) => void;
  /** Typing has come back to where it began: the edit of this id is to leave the draft. */
  readonly onTakeBack: (edit: string) => void;
  readonly newId: () => string;
};

export type TypedText = {
  readonly shown: ShownText;
  /** `null` where the object does not exist, or the draft removes it. */
  readonly draftText: string | null;
  /** Why the shown text is not in the draft. */
  readonly problems: readonly TypedProblem[];
  readonly type: (text: string, takesBack: boolean) => void;
  /** Of a text that is not in the draft: lets it go, brings it together with the draft's, or puts it in the draft's place. */
  readonly settle: (how: "discard" | "merge" | "mine") => void;
};

const NO_PROBLEMS: readonly TypedProblem[] = [];

/** The text of one object of a draft: what is typed becomes edits, and what cannot be read yet is kept beside the draft. */
export function useTypedText(ref: ConfigRef, input: TypedTextInput): TypedText {
  const { draft, folded, current, onEdit, onTakeBack, newId } = input;
  const key = refKey(ref);
  const { texts, keep } = useUnfinishedTexts(draft.id);
  const last = useRef<(Burst & { readonly on: Draft }) | null>(null);
  const draftText = standingOf({ draft, current, ref }, folded.objects)?.text ?? null;
  const kept = texts[key];
  const shown = useMemo(() => shownText(draftText ?? "", kept), [draftText, kept]);
  const problems = useMemo(() => {
    if (shown.state === "one") return NO_PROBLEMS;
    const read = readTyped(shown.text, ref);
    return read.ok ? NO_PROBLEMS : read.error;
  }, [shown, ref]);

  const commit = (text: string, takesBack: boolean) => {
    const at = performance.now();
    // The draft may not have come back yet with the edit that the last keystroke made.
    const waiting = last.current?.on === draft ? last.current.edit : null;
    const id = waiting ?? burstEdit(draft, ref, last.current, { at, takesBack }) ?? newId();
    const typed = typedEdit({ draft, current, ref }, text, id);
    if (typed.type === "unfinished") {
      keep(key, { text, on: draftText ?? "" });
      return;
    }
    if (typed.type === "edit") {
      last.current = { edit: id, at, on: draft };
      onEdit(typed.edit);
    } else if (typed.type === "taken-back" || waiting !== null) {
      last.current = null;
      onTakeBack(id);
    }
    keep(key, null);
  };

  return {
    shown,
    draftText,
    problems,
    type(text, takesBack) {
      if (shown.state === "moved" && kept !== undefined) keep(key, { text, on: kept.on });
      else commit(text, takesBack);
    },
    settle(how) {
      if (how === "discard") keep(key, null);
      else
        commit(how === "merge" && shown.state === "moved" ? shown.merged.text : shown.text, false);
    },
  };
}
