"use client";

import { useMemo } from "react";
import { useDesign } from "@/components/designer/use-design";
import { splitSubjects } from "@/components/topology/draft/split-subjects";
import { TopologyPage, useTopologyPlace } from "@/components/topology/topology-page";
import { pickingOn } from "@/components/topology/trace/picking";
import { useTracedPath } from "@/components/trace/on-topology/use-traced-path";
import { DraftDialogs, useExporting } from "../draft-dialogs";

/** The topology with the designer and the tracer in it: places that do not know each other, put together. */
export function TopologyPlace() {
  const place = useTopologyPlace();
  const { change, topology, view } = place;
  const exporting = useExporting();
  const [subject = null] =
    topology === null ? [] : splitSubjects(topology.graph, topology.index, view.selection);
  const design = useDesign({
    view,
    change,
    subject,
    seen:
      topology === null
        ? null
        : {
            index: topology.index,
            traffic: topology.traffic,
            clusterIds: topology.settings.clusterIds,
            clusters: topology.settings.clusters,
          },
    onExport: exporting.open,
  });
  const { derived, draft } = design;
  const folded = derived?.folded ?? null;
  const after = derived?.after ?? null;
  const drafted = useMemo(
    () =>
      draft === null || folded === null || after === null ? null : { draft, folded, index: after },
    [draft, folded, after],
  );
  const trace = useTracedPath({
    trace: view.trace,
    pick: view.pick,
    change,
    index: topology?.index ?? null,
    reading: topology?.reading ?? NOTHING_READ,
    drafted,
  });
  const picking = pickingOn(place, trace);
  return (
    <>
      <TopologyPage
        place={picking.place}
        design={design}
        trace={{ ...trace, commandsFor: picking.commandsFor }}
      />
      <DraftDialogs design={design} place={place} exporting={exporting} />
    </>
  );
}

const NOTHING_READ: readonly never[] = [];
