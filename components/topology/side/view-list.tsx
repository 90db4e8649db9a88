"use client";

import { memo, useMemo } from "react";
import { cn } from "@/components/ui/class-names";
import { NOT_KNOWN } from "@/lib/format/figures";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { sideText } from "@/lib/messages/topology/side";
import { countViews } from "./saved-views";
import { SideHead } from "./side-head";

const text = sideText.views;

type ViewListProps = {
  readonly index: MeshIndex;
  readonly graph: MeshGraph;
  readonly hasFigures: boolean;
  readonly find: string;
  readonly onFind: (query: string) => void;
};

/** Saved queries with how much they find now; a second click on the chosen one ends it. */
export const ViewList = memo(function ViewList({
  index,
  graph,
  hasFigures,
  find,
  onFind,
}: ViewListProps) {
  const views = useMemo(() => countViews(index, graph), [index, graph]);
  return (
    <section className="border-line border-t pb-1.5">
      <SideHead title={text.title} />
      <ul className="m-0 list-none p-0">
        {views.map(({ id, label, query, count, atLeast }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={find === query}
              onClick={() => onFind(find === query ? "" : query)}
              title={hasFigures ? text.matches(count) : text.unread}
              className={cn(
                "flex h-[26px] w-full items-center gap-1.5 px-3 text-left hover:bg-hover",
                find === query && "bg-accent-soft hover:bg-accent-soft",
              )}
            >
              <span>{label}</span>
              <code className="min-w-0 flex-1 truncate text-[10.5px] text-ink-3">{query}</code>
              <span className="text-ink-3">
                {hasFigures ? (atLeast ? text.atLeast(count) : count) : NOT_KNOWN}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
});
