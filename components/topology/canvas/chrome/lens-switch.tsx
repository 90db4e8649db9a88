"use client";

import { Segmented } from "@/components/ui/segmented";
import { canvasText } from "@/lib/messages/topology-canvas";
import { topologyText } from "@/lib/messages/topology-page";
import { LENSES, type Lens } from "@/lib/view/view-params";

const OPTIONS = LENSES.map((value) => ({ value, label: topologyText.lens.names[value] }));

type LensSwitchProps = { readonly lens: Lens; readonly onLens: (next: Lens) => void };

/** Traffic, Health or Security: what colours and labels say. */
export function LensSwitch({ lens, onLens }: LensSwitchProps) {
  return (
    <Segmented size="s" label={canvasText.lens} options={OPTIONS} value={lens} onChange={onLens} />
  );
}
