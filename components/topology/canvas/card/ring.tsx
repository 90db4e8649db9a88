import { CARD } from "../../flow/measures";
import type { RingMark } from "../looks/look";

const { x, y, r } = CARD.ring;
const LENGTH = 2 * Math.PI * r;
/** The arc is never shorter than this share of the ring, so that 0.4 % is still seen. */
const LEAST_ARC = 14 / 360;

const COLOUR: Readonly<Record<RingMark, string>> = {
  healthy: "var(--h-ok)",
  degraded: "var(--h-degraded)",
  failing: "var(--h-failing)",
  "not-ready": "var(--h-degraded)",
  unknown: "var(--h-unknown)",
  idle: "var(--h-unknown)",
  stale: "var(--h-unknown)",
};

type RingProps = {
  readonly mark: RingMark;
  /** Share of failed requests, 0..1. */
  readonly arc: number;
};

/** Health of a card: thin green, grey with an arc of what fails, dotted where nothing is known. */
export function Ring({ mark, arc }: RingProps) {
  const dotted = mark === "unknown" || mark === "idle";
  const wrong = mark === "degraded" || mark === "failing" || mark === "not-ready";
  const colour = COLOUR[mark];
  const track = wrong ? "var(--h-line-2)" : colour;
  const length = Math.min(1, Math.max(LEAST_ARC, arc)) * LENGTH;
  return (
    <>
      <circle
        cx={x}
        cy={y}
        r={r}
        fill="var(--h-surface)"
        stroke={track}
        strokeWidth="1.5"
        {...(dotted ? { strokeDasharray: "1.8 2.4", strokeLinecap: "round" as const } : {})}
      />
      {wrong && arc === 0 ? (
        <circle cx={x} cy={y} r={r} fill="none" stroke={colour} strokeWidth="2" />
      ) : null}
      {wrong && arc > 0 ? (
        <circle
          cx={x}
          cy={y}
          r={r}
          fill="none"
          stroke={colour}
          strokeWidth="3"
          strokeDasharray={`${length.toFixed(1)} ${(LENGTH - length).toFixed(1)}`}
          transform={`rotate(-90 ${x} ${y})`}
        />
      ) : null}
    </>
  );
}
