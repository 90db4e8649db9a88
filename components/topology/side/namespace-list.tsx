"use client";

import { memo } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { formatRate } from "@/lib/format/figures";
import { worstOf } from "@/lib/live/findings/findings-by-object";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { MeshGroup } from "@/lib/mesh/graph/mesh-graph";
import { configListText } from "@/lib/messages/config-place/list";
import { healthText } from "@/lib/messages/health";
import { sideText } from "@/lib/messages/topology/side";
import type { Selection } from "@/lib/view/selection";
import { unreadLevel } from "../inspector/subject";
import { type NamespaceLines, useNamespaceLines } from "../timebar/use-namespace-lines";
import { SEVERITY_MARKS } from "./config-list";
import { SideHead } from "./side-head";

const text = sideText.namespaces;

type NamespaceListProps = {
  readonly groups: readonly MeshGroup[];
  /** How many namespaces the clusters have in all. */
  readonly known: number;
  /** The clusters are named only where there is more than one. */
  readonly manyClusters: boolean;
  readonly hasFigures: boolean;
  /** What entered each over the last 2 h, by name; `null` where that is not known, or two clusters have the same names. */
  readonly lines: NamespaceLines | null;
  /** By group, where the view is about configuration: they stand in place of health and rates. */
  readonly findings: ReadonlyMap<string, readonly Finding[]> | null;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection) => void;
};

type NamespacesProps = Omit<NamespaceListProps, "lines"> & {
  /** How far back the sources reach. */
  readonly pastSeconds: number;
};

/** Namespaces of the view with health, what comes in, and how that was over the last 2 h; a click selects one. */
export function Namespaces({ pastSeconds, ...props }: NamespacesProps) {
  const lines = useNamespaceLines(pastSeconds);
  // Series know no clusters.
  return <NamespaceList {...props} lines={props.manyClusters ? null : lines} />;
}

const NamespaceList = memo(function NamespaceList(props: NamespaceListProps) {
  const { groups, known, manyClusters, hasFigures, lines, findings, selection, onSelect } = props;
  return (
    <section className="border-line border-t pb-1">
      <SideHead title={text.title} note={text.count(groups.length, known)} />
      {groups.length === 0 ? <p className="px-3 pb-2 text-ink-3">{text.none}</p> : null}
      <ul className="m-0 list-none p-0">
        {groups.map((group) => (
          <li key={group.id}>
            <NamespaceRow
              group={group}
              name={manyClusters ? `${group.cluster}/${group.namespace}` : group.namespace}
              hasFigures={hasFigures}
              line={group.requestsPerSecond === null ? null : (lines?.get(group.namespace) ?? null)}
              findings={findings?.get(group.id) ?? null}
              selected={selection?.type === "group" && selection.id === group.id}
              onSelect={() => onSelect({ type: "group", id: group.id })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
});

type NamespaceRowProps = {
  readonly group: MeshGroup;
  readonly name: string;
  readonly hasFigures: boolean;
  readonly line: readonly (number | null)[] | null;
  readonly findings: readonly Finding[] | null;
  readonly selected: boolean;
  readonly onSelect: () => void;
};

function NamespaceRow(props: NamespaceRowProps) {
  const { group, name, hasFigures, line, findings, selected, onSelect } = props;
  const rate = formatRate(hasFigures ? group.requestsPerSecond : null);
  const level = hasFigures ? group.health.level : unreadLevel(group.health.level);
  const quiet = group.mesh === "none" && group.requestsPerSecond === 0;
  return (
    <button
      type="button"
      aria-current={selected ? "true" : undefined}
      onClick={onSelect}
      className={cn(
        "grid h-row-dense w-full grid-cols-[16px_minmax(0,1fr)_auto_52px] items-center gap-1 px-3 text-left hover:bg-hover",
        selected && "bg-accent-soft [--bg:var(--h-accent-soft)] hover:bg-accent-soft",
      )}
    >
      {findings === null ? (
        <HealthGlyph health={level} size={13} label={healthText.level(level)} />
      ) : (
        <WorstGlyph findings={findings} />
      )}
      <span className="truncate font-medium [font-stretch:90%]">{name}</span>
      <span aria-hidden="true" title={text.over(name)}>
        {line === null || findings !== null ? null : (
          <Sparkline values={line} label={text.over(name)} />
        )}
      </span>
      <span className="text-right text-ink-3 text-note">
        {findings !== null ? sideText.findings.of(findings.length) : quiet ? text.noProxy : rate}
      </span>
    </button>
  );
}

function WorstGlyph({ findings }: { readonly findings: readonly Finding[] }) {
  const worst = worstOf(findings);
  return worst === null ? (
    <HealthGlyph health="healthy" size={13} />
  ) : (
    <HealthGlyph health={SEVERITY_MARKS[worst]} size={13} label={configListText.severity(worst)} />
  );
}
