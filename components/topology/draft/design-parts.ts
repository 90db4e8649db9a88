import type { ReactNode } from "react";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { DraftLayer } from "./draft-layer";

/** What the designer puts into the topology page. The page knows where it goes, not what it is. */
export type DesignParts = {
  /** Drawn over the picture; `null` draws the mesh as it is. */
  readonly layer: DraftLayer | null;
  /** Offers to divide the requests to a service. */
  readonly onSplit: (service: ResourceRef) => void;
  readonly paletteItems: readonly PaletteItem[];
  /** Slots of the design mode; `null` while it is off. */
  readonly slots: DesignSlots | null;
};

export type DesignSlots = {
  /** News about the draft, above everything. */
  readonly banners: ReactNode;
  /** In the toolbar, in place of the lenses. */
  readonly tools: ReactNode;
  /** Floats over the picture at its lower left. */
  readonly panel: ReactNode;
  /** At the right, given the inspector (`null` where nothing is selected), which it shows in turn; `null` leaves the inspector there. */
  readonly aside: ((inspector: ReactNode) => ReactNode) | null;
  /** At the foot of the page, in place of the time bar. */
  readonly tray: ReactNode;
};
