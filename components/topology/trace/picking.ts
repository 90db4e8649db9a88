import type { ViewPatch, ViewState } from "@/components/shell/use-view";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { pathText } from "@/lib/messages/trace/path";
import type { Selection } from "@/lib/view/selection";
import type { TraceEnd } from "@/lib/view/view-params";
import type { CanvasCommand } from "../canvas/canvas-props";
import type { Topology } from "../state/use-topology";
import type { TopologyPlace } from "../topology-page";
import { callerAt, targetAt } from "./picked";
import type { TracedRequest } from "./traced";

type Picker = {
  /** The caller of the request, as far as it is known. */
  readonly from: ResourceRef | null;
  readonly take: (end: TraceEnd, picked: TracedRequest | null) => void;
};

export type Picking = {
  /** The place, where what is selected is taken for an end of a request while one is being chosen. */
  readonly place: TopologyPlace;
  /** Commands that take a thing of the picture for an end of a request. */
  readonly commandsFor: (selection: Selection) => readonly CanvasCommand[];
};

/** Ends of a traced request are chosen in the picture, in the table and from menus. */
export function pickingOn(place: TopologyPlace, { from, take }: Picker): Picking {
  const { topology, view, change } = place;
  const found = (selection: Selection, end: TraceEnd) =>
    topology === null ? null : endAt(topology, { selection, end, from });
  const intercepted = (patch: ViewPatch): boolean => {
    const { selection } = patch;
    if (view.pick === null || selection === undefined) return false;
    if (selection === null) change({ pick: null });
    else take(view.pick, found(selection, view.pick));
    return true;
  };
  const pickingChange: ViewState["change"] = (patch) => {
    if (typeof patch === "function" || !intercepted(patch)) change(patch);
  };
  return {
    place: view.pick === null ? place : { ...place, change: pickingChange },
    commandsFor: (selection) =>
      ENDS.flatMap(({ end, label }) => {
        const picked = found(selection, end);
        return picked === null ? [] : [{ label, run: () => take(end, picked) }];
      }),
  };
}

const ENDS = [
  { end: "from", label: pathText.fromHere },
  { end: "to", label: pathText.toHere },
] as const;

type Asked = {
  readonly selection: Selection;
  readonly end: TraceEnd;
  readonly from: ResourceRef | null;
};

function endAt({ graph, index }: Topology, { selection, end, from }: Asked): TracedRequest | null {
  if (end === "to") return targetAt(graph, index, { selection, from });
  const caller = callerAt(graph, index, selection);
  return caller === null ? null : { from: caller };
}
