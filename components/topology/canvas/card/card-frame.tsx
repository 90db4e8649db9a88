import { type DraftMark, DraftShape } from "@/components/ui/glyphs/draft-glyph";
import { EyeShape } from "@/components/ui/glyphs/eye-shape";
import { HealthShape } from "@/components/ui/glyphs/health-glyph";
import { KindShape } from "@/components/ui/glyphs/kind-glyph";
import { LockShape } from "@/components/ui/glyphs/lock-glyph";
import { CARD, portHeight } from "../../flow/measures";
import type { CardLook, RowLook } from "../looks/look";
import { Ring } from "./ring";
import type { useCardState } from "./use-card";

type CardFrameProps = {
  readonly look: CardLook;
  readonly state: ReturnType<typeof useCardState>;
  readonly width: number;
  readonly height: number;
};

const BORDER = {
  plain: "var(--h-node-line)",
  degraded: "var(--h-degraded)",
  failing: "var(--h-failing)",
} as const;

/** Everything of a card but its texts: ground, border, ring, eyes, marks on the corners. */
export function CardFrame({ look, state, width, height }: CardFrameProps) {
  const { selected, hovered, cursor, pinned } = state;
  const marked = selected === "card";
  return (
    <svg
      width={width}
      height={height}
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 overflow-visible"
    >
      {marked ? <Halo width={width} height={height} /> : null}
      {cursor === null ? null : (
        <CursorRing look={look} at={cursor} width={width} height={height} />
      )}
      <rect
        x="0.5"
        y="0.5"
        width={width - 1}
        height={height - 1}
        rx="6"
        fill={hovered === null ? "var(--h-surface)" : "var(--h-hover)"}
        stroke={marked ? "var(--h-accent)" : borderOf(look)}
        strokeWidth={marked ? 1.75 : look.draft !== null || look.border === "failing" ? 1.5 : 1}
        {...dashOf(look, marked)}
      />
      <Ring mark={look.ring} arc={look.arc} />
      {look.lock === null ? (
        <KindShape kind={look.kind} x={CARD.ring.x} y={CARD.ring.y} size={9.5} />
      ) : (
        <LockShape lock={look.lock} x={CARD.ring.x} y={CARD.ring.y} size={10.5} />
      )}
      <Eyes look={look} width={width} />
      {pinned ? <PinMark /> : null}
      {look.corner === null ? null : (
        <Corner look={look} width={width - (look.draft === null ? 0 : 18)} />
      )}
      {look.draft === null ? null : <DraftCorner mark={look.draft.mark} width={width} />}
    </svg>
  );
}

const borderOf = ({ draft, border }: CardLook): string =>
  draft === null ? BORDER[border] : "var(--h-draft)";

function dashOf({ draft, dotted }: CardLook, marked: boolean) {
  if (draft !== null) return { strokeDasharray: "5 3" };
  return dotted && !marked ? { strokeDasharray: "1.5 2.5", strokeLinecap: "round" as const } : {};
}

function Halo({ width, height }: { readonly width: number; readonly height: number }) {
  return (
    <rect
      x="-3.5"
      y="-3.5"
      width={width + 7}
      height={height + 7}
      rx="9"
      fill="none"
      stroke="var(--h-accent)"
      strokeOpacity="0.28"
      strokeWidth="4"
    />
  );
}

type CursorRingProps = {
  readonly look: CardLook;
  readonly at: string;
  readonly width: number;
  readonly height: number;
};

/** Where the keyboard is: the card, or one row of it. */
function CursorRing({ look, at, width, height }: CursorRingProps) {
  const row = look.rows.findIndex((r) => r.id === at);
  const y = row < 0 ? 0 : CARD.head + row * look.rowHeight;
  const h = row < 0 ? height : look.rowHeight;
  return (
    <rect
      x="-3"
      y={y - 3}
      width={width + 6}
      height={h + 6}
      rx="8"
      fill="none"
      stroke="var(--h-accent)"
      strokeWidth="2"
    />
  );
}

/** A thread passes through the eye on the left when it is called, and through the one on the right when it calls. */
function Eyes({ look, width }: { readonly look: CardLook; readonly width: number }) {
  return (
    <>
      {look.called ? <EyeShape x={0} y={CARD.ring.y} /> : null}
      {look.calls ? <EyeShape x={width} y={CARD.ring.y} /> : null}
      {look.rows.map((row, i) => (
        <EyeShape
          key={row.id}
          x={0}
          y={portHeight(i, look.rowHeight)}
          color={eyeColour(row, look)}
        />
      ))}
      {look.rows.map((row, i) =>
        row.calls ? <EyeShape key={row.id} x={width} y={portHeight(i, look.rowHeight)} /> : null,
      )}
    </>
  );
}

const eyeColour = (row: RowLook, { draft }: CardLook): string => {
  if (draft?.rows[row.id] !== undefined) return "var(--h-draft)";
  return row.idle ? "var(--h-edge-idle)" : EYE[row.tone];
};

const EYE = {
  plain: "var(--h-edge)",
  degraded: "var(--h-degraded)",
  failing: "var(--h-failing)",
} as const;

function Corner({ look, width }: { readonly look: CardLook; readonly width: number }) {
  if (look.corner === null) return null;
  return (
    <>
      <circle cx={width - 3} cy="3" r="9" fill="var(--bg)" />
      <HealthShape health={look.corner} x={width - 3} y={3} size={13} />
      {look.findings > 1 ? (
        <text
          x={width - 15}
          y="-2"
          textAnchor="end"
          fontSize="10"
          fontWeight="600"
          fill="var(--h-ink-2)"
        >
          {look.findings}
        </text>
      ) : null}
    </>
  );
}

/** What the draft does, on the right upper corner; health moves left for it. */
function DraftCorner({ mark, width }: { readonly mark: DraftMark; readonly width: number }) {
  return (
    <>
      <rect x={width - 12} y="-9" width="18" height="18" rx="5" fill="var(--bg)" />
      <DraftShape mark={mark} x={width - 3} y={0} size={14} />
    </>
  );
}

/** A small pin on the left upper corner: this card stays where it was put. */
function PinMark() {
  return (
    <>
      <circle cx="4" cy="2" r="6.5" fill="var(--bg)" />
      <g fill="none" stroke="var(--h-ink-3)" strokeWidth="1.3" strokeLinecap="round">
        <path d="M4 3.2V6.6" />
        <path
          d="M1.4 3.2h5.2L5.7 1V-1.8h.5M1.4 3.2 2.3 1V-1.8h-.5M2.3-1.8h3.4"
          strokeLinejoin="round"
        />
      </g>
    </>
  );
}
