"use client";

import { memo, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { healthText } from "@/lib/messages/health";
import { sideText } from "@/lib/messages/topology/side";
import type { Selection } from "@/lib/view/selection";
import { SideHead } from "./side-head";
import { type WrongItem, wrongNow } from "./wrong-now";

const text = sideText.wrong;

/** More are folded: the rest of the panel must stay in reach. */
const FIRST = 6;

type WrongListProps = {
  readonly graph: MeshGraph;
  readonly hasFigures: boolean;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection) => void;
};

/** What is wrong now, worst first; a click selects it. */
export const WrongList = memo(function WrongList(props: WrongListProps) {
  const { graph, hasFigures, selection, onSelect } = props;
  const [all, setAll] = useState(false);
  const items = useMemo(() => wrongNow(graph, hasFigures), [graph, hasFigures]);
  const judged = hasFigures ? text.none : text.unjudged;
  const nothing = graph.nodes.length === 0 ? text.empty : judged;
  const shown = all ? items : items.slice(0, FIRST);
  return (
    <section>
      <SideHead title={text.title} note={String(items.length)} />
      {items.length === 0 ? (
        <p className="px-3 pb-2.5 text-ink-3">{nothing}</p>
      ) : (
        <ul className="m-0 list-none p-0">
          {shown.map((item) => (
            <WrongRow
              key={item.key}
              item={item}
              selected={
                selection?.type === item.selection.type && selection.id === item.selection.id
              }
              onSelect={onSelect}
            />
          ))}
        </ul>
      )}
      {items.length > FIRST ? (
        <Button variant="quiet" size="s" className="mx-1 my-0.5" onClick={() => setAll(!all)}>
          {all ? text.fewer : text.more(items.length - FIRST)}
        </Button>
      ) : null}
    </section>
  );
});

type WrongRowProps = {
  readonly item: WrongItem;
  readonly selected: boolean;
  readonly onSelect: (selection: Selection) => void;
};

function WrongRow({ item, selected, onSelect }: WrongRowProps) {
  return (
    <li className="[&+&]:border-line [&+&]:border-t">
      <button
        type="button"
        aria-current={selected ? "true" : undefined}
        onClick={() => onSelect(item.selection)}
        className={cn(
          "grid w-full grid-cols-[16px_minmax(0,1fr)] gap-x-1.5 py-1.5 pr-2.5 pl-3 text-left hover:bg-hover",
          selected && "bg-accent-soft [--bg:var(--h-accent-soft)] hover:bg-accent-soft",
        )}
      >
        <HealthGlyph
          health={item.mark}
          size={13}
          label={healthText.level(item.mark)}
          className="mt-0.5"
        />
        <span className="min-w-0">
          <span className="block font-medium leading-4 stretch-96 [overflow-wrap:anywhere]">
            {item.title}
          </span>
          {item.detail === "" ? null : (
            <span
              className={cn(
                "block text-note leading-[15px] [overflow-wrap:anywhere]",
                selected ? "text-ink-2" : "text-ink-3",
              )}
            >
              {item.detail}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
