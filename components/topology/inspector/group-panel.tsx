import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LinkButton } from "@/components/ui/text-link";
import { formatBytesPerSecond, formatRate } from "@/lib/format/figures";
import type { MeshGroup, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { SectionHead } from "./section-head";
import { bytesOf, figuresOfNode } from "./subject";

const text = inspectorText.group;

type GroupPanelProps = {
  readonly group: MeshGroup;
  readonly nodes: readonly MeshNode[];
  /** No figures were read. */
  readonly unread: boolean;
  readonly onSelect: (node: string) => void;
  readonly onOnly: () => void;
  /** Given where the namespace is folded. */
  readonly onOpen: (() => void) | null;
};

const LEVELS = ["failing", "degraded", "not-ready", "unknown", "healthy"] as const;

const rateOf = (node: MeshNode): number => figuresOfNode(node)?.requestsPerSecond ?? 0;

/** Requests, or bytes of what only carries connections. */
function volumeOf(node: MeshNode): string {
  const figures = figuresOfNode(node);
  const bytes = figures === null ? null : bytesOf(figures);
  return bytes === null ? formatRate(rateOf(node)) : formatBytesPerSecond(bytes);
}

/** A namespace: what is in it, worst and busiest first. */
export function GroupPanel({ group, nodes, unread, onSelect, onOnly, onOpen }: GroupPanelProps) {
  const own = nodes
    .filter((node) => node.group === group.id && node.parent === null)
    .sort(
      (a, b) =>
        LEVELS.indexOf(a.health.level) - LEVELS.indexOf(b.health.level) || rateOf(b) - rateOf(a),
    );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-3 py-2.5">
        <Button size="s" onClick={onOnly}>
          {text.only}
        </Button>
        {onOpen === null ? null : (
          <Button size="s" onClick={onOpen}>
            {text.open}
          </Button>
        )}
      </div>
      <SectionHead title={text.busiest} count={own.length} />
      <ul className="m-0 list-none p-0 pb-2">
        {own.map((node) => (
          <li key={node.id} className="flex h-row-dense items-center gap-1.5 px-3 hover:bg-hover">
            <HealthGlyph
              health={node.idle && node.health.level === "unknown" ? "idle" : node.health.level}
              size={12}
              label={healthText.level(node.health.level)}
            />
            <LinkButton
              className="min-w-0 flex-1 truncate text-ink no-underline hover:underline"
              onClick={() => onSelect(node.id)}
            >
              {node.name}
            </LinkButton>
            <span className="text-ink-2 tabular-nums">
              {unread ? formatRate(null) : volumeOf(node)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
