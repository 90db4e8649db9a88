"use client";

import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { Edit } from "@/lib/mesh/changes/edit";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { Lookup } from "./editor/assist-sources";
import { LazyEditor } from "./lazy-editor";
import type { Added } from "./text/added-reading";
import { problemNotes } from "./text/notes";
import { useUnfinishedTexts } from "./text/unfinished-texts";
import { useAdded } from "./text/use-added";

type AddObjectsProps = {
  readonly draft: Draft;
  readonly current: CurrentBases;
  readonly index: MeshIndex;
  readonly newId: () => string;
  readonly onAdd: (edit: Edit) => void;
  readonly onCancel: () => void;
};

/** No object has this key: the text waits here until it is added, as unfinished texts do. */
const KEY = "new";
const NO_MARKS = [] as const;
const NO_LOOKUP: Lookup = { suggest: () => null, describe: () => null };

/** Takes manifests, however many, and puts their objects into the draft by one edit. */
export function AddObjects({ draft, current, index, newId, onAdd, onCancel }: AddObjectsProps) {
  const { texts, keep } = useUnfinishedTexts(draft.id);
  const text = texts[KEY]?.text ?? "";
  const [id] = useState(newId);
  const hintId = useId();
  const added = useAdded({ draft, current, index, text, id });
  const isEmpty = !/\S/.test(text);
  const notes = useMemo(
    () => (added === null || added.ok || isEmpty ? [] : problemNotes(added.error)),
    [added, isEmpty],
  );
  const whyNot = isEmpty ? yamlEditorText.addHint : whyNotAdded(added);
  return (
    <>
      <p className="flex-none border-line border-b px-3 py-1.5 text-ink-2">
        {yamlEditorText.addHint}
      </p>
      <LazyEditor
        label={yamlEditorText.newObjects}
        describedBy={hintId}
        text={text}
        marks={NO_MARKS}
        notes={notes}
        reveal={null}
        lookup={NO_LOOKUP}
        onText={(next) => keep(KEY, next === "" ? null : { text: next, on: "" })}
        onUndo={null}
        onRedo={null}
      />
      <p id={hintId} className="sr-only">
        {yamlEditorText.hint}
      </p>
      <div className="flex flex-none justify-end gap-1.5 border-line border-t px-3 py-1.5">
        <Button
          size="s"
          variant="quiet"
          onClick={() => {
            keep(KEY, null);
            onCancel();
          }}
        >
          {yamlEditorText.cancel}
        </Button>
        <Button
          size="s"
          variant="draft"
          disabledReason={whyNot}
          onClick={() => {
            if (added?.ok !== true) return;
            keep(KEY, null);
            onAdd(added.value);
          }}
        >
          {yamlEditorText.addToDraft}
        </Button>
      </div>
    </>
  );
}

/** What keeps the text from being added; `null` for nothing. */
function whyNotAdded(added: Added | null): string | null {
  if (added === null) return yamlEditorText.reading;
  const [first] = added.ok ? [] : added.error;
  return first === undefined ? null : yamlEditorText.problem(first);
}
