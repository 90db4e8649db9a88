"use client";

import { useMemo } from "react";
import { formatRate } from "@/lib/format/figures";
import type { Figures } from "@/lib/mesh/graph/mesh-graph";
import type { Protocol } from "@/lib/mesh/telemetry/traffic";
import { inspectorText } from "@/lib/messages/topology/inspector";
import type { Selection } from "@/lib/view/selection";
import { type Freshness, isGrey } from "../../state/freshness";
import type { Topology } from "../../state/use-topology";
import { DecidedBy } from "../config/decided-by";
import { SectionHead } from "../section-head";
import {
  callsOf,
  directionOf,
  errorLevel,
  figuresOf,
  healthOf,
  nodesById,
  type Subject,
  workloadsOf,
} from "../subject";
import { HistoryCharts } from "./history-charts";
import { SubjectFigures } from "./key-figures";
import { Neighbours } from "./neighbours";
import { PodsTables } from "./pods-table";
import { UnknownWhy } from "./unknown-why";
import { versionRows, versionRowsOfNode } from "./version-rows";
import { VersionTable } from "./version-table";

type TrafficTabProps = {
  readonly topology: Topology;
  readonly subject: Subject;
  readonly at: number | null;
  readonly onSelect: (selection: Selection) => void;
  readonly onObject: (object: string) => void;
};

/** Figures now and over time, versions, neighbours, and for a workload its pods. */
export function TrafficTab({ topology, subject, at, onSelect, onObject }: TrafficTabProps) {
  const { graph, freshness } = topology;
  const nodes = useMemo(() => nodesById(graph.nodes), [graph]);
  const figures = figuresOf(subject);
  const selectNode = (id: string) => onSelect({ type: "node", id });
  const protocol = figures === null ? "http" : protocolOf(topology, subject, figures);
  // Bytes are not divided by routes as requests are, and the table is about requests.
  const isTcp = protocol === "tcp";
  const isEdge = subject.type === "edge";
  const rows = isEdge ? versionRows(subject.edge, nodes) : versionRowsOfNode(subject.node, nodes);
  return (
    <>
      {figures === null ? (
        <p className="border-line border-b px-3 py-2.5 text-ink-2">
          {inspectorText.figures[without(freshness)]}
        </p>
      ) : (
        <SubjectFigures
          figures={figures}
          protocol={protocol}
          errors={errorLevel(healthOf(subject))}
          grey={isGrey(freshness)}
        />
      )}
      {directionOf(subject) === "outbound" ? (
        <p className="border-line border-b px-3 py-1 text-ink-3 text-note">
          {inspectorText.figures.direction.outbound}
        </p>
      ) : null}
      {isEdge || subject.node.why === null ? null : (
        <UnknownWhy why={subject.node.why} nodes={graph.nodes} onSelect={selectNode} />
      )}
      <VersionTable
        rows={isTcp ? [] : rows}
        withSet={isEdge}
        unread={topology.traffic === null}
        onSelect={selectNode}
      />
      <HistoryCharts topology={topology} subject={subject} at={at} />
      <Messages figures={figures} />
      {isEdge ? (
        <DecidedBy
          index={topology.index}
          reading={topology.reading}
          graph={graph}
          subject={subject}
          onObject={onObject}
        />
      ) : (
        <NodeSurroundings topology={topology} subject={subject} nodes={nodes} onSelect={onSelect} />
      )}
    </>
  );
}

/** Why there are no figures: only with a reading it is known that there were no requests. */
const without = ({ figures }: Freshness): "unread" | "pending" | "none" =>
  figures === "missing" ? "unread" : figures === "pending" ? "pending" : "none";

/** A node speaks TCP for the reader when that is all it speaks. */
function protocolOf({ graph }: Topology, subject: Subject, figures: Figures): Protocol {
  if (subject.type === "edge") return subject.edge.protocol;
  if (figures.requestsPerSecond === 0 && figures.tcp !== null) return "tcp";
  const { id } = subject.node;
  const near = graph.edges.filter(
    (e) => (e.target === id || e.source === id) && e.protocol !== "tcp",
  );
  return near.length > 0 && near.every((e) => e.protocol === "grpc") ? "grpc" : "http";
}

function Messages({ figures }: { readonly figures: Figures | null }) {
  if (figures === null || figures.messages === null) return null;
  const { toServer, toClient } = figures.messages;
  const text = inspectorText.messages;
  return (
    <section>
      <SectionHead title={text.title} />
      <dl className="m-0 grid grid-cols-[1fr_auto] gap-y-0.5 px-3 pb-2">
        <dt className="text-ink-3">{text.toServer}</dt>
        <dd className="m-0 text-right">{formatRate(toServer, "key", text.unit)}</dd>
        <dt className="text-ink-3">{text.toClient}</dt>
        <dd className="m-0 text-right">{formatRate(toClient, "key", text.unit)}</dd>
      </dl>
    </section>
  );
}

type NodeSurroundingsProps = {
  readonly topology: Topology;
  readonly subject: Extract<Subject, { readonly type: "node" }>;
  readonly nodes: ReturnType<typeof nodesById>;
  readonly onSelect: (selection: Selection) => void;
};

function NodeSurroundings({ topology, subject, nodes, onSelect }: NodeSurroundingsProps) {
  const { graph, index } = topology;
  const { node } = subject;
  const { into, outOf } = callsOf(node, graph.edges, nodes);
  const common = { nodes, unread: topology.traffic === null, onSelect };
  const ownsPods = node.kind === "workload" || node.kind === "app";
  return (
    <>
      <Neighbours which="callers" calls={into} {...common} />
      <Neighbours which="callees" calls={outOf} {...common} />
      {ownsPods ? <PodsTables workloads={workloadsOf(index, node)} /> : null}
    </>
  );
}
