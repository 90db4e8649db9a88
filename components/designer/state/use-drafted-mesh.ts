"use client";

import { useMemo } from "react";
import { overlayOf } from "@/lib/delivery/draft-outcome";
import type { OpenDraftedMesh } from "@/lib/delivery/drafted-mesh";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { overlayIndex } from "@/lib/mesh/model/overlay-index";
import { useDraftDesk } from "./use-draft-desk";

/**
 * The draft that the address names over the mesh as it is now, for places that only look at it: with what earlier pages of this browser
 * could not save of it.
 *
 * @param index `null` until the mesh is known
 */
export function useDraftedMesh(
  id: string | null,
  onId: (id: string | null) => void,
  index: MeshIndex | null,
): OpenDraftedMesh {
  const { state, absent } = useDraftDesk(id, onId);
  const draft = state.draft?.id === id ? state.draft : null;
  const folded = useMemo(() => (draft === null ? null : foldDraft(draft)), [draft]);
  const drafted = useMemo(() => {
    if (draft === null || folded === null || index === null) return null;
    return { draft, folded, index: overlayIndex(index, overlayOf(folded, index)) };
  }, [draft, folded, index]);
  if (id === null || draft !== null) return { drafted, absent: null };
  return { drafted: null, absent: absent === null || absent === "copy" ? "reading" : absent };
}
