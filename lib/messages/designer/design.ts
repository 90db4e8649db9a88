import type { DraftLayerName } from "@/lib/view/view-params";

/** The design mode around its parts. */
export const designText = {
  layer: "What is drawn",
  layers: { live: "Live", draft: "Draft", both: "Both" } satisfies Record<DraftLayerName, string>,
  aside: "What is shown beside the picture",
  asides: { yaml: "YAML", selection: "Selection" },
  palette: {
    design: "Design mode",
    observe: "Observe mode",
    undo: "Undo the last edit of the draft",
    redo: "Redo an edit of the draft",
    review: "Review the draft",
    export: "Export the draft",
  },
} as const;
