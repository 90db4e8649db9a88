import type { DraftedMesh } from "@/lib/delivery/drafted-mesh";
import type { Decided } from "@/lib/mesh/trace/answer";

/** Which deciding place is open beside the answer, and how another one is opened. */
export type Opening = {
  readonly drafted: DraftedMesh | null;
  readonly opened: OpenPlace | null;
  readonly onOpen: (decided: Decided, drafted: boolean) => void;
};

export type OpenPlace = {
  /** `refKey` */
  readonly object: string;
  readonly path: string;
  /** As the draft makes it. */
  readonly drafted: boolean;
};
