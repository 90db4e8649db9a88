"use client";

import { ChevronDown } from "lucide-react";
import type { ViewPatch } from "@/components/shell/use-view";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuCheck, MenuChoice, MenuLabel } from "@/components/ui/menu";
import { topologyText } from "@/lib/messages/topology-page";
import { GRAPH_TYPES, type View } from "@/lib/view/view-params";

const text = topologyText.nodes;

const TYPES = GRAPH_TYPES.map((value) => ({ value, label: text.types[value] }));

type NodeMenuProps = { readonly view: View; readonly change: (patch: ViewPatch) => void };

/** What a node of the graph is, and what is drawn beside the busy ones. */
export function NodeMenu({ view, change }: NodeMenuProps) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-6 items-center gap-1 whitespace-nowrap rounded-control px-1.5 text-ink-2 hover:bg-hover aria-expanded:bg-sunken"
        >
          {text.label}
          <b className="font-semibold text-ink">{text.types[view.graph]}</b>
          <Icon of={ChevronDown} size={11} />
        </button>
      }
    >
      <MenuChoice
        label={text.label}
        value={view.graph}
        options={TYPES}
        onChange={(graph) => change({ graph, selection: null })}
      />
      <MenuLabel>{text.show}</MenuLabel>
      <MenuCheck checked={view.services} onChange={(services) => change({ services })}>
        {text.services}
      </MenuCheck>
      <MenuCheck checked={view.idle} onChange={(idle) => change({ idle })}>
        {text.idle}
      </MenuCheck>
    </Menu>
  );
}
