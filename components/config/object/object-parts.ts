import type { ReactNode } from "react";
import type { FindingPlace } from "@/lib/live/findings/finding-place";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";

/** What a desk for drafts puts into the page of an object. The page knows where it goes, not what it is. */
export type ObjectParts = {
  /** In the order of the lines; `null` before they are known. */
  readonly places: readonly FindingPlace[] | null;
  /** They are those that the open draft would leave. */
  readonly isDrafted: boolean;
  /** The mesh as the draft would leave it; `null` before that is known. */
  readonly after: MeshIndex | null;
  readonly canFix: (finding: Finding) => boolean;
  readonly onFix: (finding: Finding) => void;
  readonly onReveal: (place: FindingPlace) => void;
  /** The text, to read and to change. */
  readonly editor: ReactNode;
  /** A text as it is beside what it was. */
  readonly diffOf: (texts: {
    readonly was: string;
    readonly is: string;
    readonly label: string;
  }) => ReactNode;
  readonly banners: ReactNode;
  readonly tray: ReactNode;
};
