"use client";

import { Route, Split } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { formatRate } from "@/lib/format/figures";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { splitText } from "@/lib/messages/designer/split";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { Selection } from "@/lib/view/selection";
import { tracePath } from "@/lib/view/trace/trace-params";
import type { View } from "@/lib/view/view-params";
import { splitSubjects } from "../draft/split-subjects";
import { isGrey } from "../state/freshness";
import type { Selected } from "../state/selected";
import type { Topology } from "../state/use-topology";
import { tracedRequest } from "../trace/traced";
import { AbsentPanel } from "./absent-panel";
import { GroupPanel } from "./group-panel";
import { groupLine, kindLine, levelCounts, notesOf } from "./headline";
import { InspectorFoot } from "./inspector-foot";
import {
  EdgeTitle,
  HealthLines,
  InspectorHead,
  NodeTitle,
  type PinControl,
} from "./inspector-head";
import { healthOf, isIdle, nodesById, type Subject, unreadLevel } from "./subject";
import { SubjectTabs } from "./subject-tabs";
import { versionNotes, withVersions } from "./version-notes";

export type InspectorProps = {
  readonly topology: Topology;
  readonly view: View;
  readonly onChange: (patch: Partial<View>) => void;
  /** Pinning of the selected node, where the canvas offers it. */
  readonly pin: PinControl | null;
  /** Copies a link to the view; answers in words how that went. */
  readonly copyLink: () => Promise<string>;
  /** Offers to divide the requests to a service. */
  readonly onSplit: (service: ResourceRef) => void;
};

/** Everything known of the selection: what it is, how it fares and why, and what decides that. */
export function Inspector(props: InspectorProps) {
  const { topology, onChange } = props;
  const select = (selection: Selection | null) => onChange({ selection });
  return (
    <section
      aria-label={inspectorText.label}
      className="flex min-h-0 w-inspector flex-none flex-col overflow-hidden border-line border-l bg-surface"
    >
      {topology.selected === null ? (
        <div className="grid flex-1 place-content-center p-3">
          <StatePanel figure={<EmptyFigure />} title={inspectorText.nothing.title} rank="h2">
            {inspectorText.nothing.text}
          </StatePanel>
        </div>
      ) : (
        <Content {...props} onSelect={select} selected={topology.selected} />
      )}
      <InspectorFoot freshness={topology.freshness} />
    </section>
  );
}

type ContentProps = InspectorProps & {
  readonly selected: Selected;
  readonly onSelect: (selection: Selection | null) => void;
};

function Content(props: ContentProps) {
  const { selected, topology, onChange, onSelect } = props;
  switch (selected.type) {
    case "node":
    case "edge":
      return <SubjectContent {...props} subject={selected} />;
    case "group":
      return <GroupContent {...props} group={selected.group} />;
    case "absent":
      return (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <AbsentPanel
            selection={selected.selection}
            reason={topology.absent ?? { code: "nowhere" }}
            onChange={onChange}
            onClear={() => onSelect(null)}
          />
        </div>
      );
  }
}

function SubjectContent(props: ContentProps & { readonly subject: Subject }) {
  const { subject, topology, view, pin, copyLink, onChange, onSelect } = props;
  const selectNode = (id: string) => onSelect({ type: "node", id });
  const kind = kindLine(topology.index, subject);
  const nodes = nodesById(topology.graph.nodes);
  const notes = [
    ...(subject.type === "node" ? notesOf(subject.node) : []),
    ...versionNotes(subject, nodes),
  ];
  const key = `${view.selection?.type} ${view.selection?.id}`;
  return (
    <>
      <InspectorHead
        kind={pin?.pinned === true ? inspectorText.pinned(kind) : kind}
        pin={pin}
        copyLink={copyLink}
        onClose={() => onSelect(null)}
      >
        {subject.type === "node" ? (
          <NodeTitle node={subject.node} />
        ) : (
          <EdgeTitle source={subject.source} target={subject.target} onSelect={selectNode} />
        )}
        <HealthLines
          health={withVersions(healthOf(subject), subject, nodes)}
          idle={isIdle(subject)}
          unread={topology.traffic === null}
          notes={notes}
          grey={isGrey(topology.freshness)}
        />
        <SubjectActions {...props} />
      </InspectorHead>
      <SubjectTabs
        key={key}
        topology={topology}
        subject={subject}
        view={view}
        onChange={onChange}
        onSelect={onSelect}
      />
    </>
  );
}

/** A button for each service whose requests the selection is about, and the way to ask what becomes of one. */
function SubjectActions({ topology, view, onSplit }: ContentProps) {
  const { graph, index } = topology;
  const services = splitSubjects(graph, index, view.selection);
  const request = tracedRequest(graph, index, view.selection);
  if (services.length === 0 && request === null) return null;
  const [, ...others] = services;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5">
      {services.map((service) => (
        <Button key={refKey(service)} size="s" onClick={() => onSplit(service)}>
          <Icon of={Split} size={13} />
          {others.length === 0 ? splitText.action : splitText.actionOf(service.name)}
        </Button>
      ))}
      {request === null ? null : (
        <Link
          href={tracePath(request)}
          className="inline-flex h-6 flex-none items-center gap-1.5 rounded-control border border-line-2 bg-surface px-2 font-medium text-ink text-note hover:bg-hover"
        >
          <Icon of={Route} size={13} />
          {traceText.action}
        </Link>
      )}
    </div>
  );
}

function GroupContent(
  props: ContentProps & { readonly group: Extract<Selected, { readonly type: "group" }>["group"] },
) {
  const { group, topology, view, copyLink, onChange, onSelect } = props;
  const opened = view.opened ?? [];
  const unread = topology.traffic === null;
  return (
    <>
      <InspectorHead
        kind={`${inspectorText.kind.group}, ${group.cluster}`}
        pin={null}
        copyLink={copyLink}
        onClose={() => onSelect(null)}
      >
        <h2 className="m-0 font-semibold text-title leading-5 stretch-96 [overflow-wrap:anywhere]">
          {group.namespace}
        </h2>
        <HealthLines
          health={{
            level: unread ? unreadLevel(group.health.level) : group.health.level,
            reasons: [],
          }}
          idle={false}
          unread={unread}
          notes={levelCounts(group, topology.graph.nodes)}
          grey={isGrey(topology.freshness)}
        />
        <p className="mt-1 text-ink-3">
          {groupLine(group)}, {inspectorText.group.enters.toLowerCase()}{" "}
          {formatRate(unread ? null : group.requestsPerSecond)}
        </p>
      </InspectorHead>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <GroupPanel
          group={group}
          nodes={topology.graph.nodes}
          unread={unread}
          onSelect={(id) => onSelect({ type: "node", id })}
          onOnly={() => onChange({ namespaces: [group.namespace] })}
          onOpen={group.open ? null : () => onChange({ opened: [...opened, group.id] })}
        />
      </div>
    </>
  );
}
