"use client";

import { type ReactNode, useMemo, useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { newDraft, renameDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { designText } from "@/lib/messages/designer/design";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { newId } from "@/lib/new-id";
import type { DraftDesk } from "./state/draft-desk";
import type { Derived } from "./state/use-outcome";
import { useSchemaOf } from "./yaml/assist/use-schema-of";
import { YamlPanel } from "./yaml/yaml-panel";

type DesignAsideProps = {
  readonly desk: DraftDesk;
  /** `null` while none is open: the first edit begins one. */
  readonly draft: Draft | null;
  /** The cluster of a draft that begins here. */
  readonly cluster: string;
  readonly derived: Derived;
  readonly current: CurrentBases;
  readonly selected: ConfigRef | null;
  readonly onSelect: (ref: ConfigRef) => void;
  /** Another number each time that `selected` is to be shown against the cluster; `null` where it is not. */
  readonly compared: number | null;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** What the page shows of its selection; `null` where nothing is selected. */
  readonly inspector: ReactNode;
};

const OPTIONS = (["yaml", "selection"] as const).map((value) => ({
  value,
  label: designText.asides[value],
}));

/** The draft that is open, else one that is not begun yet. */
function useDraftOrNew(draft: Draft | null, cluster: string): Draft {
  const isOpen = draft !== null;
  // Another id after each draft that was open: one that begins must be none of them.
  const begun = useMemo(() => (isOpen ? null : newDraft(newId(), "", cluster)), [isOpen, cluster]);
  return draft ?? begun ?? newDraft("", "", cluster);
}

/** The manifests of the draft; where something is selected, what is known of that, in turn with them. */
export function DesignAside(props: DesignAsideProps) {
  const { desk, derived, current, selected, onSelect, compared, inspector } = props;
  const draft = useDraftOrNew(props.draft, props.cluster);
  const edit = (next: Edit) => {
    const ref = next.objects[0]?.ref;
    if (props.draft === null && ref)
      desk.begin(renameDraft(draft, yamlEditorText.newDraft(ref.name)));
    desk.edit(next, current);
  };
  const [shown, show] = useState<"yaml" | "selection">("yaml");
  const [answered, answer] = useState(compared);
  if (compared !== answered) {
    answer(compared);
    if (compared !== null) show("yaml");
  }
  const schemaOf = useSchemaOf(draft.cluster);
  const side = inspector === null ? "yaml" : shown;
  return (
    <div className="flex min-h-0 w-[408px] flex-none flex-col border-line border-l bg-surface max-wide:w-inspector">
      {inspector === null ? null : (
        <div className="flex flex-none border-line border-b px-2 py-1">
          <Segmented
            size="s"
            label={designText.aside}
            options={OPTIONS}
            value={shown}
            onChange={show}
          />
        </div>
      )}
      <div className="flex min-h-0 flex-1 flex-col [&>section]:w-full [&>section]:border-l-0">
        {side === "selection" ? (
          inspector
        ) : (
          <YamlPanel
            draft={draft}
            folded={derived.folded}
            current={current}
            index={derived.after}
            findings={derived.findings}
            selected={selected}
            onSelect={onSelect}
            compared={compared}
            schemaOf={schemaOf}
            onEdit={edit}
            onTakeBack={(id) => desk.takeOut(id)}
            newId={newId}
            onUndo={draft.edits.length > 0 ? props.onUndo : null}
            onRedo={draft.undone.length > 0 ? props.onRedo : null}
          />
        )}
      </div>
    </div>
  );
}
