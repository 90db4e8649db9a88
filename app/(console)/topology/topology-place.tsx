"use client";

import { useState } from "react";
import { useDesign } from "@/components/designer/use-design";
import { splitSubjects } from "@/components/topology/draft/split-subjects";
import { TopologyPage, useTopologyPlace } from "@/components/topology/topology-page";
import { DraftDialogs } from "../draft-dialogs";

/** The topology with the designer in it: places that do not know each other, put together. */
export function TopologyPlace() {
  const place = useTopologyPlace();
  const { change, topology, view } = place;
  const [exporting, setExporting] = useState(false);
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
    onExport: () => setExporting(true),
  });
  const { derived, draft } = design;
  return (
    <>
      <TopologyPage place={place} design={design} />
      <DraftDialogs
        draft={draft}
        folded={derived?.folded ?? null}
        reviewing={view.review}
        onReviewed={() => change({ review: false })}
        exporting={exporting}
        onExported={() => setExporting(false)}
      />
    </>
  );
}
