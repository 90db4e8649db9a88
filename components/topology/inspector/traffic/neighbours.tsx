"use client";

import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { LinkButton } from "@/components/ui/text-link";
import { formatBytesPerSecond, formatRate, formatRatio } from "@/lib/format/figures";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Selection } from "@/lib/view/selection";
import { SectionHead } from "../section-head";
import { type Call, errorLevel } from "../subject";

const text = inspectorText.neighbours;

const TONES = {
  failing: "font-semibold text-failing-fg",
  degraded: "font-semibold text-degraded-fg",
} as const;

/** More than this are folded: a gateway or a cache can have hundreds. */
const FIRST = 8;

type NeighboursProps = {
  readonly which: "callers" | "callees";
  /** Busiest first. */
  readonly calls: readonly Call[];
  readonly nodes: ReadonlyMap<string, MeshNode>;
  /** No figures were read: an empty list says nothing. */
  readonly unread: boolean;
  readonly onSelect: (selection: Selection) => void;
};

/** Who calls a node, or whom it calls, each with its figures; the name selects the node, the arrow the edge. */
export function Neighbours({ which, calls, nodes, unread, onSelect }: NeighboursProps) {
  const [all, setAll] = useState(false);
  const shown = all ? calls : calls.slice(0, FIRST);
  return (
    <section>
      <SectionHead
        title={text[which]}
        count={unread ? null : calls.length}
        note={calls.some(({ edge }) => edge.protocol !== "tcp") ? text.figures : null}
      />
      {calls.length === 0 ? (
        <p className="px-3 pb-2 text-ink-3">{unread ? text.unread : text.none[which]}</p>
      ) : (
        <ul className="m-0 list-none p-0 pb-1.5">
          {shown.map((call) => (
            <NeighbourRow
              key={call.edge.id}
              call={call}
              which={which}
              nodes={nodes}
              onSelect={onSelect}
            />
          ))}
        </ul>
      )}
      {calls.length > FIRST ? (
        <Button variant="quiet" size="s" className="mx-1 mb-1.5" onClick={() => setAll(!all)}>
          {all ? text.fewer : text.more(calls.length - FIRST)}
        </Button>
      ) : null}
    </section>
  );
}

type NeighbourRowProps = Omit<NeighboursProps, "calls" | "unread"> & { readonly call: Call };

function NeighbourRow({ call, which, nodes, onSelect }: NeighbourRowProps) {
  const { edge, figures } = call;
  const source = nodes.get(edge.source);
  const target = nodes.get(edge.target);
  const other = which === "callers" ? source : target;
  if (!source || !target || !other) return null;
  const { level } = edge.health;
  const errors = errorLevel(edge.health);
  const { tcp, requestsPerSecond, errorRatio } = figures;
  const isTcp = edge.protocol === "tcp" && tcp !== null;
  return (
    <li className="flex h-row-dense items-center gap-1.5 pr-1.5 pl-3 hover:bg-hover">
      <HealthGlyph health={edge.idle ? "idle" : level} size={12} label={healthText.level(level)} />
      <LinkButton
        className="min-w-0 flex-1 truncate text-ink no-underline hover:underline"
        onClick={() => onSelect({ type: "node", id: other.id })}
      >
        {other.name}
        {other.version === null ? "" : ` ${other.version}`}
      </LinkButton>
      <span className="text-right text-ink-2 tabular-nums">
        {isTcp ? formatBytesPerSecond(tcp.toServer + tcp.toClient) : formatRate(requestsPerSecond)}
      </span>
      <span
        className={`w-13 text-right tabular-nums ${errors === null ? "text-ink-3" : TONES[errors]}`}
      >
        {isTcp ? "" : formatRatio(errorRatio)}
      </span>
      <IconButton
        size="s"
        label={text.inspectEdge(source.name, target.name)}
        onClick={() => onSelect({ type: "edge", id: edge.id })}
      >
        <Icon of={ArrowRight} size={13} />
      </IconButton>
    </li>
  );
}
