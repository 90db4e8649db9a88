"use client";

import { useCallback } from "react";
import { cn } from "@/components/ui/class-names";
import type { ChangeSummary } from "@/lib/delivery/change";
import { undecidedIn } from "@/lib/mesh/routing/spec/undecided";
import { sideText } from "@/lib/messages/topology/side";
import type { Selection } from "@/lib/view/selection";
import type { View } from "@/lib/view/view-params";
import { isGrey } from "../state/freshness";
import type { Topology } from "../state/use-topology";
import { ChangeList } from "./change-list";
import { ConfigList } from "./config-list";
import { Namespaces } from "./namespace-list";
import { SourcesFoot } from "./sources-foot";
import { useConfigSide } from "./use-config-side";
import { ViewList } from "./view-list";
import { WrongList } from "./wrong-list";

type SidePanelProps = {
  readonly topology: Topology;
  readonly changes: readonly ChangeSummary[];
  readonly view: View;
  /** Must be the same function in every render: the lists are drawn again only when what they show changes. */
  readonly onChange: (patch: Partial<View>) => void;
};

/** What is wrong, where, and questions of every day. The first part of the page that yields when it is narrow. */
export function SidePanel({ topology, changes, view, onChange }: SidePanelProps) {
  const { freshness, graph, index } = topology;
  const select = useCallback((selection: Selection) => onChange({ selection }), [onChange]);
  const find = useCallback((query: string) => onChange({ find: query }), [onChange]);
  // Shapes and words stay; colour would say that it is so now.
  const grey = isGrey(freshness);
  const config = useConfigSide(topology, view);
  const hasFigures = topology.traffic !== null && freshness.figures !== "missing";
  return (
    <section
      aria-label={sideText.label}
      className="flex min-h-0 w-side flex-none flex-col overflow-hidden border-line border-r bg-surface max-wide:hidden"
    >
      <div className={cn("min-h-0 flex-1 overflow-y-auto", grey && "text-ink-3 grayscale")}>
        {config === null ? (
          <WrongList
            graph={graph}
            hasFigures={hasFigures}
            selection={view.selection}
            onSelect={select}
          />
        ) : (
          <ConfigList
            findings={config.all}
            undecided={undecidedIn(index, view.clusters)}
            manyClusters={index.clusters.length > 1}
          />
        )}
        <Namespaces
          pastSeconds={topology.settings.pastSeconds}
          groups={graph.groups}
          known={index.all("Namespace").length}
          manyClusters={index.clusters.length > 1}
          hasFigures={hasFigures}
          findings={config?.byGroup ?? null}
          selection={view.selection}
          onSelect={select}
        />
        <ViewList
          index={index}
          graph={graph}
          hasFigures={hasFigures}
          find={view.find}
          onFind={find}
        />
        <ChangeList
          changes={changes}
          at={view.at}
          clusters={view.clusters}
          namespaces={view.namespaces}
        />
      </div>
      <SourcesFoot />
    </section>
  );
}
