"use client";

import { useMemo } from "react";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Selection } from "@/lib/view/selection";
import type { View } from "@/lib/view/view-params";
import { isGrey } from "../state/freshness";
import type { Topology } from "../state/use-topology";
import { absenceOf } from "./config/absence";
import { appliedList } from "./config/applied-list";
import { ConfigTab } from "./config/config-tab";
import { RoutingSection } from "./config/routing-section";
import { countOf, explanations } from "./flags/answer-rows";
import { FlagsTab } from "./flags/flags-tab";
import { SecurityTab } from "./security/security-tab";
import { callsOf, figuresOf, hostOf, nodesById, type Subject } from "./subject";
import { TrafficTab } from "./traffic/traffic-tab";

type SubjectTabsProps = {
  readonly topology: Topology;
  readonly subject: Subject;
  readonly view: Pick<View, "at" | "tab" | "object">;
  readonly onChange: (patch: Partial<View>) => void;
  readonly onSelect: (selection: Selection) => void;
};

/** The tabs of a node or an edge. An object named anywhere opens among those that apply. */
export function SubjectTabs({ topology, subject, view, onChange, onSelect }: SubjectTabsProps) {
  const { graph, index, freshness, reading } = topology;
  const figures = figuresOf(subject);
  const responses = figures?.responses ?? [];
  const explained = explanations(responses, figures?.tcp ?? null, hostOf(subject));
  const entries = useMemo(() => appliedList(index, subject), [index, subject]);
  const showObject = (object: string) => onChange({ tab: "config", object });
  const flags = countOf(explained);
  const into =
    subject.type === "node"
      ? callsOf(subject.node, graph.edges, nodesById(graph.nodes)).into.map(({ edge }) => edge)
      : [];
  const ends = subject.type === "edge" ? [subject.source, subject.target] : [subject.node];
  return (
    <Tabs
      className={isGrey(freshness) ? "flex-1 text-ink-3" : "flex-1"}
      label={inspectorText.tabsLabel}
      value={view.tab}
      onChange={(tab) => onChange({ tab })}
      tabs={[
        { value: "traffic", label: inspectorText.tabs.traffic },
        { value: "flags", label: inspectorText.tabs.flags, count: flags > 0 ? flags : null },
        { value: "security", label: inspectorText.tabs.security },
        {
          value: "config",
          label: inspectorText.tabs.config,
          count: entries.length > 0 ? entries.length : null,
        },
      ]}
    >
      <TabPanel value="traffic">
        <TrafficTab
          topology={topology}
          subject={subject}
          at={view.at}
          onSelect={onSelect}
          onObject={showObject}
        />
      </TabPanel>
      <TabPanel value="flags">
        <FlagsTab
          responses={responses}
          tcp={figures?.tcp ?? null}
          explained={explained}
          deniedForCertain={subject.type === "edge" && subject.edge.denied?.certain === true}
        />
      </TabPanel>
      <TabPanel value="security">
        <SecurityTab
          index={index}
          reading={reading}
          graph={graph}
          subject={subject}
          into={into}
          onObject={showObject}
        />
      </TabPanel>
      <TabPanel value="config">
        <RoutingSection
          index={index}
          reading={reading}
          graph={graph}
          subject={subject}
          into={into}
          onObject={showObject}
        />
        <ConfigTab
          index={index}
          entries={entries}
          absence={absenceOf(ends, reading)}
          open={view.object}
          onOpen={(object) => onChange({ object })}
        />
      </TabPanel>
    </Tabs>
  );
}
