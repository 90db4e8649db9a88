"use client";

import { Segmented } from "@/components/ui/segmented";
import { canvasText } from "@/lib/messages/topology-canvas";
import { LENSES, type Lens } from "@/lib/view/view-params";

const OPTIONS = LENSES.map((value) => ({ value, label: canvasText.lens.names[value] }));

type LensSwitchProps = { readonly lens: Lens; readonly onLens: (next: Lens) => void };

/** Traffic, Health or Security: what colours and labels say. */
export function LensSwitch({ lens, onLens }: LensSwitchProps) {
  return (
    <Segmented
      size="s"
      label={canvasText.lens.label}
      options={OPTIONS}
      value={lens}
      onChange={onLens}
    />
  );
}
