import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";

/** What a draft changes in the picture: plain data, from whoever keeps drafts. */
export type DraftLayer = {
  /** `draft`: as it would be, alone; `both`: over what is there. */
  readonly show: "draft" | "both";
  /** Requests that the draft sends elsewhere. */
  readonly flows: readonly PredictedFlow[];
  /** By the `refKey` of a service: what the draft does to the rules of its requests. */
  readonly marks: ReadonlyMap<string, DraftMark>;
  /** `refKey`s of services that are edited now: their versions have room for figures. */
  readonly edited: ReadonlySet<string>;
  /** `refKey` of the service whose panel is open: it is brought into view, beside the panel. */
  readonly focus: string | null;
};
