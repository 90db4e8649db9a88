import { Button } from "@/components/ui/button";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Selection } from "@/lib/view/selection";
import type { View } from "@/lib/view/view-params";
import type { AbsentReason } from "../state/selected";

const text = inspectorText.absent;

type AbsentPanelProps = {
  readonly selection: Selection;
  readonly reason: AbsentReason;
  readonly onChange: (patch: Partial<View>) => void;
  readonly onClear: () => void;
};

/** A link names what this view does not have: says why, and offers the view that has it. */
export function AbsentPanel({ selection, reason, onChange, onClear }: AbsentPanelProps) {
  const remedy = remedyOf(reason);
  return (
    <div className="p-3">
      <StatePanel
        figure={<EmptyFigure />}
        title={text.title}
        rank="h2"
        actions={
          <>
            {remedy === null ? null : (
              <Button size="s" variant="primary" onClick={() => onChange(remedy)}>
                {text.show}
              </Button>
            )}
            <Button size="s" onClick={onClear}>
              {text.clear}
            </Button>
          </>
        }
      >
        <p>{sentenceOf(reason)}</p>
        <p className="mt-1.5">
          {text.id} <code className="[overflow-wrap:anywhere]">{selection.id}</code>
        </p>
      </StatePanel>
    </div>
  );
}

const sentenceOf = (reason: AbsentReason): string =>
  reason.code === "graph-type" ? text.graphType(reason.type) : text[reason.code];

/** The change to the view that shows it; `null` where none does, or where the canvas unfolds it. */
function remedyOf(reason: AbsentReason): Partial<View> | null {
  switch (reason.code) {
    case "scope":
      return { namespaces: null, clusters: null };
    case "hidden":
      return { hide: "" };
    case "idle":
      return { idle: true };
    case "services":
      return { services: true };
    case "graph-type":
      return { graph: reason.type };
    case "folded":
    case "nowhere":
      return null;
  }
}
