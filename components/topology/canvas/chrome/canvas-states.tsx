import type { ReactNode } from "react";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { canvasText } from "@/lib/messages/topology-canvas";

const text = canvasText.states;

function Middle({ children }: { readonly children: ReactNode }) {
  return <div className="grid size-full place-items-center bg-canvas p-6">{children}</div>;
}

/** Stands in place of the picture until there is a graph. */
export function CanvasLoading() {
  return (
    <Middle>
      <StatePanel figure={<LoadingFigure />} title={text.loading} />
    </Middle>
  );
}

/** Why a graph without nodes has none, and what to do. */
export function CanvasEmpty({
  graph,
  actions,
}: {
  readonly graph: MeshGraph;
  readonly actions?: ReactNode;
}) {
  const hidden = graph.hidden.nodes > 0;
  const { title } = hidden ? text.allHidden : text.empty;
  return (
    <Middle>
      <StatePanel figure={<EmptyFigure />} title={title} actions={actions}>
        {hidden ? text.allHidden.text(canvasText.leftOut(graph)) : text.empty.text}
      </StatePanel>
    </Middle>
  );
}

/** Over the dimmed picture, when something is looked for and nothing is found. */
export function NothingMatches({
  graph,
  actions,
}: {
  readonly graph: MeshGraph;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="pointer-events-none absolute inset-x-0 top-6 z-(--h-z-chrome) grid justify-items-center">
      <StatePanel
        figure={<EmptyFigure />}
        title={text.noMatch.title}
        actions={actions}
        className="pointer-events-auto shadow-2"
      >
        {text.noMatch.text(canvasText.counts(graph))}
      </StatePanel>
    </div>
  );
}
