"use client";

import { useDraftedMesh } from "@/components/designer/state/use-drafted-mesh";
import { TracePage, useTracePlace } from "@/components/trace/trace-page";

/** The tracer with the desk for drafts behind it: places that do not know each other, put together. */
export function TracePlace() {
  const place = useTracePlace();
  const { view, change } = place.state;
  const open = useDraftedMesh(view.draft, (draft) => change({ draft }), place.index);
  return <TracePage place={place} open={open} />;
}
