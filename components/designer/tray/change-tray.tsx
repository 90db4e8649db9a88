"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useMac } from "@/components/shell/shortcuts/shortcut-scope";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { trayText } from "@/lib/messages/designer/tray";
import { keyCaps } from "@/lib/shortcuts/registry";
import type { DraftDesk } from "../state/draft-desk";
import type { DraftState } from "../state/draft-state";
import type { Derived } from "../state/use-outcome";
import { useSchemaOf } from "../yaml/assist/use-schema-of";
import { DraftName } from "./draft-name";
import { ObjectTree } from "./object-tree";
import { SavingState } from "./saving-state";
import { trayLines } from "./tray-lines";
import { useRefusals } from "./use-refusals";

export type ChangeTrayProps = {
  readonly desk: DraftDesk;
  readonly state: DraftState;
  readonly derived: Derived | null;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onReview: () => void;
  readonly onExport: () => void;
  /** The object that is looked at. */
  readonly selected: ConfigRef | null;
  readonly onSelect: (ref: ConfigRef) => void;
  /** How a draft is begun on this page; that of the topology when it is left out. */
  readonly hint?: string;
  /** Other drafts, to turn to. */
  readonly drafts: ReactNode;
};

/** The open draft as a tree of objects and edits, and what can be done with it; at the foot of the page. */
export function ChangeTray(props: ChangeTrayProps) {
  const { state, derived, open } = props;
  const { draft } = state;
  return (
    <section
      aria-label={trayText.label}
      className="z-(--h-z-tray) flex max-h-tray flex-none flex-col overflow-hidden border-line-2 border-t bg-surface"
    >
      {draft === null ? <NoDraft {...props} /> : <TrayHead {...props} draft={draft} />}
      {open && draft !== null && derived !== null && draft.edits.length > 0 ? (
        <TrayTable {...props} draft={draft} derived={derived} />
      ) : null}
    </section>
  );
}

const HEAD =
  "flex h-9 flex-none items-center gap-2.5 pr-2.5 pl-3 shadow-[inset_0_2px_0_var(--h-draft)]";

function NoDraft({ state, desk, drafts, hint = trayText.noDraftHint }: ChangeTrayProps) {
  return (
    <div className={HEAD}>
      <b>{trayText.noDraft}</b>
      <span className="min-w-0 flex-1 truncate text-ink-3">
        {state.discarded === null ? hint : trayText.discarded(state.discarded.name)}
      </span>
      {state.discarded === null ? null : (
        <Button size="s" onClick={() => desk.restore()}>
          {trayText.bringBack}
        </Button>
      )}
      {drafts}
    </div>
  );
}

function TrayHead(props: ChangeTrayProps & { readonly draft: Draft }) {
  const { desk, derived, draft, drafts, open, onOpen, onExport, onReview, state } = props;
  const mac = useMac();
  const objects = derived?.overlay.size ?? 0;
  const empty = objects === 0 ? trayText.nothingToReview : null;
  return (
    <div className={HEAD}>
      <button
        type="button"
        aria-expanded={open}
        aria-label={open ? trayText.shut : trayText.open}
        onClick={() => onOpen(!open)}
        className="-ml-1.5 grid size-6 flex-none place-items-center rounded-control hover:bg-hover"
      >
        <Icon of={open ? ChevronDown : ChevronUp} size={13} />
      </button>
      <b className="flex-none text-draft">{trayText.draft}</b>
      <DraftName name={draft.name} onRename={(name) => desk.rename(name)} />
      <span className="min-w-0 truncate text-ink-3">{summaryOf(draft, derived)}</span>
      <SavingState saving={state.saving} />
      <span className="min-w-0 flex-1" />
      {drafts}
      <Button variant="quiet" size="s" onClick={() => void desk.discard()}>
        {trayText.discard}
      </Button>
      <Button size="s" onClick={onExport} disabledReason={empty}>
        {trayText.export}
      </Button>
      <Button variant="draft" size="s" onClick={onReview} disabledReason={empty}>
        {trayText.review(objects)}
        <Kbd keys={keyCaps("r", mac)} />
      </Button>
    </div>
  );
}

function summaryOf(draft: Draft, derived: Derived | null): string {
  if (draft.edits.length === 0) return trayText.noEdits;
  const edits = trayText.edits(draft.edits.length, derived?.folded.objects.size ?? 0);
  if (derived === null) return edits;
  const moved = derived.moved.length;
  return `${edits}, ${moved === 0 ? trayText.onCluster : trayText.moved(moved)}`;
}

type TrayTableProps = ChangeTrayProps & { readonly draft: Draft; readonly derived: Derived };

/** A step behind while a slider is dragged: what each object reaches alone is predicted object by object. */
function TrayTable({ desk, draft, derived, selected, onSelect }: TrayTableProps) {
  const moment = useDeferredValue(useMemo(() => ({ draft, derived }), [draft, derived]));
  const refusalsOf = useRefusals(moment.derived.folded.objects, useSchemaOf(draft.cluster));
  const lines = useMemo(
    () => trayLines(moment.draft, moment.derived, refusalsOf),
    [moment, refusalsOf],
  );
  return (
    <ObjectTree
      lines={lines}
      selected={selected}
      onSelect={onSelect}
      onRevertObject={(ref) => desk.revertObject(ref)}
      onRevertEdit={(id) => desk.revertEdit(id)}
    />
  );
}
