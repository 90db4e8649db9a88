import type { ReactNode } from "react";
import type { TraceCourse } from "@/lib/mesh/trace/course";
import type { Selection } from "@/lib/view/selection";

/** The way of a traced request, to light on the picture. */
export type PathLayer = {
  /** `null` where the request cannot be asked of the live mesh. */
  readonly live: TraceCourse | null;
  /** As a draft would have it; `null` where none is open. */
  readonly draft: TraceCourse | null;
};

/** What the tracer puts into the topology page. The page knows where it goes, not what it is. */
export type TraceParts = {
  readonly path: PathLayer | null;
  /** The request and its answer, in place of the inspector while nothing is selected; `null` while none is traced. */
  readonly panel: ReactNode;
  /** What is to be chosen in the picture, above it. */
  readonly banner: ReactNode;
  /** Commands that take a thing of the picture for an end of a request. */
  readonly commandsFor: (
    selection: Selection,
  ) => readonly { readonly label: string; readonly run: () => void }[];
};
