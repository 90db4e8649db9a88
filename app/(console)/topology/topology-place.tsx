"use client";

import { useState } from "react";
import { ExportDialog } from "@/components/changes/export/export-dialog";
import { ReviewDrawer } from "@/components/changes/review/review-drawer";
import { useDesign } from "@/components/designer/use-design";
import { splitSubjects } from "@/components/topology/draft/split-subjects";
import { TopologyPage, useTopologyPlace } from "@/components/topology/topology-page";
import { changeSetOf } from "@/lib/mesh/changes/plan/change-set-of";

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
      {view.review && draft !== null ? (
        <ReviewDrawer draftId={draft.id} onClose={() => change({ review: false })} />
      ) : null}
      {exporting && draft !== null && derived !== null ? (
        <ExportDialog
          name={draft.name}
          changeSet={changeSetOf(draft.cluster, derived.folded)}
          conflicts={derived.folded.conflicts.length}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </>
  );
}
