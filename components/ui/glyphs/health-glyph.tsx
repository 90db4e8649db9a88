import type { ReactNode } from "react";
import { GlyphSvg } from "./glyph-svg";

export type HealthMark = "healthy" | "degraded" | "failing" | "not-ready" | "unknown" | "idle";

/** Marks inside a shape take the colour of the ground, which the place sets as `--bg`. */
const GROUND = "var(--bg, var(--h-surface))";

const SHAPES: Readonly<Record<HealthMark, ReactNode>> = {
  healthy: <circle cx="8" cy="8" r="6" fill="none" stroke="var(--h-ok)" strokeWidth="1.75" />,
  degraded: (
    <>
      <path
        d="M8 1.6 15 14H1Z"
        fill="var(--h-degraded)"
        stroke="var(--h-degraded)"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <path d="M8 6v4" stroke={GROUND} strokeWidth="1.9" strokeLinecap="round" />
      <circle cx="8" cy="12.3" r="1.05" fill={GROUND} />
    </>
  ),
  failing: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" fill="var(--h-failing)" />
      <path
        d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"
        stroke={GROUND}
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </>
  ),
  "not-ready": (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="var(--h-degraded)" strokeWidth="1.75" />
      <path d="M8 2a6 6 0 0 1 0 12Z" fill="var(--h-degraded)" />
    </>
  ),
  unknown: (
    <circle
      cx="8"
      cy="8"
      r="6"
      fill="none"
      stroke="var(--h-unknown)"
      strokeWidth="1.75"
      strokeDasharray="1.7 2.07"
      strokeLinecap="round"
    />
  ),
  idle: <circle cx="8" cy="8" r="3.5" fill="none" stroke="var(--h-unknown)" strokeWidth="1.5" />,
};

type HealthGlyphProps = {
  readonly health: HealthMark;
  readonly size?: number;
  readonly label?: string | undefined;
  readonly className?: string;
};

/** Health by shape first and colour second: ring, triangle, octagon, half disc, dotted ring, small ring. */
export function HealthGlyph({ health, size = 14, label, className = "" }: HealthGlyphProps) {
  return (
    <GlyphSvg size={size} box={16} label={label} className={className}>
      {SHAPES[health]}
    </GlyphSvg>
  );
}

type PlacedProps = {
  readonly health: HealthMark;
  /** Centre, in the units of the drawing around it. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
};

/** The same shape inside another SVG. */
export function HealthShape({ health, x, y, size = 12 }: PlacedProps) {
  const move = `translate(${x - size / 2} ${y - size / 2}) scale(${size / 16})`;
  return <g transform={move}>{SHAPES[health]}</g>;
}
