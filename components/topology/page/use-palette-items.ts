import { useMemo } from "react";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import type { ViewPatch } from "@/components/shell/use-view";
import { formatRate } from "@/lib/format/figures";
import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { topologyText } from "@/lib/messages/topology-page";
import { LENSES, type View } from "@/lib/view/view-params";
import type { CopyLink } from "./use-copy-link";

const text = topologyText.palette;

type PaletteFacts = {
  readonly graph: MeshGraph | null;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
  readonly copyLink: CopyLink;
};

/** What the palette offers on this page: its actions, its views, and every node by name. */
export function usePaletteItems(facts: PaletteFacts): readonly PaletteItem[] {
  const { graph, view, change, copyLink } = facts;
  const nodes = graph?.nodes;
  const services = useMemo(() => (nodes ?? []).filter(isListed), [nodes]);
  return useMemo(
    () => [
      ...actions(view, change, copyLink),
      ...services.map((node) => nodeItem(node, change)),
      ...LENSES.map((lens) => ({
        id: `lens-${lens}`,
        group: "view" as const,
        label: text.lens(topologyText.lens.names[lens]),
        run: () => change({ lens }),
      })),
    ],
    [services, view, change, copyLink],
  );
}

/** A version inside a card is found by its card. */
const isListed = (node: MeshNode): boolean => node.parent === null && node.kind !== "aggregate";

function nodeItem(node: MeshNode, change: (patch: ViewPatch) => void): PaletteItem {
  const rate = (node.inbound ?? node.outbound)?.requestsPerSecond;
  const figures = rate === undefined ? [] : [formatRate(rate, "node")];
  return {
    id: node.id,
    group: "service",
    label: node.name,
    detail: [node.namespace ?? "", ...figures].filter((part) => part !== "").join(", "),
    keywords: [node.kind, node.app ?? "", ...node.hosts],
    run: () => change({ selection: { type: "node", id: node.id } }),
  };
}

function actions(
  view: View,
  change: (patch: ViewPatch) => void,
  copyLink: CopyLink,
): readonly PaletteItem[] {
  const action = (id: string, label: string, run: () => void): PaletteItem => ({
    id,
    group: "action",
    label,
    run,
  });
  return [
    {
      ...action("table", view.table ? text.canvas : text.table, () =>
        change({ table: !view.table }),
      ),
      shortcut: "toggle-table",
    },
    {
      ...action("pause", view.paused ? text.resume : text.pause, () =>
        change({ paused: !view.paused }),
      ),
      shortcut: "pause",
    },
    action("idle", view.idle ? text.idleOff : text.idleOn, () => change({ idle: !view.idle })),
    action("copy", text.copy, () => void copyLink()),
    ...(view.at === null ? [] : [action("live", text.live, () => change({ at: null }))]),
    ...(view.find === "" && view.hide === ""
      ? []
      : [action("clear", text.clear, () => change({ find: null, hide: null }))]),
  ];
}
