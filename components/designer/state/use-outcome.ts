"use client";

import { useMemo } from "react";
import { useDraftFindings } from "@/components/live/findings/use-draft-findings";
import { type DraftOutcome, draftEffect, overlayOf } from "@/lib/delivery/draft-outcome";
import { basesIn, movedOn } from "@/lib/mesh/changes/base";
import type { Draft, FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { isNamed } from "@/lib/mesh/graph/ends/graph-context";
import { type ClusterIds, clusterOfId } from "@/lib/mesh/model/mesh-clusters";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ClusterOf } from "@/lib/mesh/prediction/flows";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { writtenOf } from "./written-objects";

/** The mesh as it is seen. */
export type SeenMesh = {
  readonly index: MeshIndex;
  /** `null` where no figures were read. */
  readonly traffic: Traffic | null;
  readonly clusterIds: ClusterIds;
  /** Watched clusters; metrics without a label for theirs are of the first. */
  readonly clusters: readonly string[];
};

/** All that is derived of a draft, of one moment. */
export type Derived = DraftOutcome & {
  /** The findings are those of an older draft, and it takes a while until those of this one are known. */
  readonly late: boolean;
  readonly base: MeshIndex;
  readonly traffic: Traffic | null;
  readonly clusterOf: ClusterOf;
  readonly folded: FoldedDraft;
  /** Objects of the draft that are not any more what the author found. */
  readonly moved: readonly ConfigRef[];
  /** Those of the draft that the cluster has by now just as the draft makes them: it was written. */
  readonly written: readonly ConfigRef[];
};

const NOTHING: FoldedDraft = { objects: new Map(), conflicts: [] };

/**
 * What the draft comes to on the mesh as it is; derived anew when the draft, the mesh or the traffic changes. Its findings come a moment
 * later, from the thread that analyses: until then those from before stand.
 */
export function useOutcome(draft: Draft | null, seen: SeenMesh | null): Derived | null {
  const index = seen?.index ?? null;
  const traffic = seen?.traffic ?? null;
  const ids = seen?.clusterIds;
  const unlabelled = seen?.clusters[0] ?? "";
  const clusterOf = useMemo<ClusterOf>(
    () => (label) =>
      index !== null && isNamed(label) ? clusterOfId(index, ids ?? {}, label) : unlabelled,
    [index, ids, unlabelled],
  );
  const folded = useMemo(() => (draft === null ? NOTHING : foldDraft(draft)), [draft]);
  const moved = useMemo(
    () => (draft === null || index === null ? [] : movedOn(draft, basesIn(index.snapshot))),
    [draft, index],
  );
  const written = useMemo(
    () => (index === null ? [] : writtenOf(folded, basesIn(index.snapshot))),
    [folded, index],
  );
  const effect = useMemo(
    () => (index === null ? null : draftEffect({ folded, index, traffic, clusterOf })),
    [folded, index, traffic, clusterOf],
  );
  // What is asked about is the draft on the mesh: figures that change are no reason to ask again.
  const overlay = useMemo(
    () => (index === null ? null : overlayOf(folded, index)),
    [folded, index],
  );
  const judged = useDraftFindings(overlay);
  return useMemo(() => {
    if (index === null || effect === null) return null;
    const { failing, ...known } = effect;
    const { affected, findings, late } = judged;
    const all = failing.length === 0 ? findings : [...findings, ...failing];
    return {
      ...known,
      ...{ affected, findings: all, late },
      ...{ base: index, traffic, clusterOf, folded, moved, written },
    };
  }, [effect, judged, index, traffic, clusterOf, folded, moved, written]);
}
