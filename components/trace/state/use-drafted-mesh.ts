"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { failureText } from "@/components/live/failure-text";
import { overlayOf } from "@/lib/delivery/draft-outcome";
import type { Draft, FoldedDraft } from "@/lib/mesh/changes/draft";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { overlayIndex } from "@/lib/mesh/model/overlay-index";
import { useTRPC } from "@/lib/trpc/client";

/** A draft laid over the live mesh. */
export type DraftedMesh = {
  readonly draft: Draft;
  readonly folded: FoldedDraft;
  readonly index: MeshIndex;
};

export type OpenDraft = {
  /** `null` while none is asked for, or it is not known. */
  readonly drafted: DraftedMesh | null;
  /** Why it is not there although it is asked for. */
  readonly absent: "reading" | "missing" | { readonly failure: string } | null;
};

/** The draft that the address names, as the server has it, over the mesh as it is now. */
export function useDraftedMesh(id: string | null, index: MeshIndex | null): OpenDraft {
  const trpc = useTRPC();
  const { data, error } = useQuery({
    ...trpc.drafts.get.queryOptions({ id: id ?? "" }),
    enabled: id !== null,
    structuralSharing: false,
  });
  const draft = id === null ? null : (data?.draft ?? null);
  const folded = useMemo(() => (draft === null ? null : foldDraft(draft)), [draft]);
  const drafted = useMemo(() => {
    if (draft === null || folded === null || index === null) return null;
    return { draft, folded, index: overlayIndex(index, overlayOf(folded, index)) };
  }, [draft, folded, index]);
  if (id === null) return { drafted: null, absent: null };
  if (error !== null && draft === null) return { drafted, absent: { failure: failureText(error) } };
  if (data === undefined) return { drafted, absent: "reading" };
  return { drafted, absent: data === null ? "missing" : null };
}
