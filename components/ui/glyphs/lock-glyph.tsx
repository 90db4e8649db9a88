import type { ReactNode } from "react";
import { GlyphSvg } from "./glyph-svg";

/** closed: all mutual TLS. half: part of it. open: plaintext. unknown: not told. */
export type LockMark = "closed" | "half" | "open" | "unknown";

const BOW = "M3.8 5.4V3.8a2.2 2.2 0 0 1 4.4 0v1.6";

const SHAPES: Readonly<Record<LockMark, ReactNode>> = {
  closed: (
    <>
      <rect x="2" y="5.4" width="8" height="5.6" rx="1.2" fill="var(--h-lock)" />
      <path d={BOW} fill="none" stroke="var(--h-lock)" strokeWidth="1.3" />
    </>
  ),
  half: (
    <g fill="none" stroke="var(--h-degraded)" strokeWidth="1.3">
      <rect x="2.6" y="6" width="6.8" height="4.4" rx="0.8" />
      <rect x="2" y="5.4" width="4" height="5.6" rx="1.2" fill="var(--h-degraded)" stroke="none" />
      <path d={BOW} />
    </g>
  ),
  open: (
    <g fill="none" stroke="var(--h-degraded)" strokeWidth="1.3">
      <rect x="2.6" y="6" width="6.8" height="4.4" rx="0.8" />
      <path d="M7.6 5.8V3.6a2.1 2.1 0 0 1 4.1-.6" strokeLinecap="round" />
    </g>
  ),
  unknown: (
    <g fill="none" stroke="var(--h-unknown)" strokeWidth="1.2" strokeDasharray="1.4 1.2">
      <rect x="2.6" y="6" width="6.8" height="4.4" rx="0.8" />
      <path d="M3.8 5.6V3.8a2.2 2.2 0 0 1 4.4 0v1.8" />
    </g>
  ),
};

type LockGlyphProps = {
  readonly lock: LockMark;
  readonly size?: number;
  readonly label?: string | undefined;
  readonly className?: string;
};

/** How much of the traffic is mutual TLS. */
export function LockGlyph({ lock, size = 12, label, className = "" }: LockGlyphProps) {
  return (
    <GlyphSvg size={size} box={12} label={label} className={className}>
      {SHAPES[lock]}
    </GlyphSvg>
  );
}

type PlacedProps = {
  readonly lock: LockMark;
  /** Centre, in the units of the drawing around it. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
};

/** The same shape inside another SVG. */
export function LockShape({ lock, x, y, size = 11 }: PlacedProps) {
  const move = `translate(${x - size / 2} ${y - size / 2}) scale(${size / 12})`;
  return <g transform={move}>{SHAPES[lock]}</g>;
}
