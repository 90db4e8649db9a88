import { useMemo } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import type { ViewPatch } from "@/components/shell/use-view";
import { formatRate } from "@/lib/format/figures";
import type { MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { topologyText } from "@/lib/messages/topology-page";
import { LENSES, type View } from "@/lib/view/view-params";

const text = topologyText.palette;

type PaletteFacts = {
  readonly graph: MeshGraph | null;
  readonly view: View;
  readonly change: (patch: ViewPatch) => void;
};

/** What the palette offers on this page: its actions, its views, and every node by name. */
export function usePaletteItems({ graph, view, change }: PaletteFacts): readonly PaletteItem[] {
  const announce = useAnnounce();
  const nodes = graph?.nodes;
  const services = useMemo(() => (nodes ?? []).filter(isListed), [nodes]);
  return useMemo(
    () => [
      ...actions(view, change, announce),
      ...services.map((node) => nodeItem(node, change)),
      ...LENSES.map((lens) => ({
        id: `lens-${lens}`,
        group: "view" as const,
        label: text.lens(topologyText.lens.names[lens]),
        run: () => change({ lens }),
      })),
    ],
    [services, view, change, announce],
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
  announce: (message: string) => void,
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
    action("copy", text.copy, () => copyLink(announce)),
    ...(view.at === null ? [] : [action("live", text.live, () => change({ at: null }))]),
    ...(view.find === "" && view.hide === ""
      ? []
      : [action("clear", text.clear, () => change({ find: null, hide: null }))]),
  ];
}

/** The address holds the whole view. */
export function copyLink(announce: (message: string) => void): void {
  const done = navigator.clipboard?.writeText(window.location.href);
  if (done === undefined) announce(topologyText.announce.notCopied);
  else
    done.then(
      () => announce(topologyText.announce.copied),
      () => announce(topologyText.announce.notCopied),
    );
}
