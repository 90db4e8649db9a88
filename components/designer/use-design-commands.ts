"use client";

import { useCallback, useEffect, useMemo, useRef } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import type { ViewPatch } from "@/components/shell/use-view";
import type { Draft } from "@/lib/mesh/changes/draft";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { designText } from "@/lib/messages/designer/design";
import { splitText } from "@/lib/messages/designer/split";
import { trayText } from "@/lib/messages/designer/tray";
import type { DraftDesk } from "./state/draft-desk";
import type { Derived } from "./state/use-outcome";

type CommandsInput = {
  readonly isOn: boolean;
  readonly change: (patch: ViewPatch) => void;
  readonly subject: ResourceRef | null;
  readonly desk: DraftDesk;
  readonly draft: Draft | null;
  readonly derived: Derived | null;
  readonly onExport: () => void;
};

export type DesignCommands = {
  readonly onSplit: (service: ResourceRef) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onReview: () => void;
  readonly paletteItems: readonly PaletteItem[];
};

/** What keys, menus and the palette do with a draft. */
export function useDesignCommands(input: CommandsInput): DesignCommands {
  const { isOn, change, desk, subject } = input;
  const announce = useAnnounce();
  const onSplit = useCallback(
    (service: ResourceRef) => change({ mode: "design", split: refKey(service) }),
    [change],
  );
  const onUndo = useCallback(() => {
    const last = desk.store.getState().draft?.edits.at(-1);
    desk.undo();
    announce(
      last === undefined
        ? trayText.said.nothingToUndo
        : trayText.said.undone(trayText.intent(last.intent)),
    );
  }, [desk, announce]);
  const onRedo = useCallback(() => {
    const step = desk.store.getState().draft?.undone.at(-1);
    desk.redo();
    const [first] = step ?? [];
    announce(
      first === undefined
        ? trayText.said.nothingToRedo
        : trayText.said.redone(trayText.intent(first.edit.intent)),
    );
  }, [desk, announce]);
  const objects = input.derived?.overlay.size ?? 0;
  const onReview = useCallback(() => {
    if (objects === 0) {
      announce(trayText.nothingToReview);
      return;
    }
    // The server reviews what it has.
    desk.flush();
    change({ review: true });
  }, [desk, change, announce, objects]);
  useShortcuts(
    isOn
      ? {
          undo: onUndo,
          redo: onRedo,
          review: onReview,
          ...(subject !== null && { split: () => onSplit(subject) }),
        }
      : {},
  );
  const paletteItems = usePaletteItems(input, { onSplit, onUndo, onRedo, onReview });
  return { onSplit, onUndo, onRedo, onReview, paletteItems };
}

function usePaletteItems(
  { isOn, change, subject, draft, onExport }: CommandsInput,
  does: Omit<DesignCommands, "paletteItems">,
): readonly PaletteItem[] {
  const { onSplit, onUndo, onRedo, onReview } = does;
  const exporting = useRef(onExport);
  useEffect(() => {
    exporting.current = onExport;
  });
  const hasDraft = draft !== null;
  return useMemo(() => {
    const text = designText.palette;
    const action = (id: string, label: string, run: () => void) =>
      ({ id: `design-${id}`, group: "action", label, run }) as const;
    const split: readonly PaletteItem[] =
      subject === null
        ? []
        : [
            {
              ...action("split", splitText.actionOf(subject.name), () => onSplit(subject)),
              ...(isOn && { shortcut: "split" as const }),
            },
          ];
    if (!isOn) {
      const design = action("design", text.design, () => change({ mode: "design" }));
      return [...split, { ...design, shortcut: "mode-design" as const }];
    }
    const observe = action("observe", text.observe, () => change({ mode: "observe" }));
    const ofDraft: readonly PaletteItem[] = hasDraft
      ? [
          { ...action("review", text.review, onReview), shortcut: "review" },
          { ...action("undo", text.undo, onUndo), shortcut: "undo" },
          { ...action("redo", text.redo, onRedo), shortcut: "redo" },
          action("export", text.export, () => exporting.current()),
        ]
      : [];
    return [...split, ...ofDraft, { ...observe, shortcut: "mode-observe" as const }];
  }, [isOn, change, subject, hasDraft, onSplit, onUndo, onRedo, onReview]);
}
