"use client";

import { type ReactNode, useMemo, useState } from "react";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import type { ViewPatch } from "@/components/shell/use-view";
import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { type ResourceRef, refKey, refOf, type ServiceResource } from "@/lib/mesh/model/resource";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";
import { trayText } from "@/lib/messages/designer/tray";
import { newId } from "@/lib/new-id";
import type { View } from "@/lib/view/view-params";
import { DesignAside } from "./design-aside";
import { draftMarks, servicesWithFigures } from "./draft-marks";
import { SplitGone, SplitPanel } from "./split/split-panel";
import { useDraftDesk } from "./state/use-draft-desk";
import { type Derived, type SeenMesh, useOutcome } from "./state/use-outcome";
import { DesignTools } from "./toolbar/design-tools";
import { ChangeTray } from "./tray/change-tray";
import { DraftBanners } from "./tray/draft-banners";
import { DraftsMenu } from "./tray/drafts-menu";
import { useDesignCommands } from "./use-design-commands";

export type DesignInput = {
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  /** The mesh that is seen; `null` until it is known. */
  readonly seen: SeenMesh | null;
  /** The service that the selection is about, for the key that divides its requests. */
  readonly subject: ResourceRef | null;
  /** Shows the draft as files to take elsewhere. */
  readonly onExport: () => void;
};

/** What is drawn over the picture. */
export type DesignLayer = {
  readonly show: "draft" | "both";
  readonly flows: readonly PredictedFlow[];
  readonly marks: ReadonlyMap<string, DraftMark>;
  readonly edited: ReadonlySet<string>;
  readonly focus: string | null;
};

export type Design = {
  readonly draft: Draft | null;
  readonly derived: Derived | null;
  readonly layer: DesignLayer | null;
  readonly onSplit: (service: ResourceRef) => void;
  readonly paletteItems: readonly PaletteItem[];
  readonly slots: {
    readonly banners: ReactNode;
    readonly tools: ReactNode;
    readonly panel: ReactNode;
    /** Given what the page shows of its selection: the manifests of the draft, in turn with that. */
    readonly aside: ((inspector: ReactNode) => ReactNode) | null;
    readonly tray: ReactNode;
  } | null;
};

/** The design mode of a place: its draft, and everything that is shown and done with it. */
export function useDesign(input: DesignInput): Design {
  const { view, change, seen, onExport } = input;
  const isOn = view.mode === "design";
  const { desk, state, absent } = useDraftDesk(view.draft, (draft) => change({ draft }));
  const { draft } = state;
  const derived = useOutcome(isOn ? draft : null, isOn ? seen : null);
  const [trayOpen, setTrayOpen] = useState(true);
  const { object, setObject, compared, compare } = useShownObject();
  const service = useSplitService(view.split, derived);
  const layer = useLayer(view, derived, service);
  const begin = (of: ServiceResource) =>
    desk.begin(newDraft(newId(), trayText.newName(of.meta.name), of.meta.cluster));
  const commands = useDesignCommands({ ...input, desk, draft, derived, isOn });
  if (!isOn) {
    return { ...commands, draft, derived, layer: null, slots: null };
  }
  return {
    ...commands,
    draft,
    derived,
    layer,
    slots: {
      banners: (
        <DraftBanners
          desk={desk}
          state={state}
          derived={derived}
          absent={absent}
          onClose={() => change({ draft: null })}
          onCompare={compare}
        />
      ),
      tools: (
        <DesignTools
          layer={view.layer}
          onLayer={(next) => change({ layer: next })}
          draft={draft}
          onUndo={commands.onUndo}
          onRedo={commands.onRedo}
        />
      ),
      panel:
        view.split === null || derived === null ? null : service === null ? (
          <SplitGone
            name={view.split.split("/").at(-1) ?? ""}
            onClose={() => change({ split: null })}
          />
        ) : (
          <SplitPanel
            key={refKey(refOf(service))}
            service={service}
            derived={derived}
            draft={draft}
            desk={desk}
            begin={begin}
            onClose={() => change({ split: null })}
          />
        ),
      aside:
        derived === null
          ? null
          : (inspector) => (
              <DesignAside
                desk={desk}
                draft={draft}
                cluster={seen?.clusters[0] ?? ""}
                derived={derived}
                current={basesIn(derived.base.snapshot)}
                selected={object}
                onSelect={setObject}
                compared={compared}
                onUndo={commands.onUndo}
                onRedo={commands.onRedo}
                inspector={inspector}
              />
            ),
      tray: (
        <ChangeTray
          desk={desk}
          state={state}
          derived={derived}
          open={trayOpen}
          onOpen={setTrayOpen}
          onReview={commands.onReview}
          onExport={onExport}
          selected={object}
          onSelect={setObject}
          drafts={
            <DraftsMenu
              clusters={seen?.clusters ?? []}
              openId={draft?.id ?? null}
              onOpen={(id) => change({ draft: id })}
              onNew={() => desk.close()}
            />
          }
        />
      ),
    },
  };
}

/** The object whose manifest is shown, and how often its comparison was asked for. */
function useShownObject() {
  const [{ object, compared }, set] = useState<{
    readonly object: ConfigRef | null;
    readonly compared: number | null;
  }>({ object: null, compared: null });
  return {
    object,
    compared,
    setObject: (ref: ConfigRef) => set({ object: ref, compared: null }),
    compare: (ref: ConfigRef) => set((was) => ({ object: ref, compared: (was.compared ?? 0) + 1 })),
  };
}

/** The service of the panel, as the draft would leave it. */
function useSplitService(key: string | null, derived: Derived | null): ServiceResource | null {
  return useMemo(() => {
    if (key === null || derived === null) return null;
    const [name = "", namespace = "", , ...rest] = key.split("/").toReversed();
    return derived.after.find("Service", rest.toReversed().join("/"), namespace, name);
  }, [key, derived]);
}

const NO_FLOWS: readonly PredictedFlow[] = [];

function useLayer(
  { layer }: View,
  derived: Derived | null,
  service: ServiceResource | null,
): DesignLayer | null {
  const key = service === null ? null : refKey(refOf(service));
  return useMemo(() => {
    if (layer === "live" || derived === null) return null;
    const marks = draftMarks(derived);
    const flows = derived.prediction?.flows ?? NO_FLOWS;
    return {
      show: layer,
      flows,
      marks,
      edited: servicesWithFigures(marks, flows, derived.prediction === null ? null : key),
      focus: key,
    };
  }, [layer, derived, key]);
}
