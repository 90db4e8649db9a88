"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { ObjectPage } from "@/components/config/object/object-page";
import {
  isConfigRef,
  type ObjectPlace,
  useObjectPlace,
} from "@/components/config/object/object-place";
import { useObjectDesign } from "@/components/designer/object/use-object-design";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { type ObjectAddress, objectPath } from "@/lib/view/config/config-params";
import { DraftDialogs, useExporting } from "../../../../draft-dialogs";

/** The page of an object, with the desk for drafts in it: places that do not know each other, put together. */
export function ObjectRoute({ address }: { readonly address: ObjectAddress }) {
  const place = useObjectPlace(address);
  const { ref = null } = place ?? {};
  if (place === null || ref === null || !isConfigRef(ref)) {
    return <ObjectPage address={address} place={place} parts={null} />;
  }
  if (place.object === null && place.view.draft === null) {
    return <ObjectPage address={address} place={place} parts={null} />;
  }
  return <EditedObject place={place} subject={ref} />;
}

type EditedProps = { readonly place: ObjectPlace; readonly subject: ConfigRef };

function EditedObject({ place, subject }: EditedProps) {
  const { mesh, view, change } = place;
  const router = useRouter();
  const exporting = useExporting();
  const { index, settings } = mesh;
  const seen = useMemo(
    () => ({
      index,
      traffic: null,
      clusterIds: settings.clusterIds,
      clusters: settings.clusters,
    }),
    [index, settings],
  );
  const { cluster, draft: draftId } = view;
  const design = useObjectDesign({
    subject,
    seen,
    live: place.findings,
    draftId,
    onDraft: (id) => change({ draft: id }),
    onReview: () => change({ review: true }),
    onExport: exporting.open,
    // An address that this console makes and has a page for.
    onObject: (ref) => router.push(objectPath(ref, { cluster, draft: draftId }) as Route),
  });
  const { draft, derived } = design;
  const parts = {
    ...design,
    isDrafted: draft !== null && draft.edits.length > 0,
    after: derived?.after ?? null,
  };
  return (
    <>
      <ObjectPage address={place.address} place={place} parts={parts} />
      <DraftDialogs design={design} place={place} exporting={exporting} />
    </>
  );
}
