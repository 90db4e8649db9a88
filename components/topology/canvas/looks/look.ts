import type { HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { KindMark } from "@/components/ui/glyphs/kind-glyph";
import type { LockMark } from "@/components/ui/glyphs/lock-glyph";
import type { Lens } from "@/lib/view/view-params";
import type { ConfigFacts } from "../../config/config-facts";
import type { DraftCardLook, DraftLooks, DraftThreadLook } from "./draft-look";

/** What a text is: plain, less important, or wrong. */
export type TextTone = "plain" | "muted" | "degraded" | "failing";

export type Segment = { readonly text: string; readonly tone: TextTone };

/** `stale`: the figures are too old to say. */
export type RingMark = HealthMark | "stale";

export type RowLook = {
  readonly id: string;
  readonly label: string;
  readonly idle: boolean;
  /** Filled part of the share bar, 0..1; `null` draws none. */
  readonly bar: number | null;
  readonly tone: "plain" | "degraded" | "failing";
  readonly text: string;
  readonly mark: HealthMark | null;
  /** Threads leave from it. */
  readonly calls: boolean;
};

/** How a card looks through a lens: everything but where it stands. Plain values, so that equal looks can be told. */
export type CardLook = {
  readonly id: string;
  /** The end of the name that is never cut off; empty where the end tells nothing. */
  readonly tail: string;
  readonly name: string;
  readonly kind: KindMark;
  /** Stands in the ring in place of the kind. */
  readonly lock: LockMark | null;
  readonly ring: RingMark;
  /** Share of failed requests, 0..1, drawn as an arc; 0 draws none. */
  readonly arc: number;
  readonly border: "plain" | "degraded" | "failing";
  readonly dotted: boolean;
  readonly figures: readonly Segment[];
  /** Rate and only what is wrong, for the middle zoom. */
  readonly brief: readonly Segment[];
  readonly corner: HealthMark | null;
  /** Findings, in the Health lens. */
  readonly findings: number;
  readonly rows: readonly RowLook[];
  readonly rowHeight: number;
  /** What a draft does to it; `null` where none does. */
  readonly draft: DraftCardLook | null;
  readonly called: boolean;
  readonly calls: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
};

/** `decided`: an object of configuration decides about it. */
export type ThreadTone = "edge" | "decided" | "ok" | "degraded" | "failing" | "idle" | "unknown";

export type ThreadLook = {
  readonly id: string;
  readonly width: number;
  readonly tone: ThreadTone;
  /** In full, and for short threads without units. */
  readonly label: readonly Segment[];
  readonly brief: readonly Segment[];
  readonly lock: LockMark | null;
  readonly mark: HealthMark | null;
  readonly problem: boolean;
  /** The more important label is placed first. */
  readonly importance: number;
  /** Moving stitches, 0 to 4. */
  readonly stitches: number;
  readonly denied: boolean;
  readonly tcp: boolean;
  readonly idle: boolean;
  readonly plies: readonly ThreadTone[];
  /** Shares of a bundle as its route sets them: `90/10`; empty where none does. */
  readonly chip: string;
  /** How a draft divides it; `null` where none does. */
  readonly draft: DraftThreadLook | null;
};

/** What changes how everything looks. */
export type LookContext = {
  readonly lens: Lens;
  /** What configuration says of the graph; asked for by its lens alone. */
  readonly config?: ConfigFacts | null;
  /** Age of the figures as text when they are too old; `null` while they are in time. */
  readonly old: string | null;
  /** No figures were read: what has none is not idle, it is not known. */
  readonly unread: boolean;
  readonly pinned: ReadonlySet<string>;
  readonly drafts: DraftLooks;
};
