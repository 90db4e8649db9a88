"use client";

import { Redo2, Undo2 } from "lucide-react";
import { useMac } from "@/components/shell/shortcuts/shortcut-scope";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import { Tooltip } from "@/components/ui/tooltip";
import type { Draft } from "@/lib/mesh/changes/draft";
import { designText } from "@/lib/messages/designer/design";
import { trayText } from "@/lib/messages/designer/tray";
import { keyCaps } from "@/lib/shortcuts/registry";
import { DRAFT_LAYERS, type DraftLayerName } from "@/lib/view/view-params";

const LAYERS = DRAFT_LAYERS.map((value) => ({ value, label: designText.layers[value] }));

type DesignToolsProps = {
  readonly layer: DraftLayerName;
  readonly onLayer: (layer: DraftLayerName) => void;
  readonly draft: Draft | null;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
};

/** What is drawn of the draft, and the way back through its edits. */
export function DesignTools({ layer, onLayer, draft, onUndo, onRedo }: DesignToolsProps) {
  const mac = useMac();
  const last = draft?.edits.at(-1);
  const canRedo = (draft?.undone.length ?? 0) > 0;
  return (
    <>
      <Segmented
        size="s"
        label={designText.layer}
        options={LAYERS}
        value={layer}
        onChange={onLayer}
      />
      <span aria-hidden="true" className="h-4 border-line border-l" />
      <Tooltip text={trayText.undo} keys={keyCaps("Mod+z", mac)}>
        <IconButton
          size="s"
          label={trayText.undo}
          aria-disabled={last === undefined || undefined}
          className={last === undefined ? "text-ink-disabled" : ""}
          onClick={onUndo}
        >
          <Icon of={Undo2} size={14} />
        </IconButton>
      </Tooltip>
      <Tooltip text={trayText.redo} keys={keyCaps("Mod+Shift+z", mac)}>
        <IconButton
          size="s"
          label={trayText.redo}
          aria-disabled={canRedo ? undefined : true}
          className={canRedo ? "" : "text-ink-disabled"}
          onClick={onRedo}
        >
          <Icon of={Redo2} size={14} />
        </IconButton>
      </Tooltip>
      {last === undefined ? null : (
        <span className="min-w-0 truncate text-ink-3 max-wide:hidden">
          {trayText.last(trayText.intent(last.intent))}
        </span>
      )}
    </>
  );
}
