"use client";

import { type ReactNode, useMemo, useState } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { FindingPlace } from "@/lib/live/findings/finding-place";
import type { Finding } from "@/lib/mesh/analysis/finding";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import { standingOf } from "@/lib/mesh/changes/typed/typed-edit";
import { refKey } from "@/lib/mesh/model/resource";
import { trayText } from "@/lib/messages/designer/tray";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { newId } from "@/lib/new-id";
import type { DraftDesk } from "../state/draft-desk";
import { useDraftDesk } from "../state/use-draft-desk";
import { type Derived, type SeenMesh, useOutcome } from "../state/use-outcome";
import { ChangeTray } from "../tray/change-tray";
import { DraftBanners } from "../tray/draft-banners";
import { DraftsMenu } from "../tray/drafts-menu";
import { useSchemaOf } from "../yaml/assist/use-schema-of";
import { LazyReader } from "../yaml/lazy-editor";
import { ObjectPane } from "../yaml/object-pane";
import { fixEdit } from "./fix-edit";
import { findingPlaces } from "./object-places";

export type ObjectDesignInput = {
  /** The object that is looked at. */
  readonly subject: ConfigRef;
  readonly seen: SeenMesh;
  /** Findings of the object as it is; `null` before the mesh was analysed. */
  readonly live: readonly Finding[] | null;
  /** Id of the open draft, as the address has it. */
  readonly draftId: string | null;
  readonly onDraft: (id: string | null) => void;
  readonly onReview: () => void;
  readonly onExport: () => void;
  /** Another object of the draft is to be shown. */
  readonly onObject: (ref: ConfigRef) => void;
};

/** The draft around one object: its text to edit, its findings as the draft would leave them, and the quick fixes. */
export type ObjectDesign = {
  readonly draft: Draft | null;
  readonly derived: Derived | null;
  /** In the order of the lines of that text; `null` before they are known. */
  readonly places: readonly FindingPlace[] | null;
  readonly canFix: (finding: Finding) => boolean;
  readonly onFix: (finding: Finding) => void;
  readonly onReveal: (place: FindingPlace) => void;
  readonly editor: ReactNode;
  /** A text as it is beside what it was. */
  readonly diffOf: (texts: {
    readonly was: string;
    readonly is: string;
    readonly label: string;
  }) => ReactNode;
  readonly banners: ReactNode;
  readonly tray: ReactNode;
};

/** The desk of a draft on the page of one object: the first edit opens a draft. */
export function useObjectDesign(input: ObjectDesignInput): ObjectDesign {
  const { subject, seen, live, draftId, onDraft } = input;
  const { desk, state, absent } = useDraftDesk(draftId, onDraft);
  // A draft is of one cluster: one of another is left alone.
  const opened = state.draft?.cluster === subject.cluster ? state.draft : null;
  const derived = useOutcome(opened, seen);
  const current = useMemo(() => basesIn(seen.index.snapshot), [seen.index]);
  const draft = useDraftOrNew(opened, subject.cluster);
  const [reveal, setReveal] = useState<{ readonly offset: number } | null>(null);
  const edits = useEdits(input, { desk, draft, opened, current, derived });
  const schemaOf = useSchemaOf(subject.cluster);
  const folded = derived?.folded ?? NOTHING;
  const text = standingOf({ draft, current, ref: subject }, folded.objects)?.text ?? null;
  const key = refKey(subject);
  const findings = useMemo(() => {
    if (derived === null || !derived.affected.has(key)) return live;
    return derived.findings.filter((f) => refKey(f.ref) === key);
  }, [derived, live, key]);
  const places = useMemo(
    () => (findings === null ? null : findingPlaces(text ?? "", findings)),
    [text, findings],
  );
  return {
    draft: state.draft,
    derived,
    places,
    canFix: (finding) => fixEdit(finding, { folded, current }, "") !== null,
    onFix: edits.onFix,
    onReveal: ({ offset }) => setReveal({ offset }),
    editor:
      derived === null ? null : (
        <ObjectPane
          key={key}
          subject={subject}
          draft={draft}
          folded={derived.folded}
          current={current}
          index={derived.after}
          findings={findings ?? NO_FINDINGS}
          selected={subject}
          onSelect={input.onObject}
          schemaOf={schemaOf}
          onEdit={edits.onEdit}
          onTakeBack={(id) => desk.takeOut(id)}
          newId={newId}
          onUndo={draft.edits.length > 0 ? () => desk.undo() : null}
          onRedo={draft.undone.length > 0 ? () => desk.redo() : null}
          reveal={reveal}
        />
      ),
    diffOf: ({ was, is, label }) => (
      <LazyReader label={label} describedBy={LABEL_ONLY} text={is} original={was} />
    ),
    banners: (
      <DraftBanners
        desk={desk}
        state={state}
        derived={derived}
        absent={absent}
        onClose={() => onDraft(null)}
        onCompare={input.onObject}
      />
    ),
    tray: <Tray input={input} desk={desk} state={state} derived={derived} />,
  };
}

/** What is said of a text to read is its label. */
const LABEL_ONLY = "";
const NOTHING = { objects: new Map(), conflicts: [] } as const;
const NO_FINDINGS: readonly Finding[] = [];

/** The draft that is open, else one that is not begun yet. */
function useDraftOrNew(draft: Draft | null, cluster: string): Draft {
  const isOpen = draft !== null;
  // Another id after each draft that was open: one that begins must be none of them.
  const begun = useMemo(() => (isOpen ? null : newDraft(newId(), "", cluster)), [isOpen, cluster]);
  return draft ?? begun ?? newDraft("", "", cluster);
}

type Editing = {
  readonly desk: DraftDesk;
  readonly draft: Draft;
  readonly opened: Draft | null;
  readonly current: ReturnType<typeof basesIn>;
  readonly derived: Derived | null;
};

function useEdits({ subject }: ObjectDesignInput, editing: Editing) {
  const { desk, draft, opened, current, derived } = editing;
  const announce = useAnnounce();
  const onEdit = (edit: Edit) => {
    if (opened === null) desk.begin({ ...draft, name: yamlEditorText.newDraft(subject.name) });
    desk.edit(edit, current);
  };
  const onFix = (finding: Finding) => {
    const edit = fixEdit(finding, { folded: derived?.folded ?? NOTHING, current }, newId());
    if (edit === null) return;
    onEdit(edit);
    announce(trayText.intent(edit.intent));
  };
  return { onEdit, onFix };
}

type TrayProps = {
  readonly input: ObjectDesignInput;
  readonly desk: DraftDesk;
  readonly state: ReturnType<typeof useDraftDesk>["state"];
  readonly derived: Derived | null;
};

function Tray({ input, desk, state, derived }: TrayProps) {
  const [open, setOpen] = useState(false);
  return (
    <ChangeTray
      desk={desk}
      state={state}
      derived={derived}
      open={open}
      onOpen={setOpen}
      onReview={() => {
        // The server reviews what it has.
        desk.flush();
        input.onReview();
      }}
      onExport={input.onExport}
      selected={input.subject}
      onSelect={input.onObject}
      hint={trayText.beginByText}
      drafts={
        <DraftsMenu
          clusters={input.seen.clusters}
          openId={state.draft?.id ?? null}
          onOpen={(id) => input.onDraft(id)}
          onNew={() => desk.close()}
        />
      }
    />
  );
}
