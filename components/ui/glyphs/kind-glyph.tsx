import type { ReactNode } from "react";
import { GlyphSvg } from "./glyph-svg";

export type KindMark =
  | "service"
  | "workload"
  | "gateway"
  | "external"
  | "data"
  | "job"
  | "unknown"
  | "passthrough"
  | "waypoint";

const SHAPES: Readonly<Record<KindMark, ReactNode>> = {
  service: <path d="M6 1.8 9 6 6 10.2 3 6Z" />,
  workload: <rect x="2.6" y="2.6" width="6.8" height="6.8" rx="1.2" />,
  gateway: <path d="M2.4 10V5.6a3.6 3.6 0 0 1 7.2 0V10M6 10V6.4" />,
  external: (
    <>
      <circle cx="6" cy="6" r="4.2" />
      <path d="M1.8 6h8.4M6 1.8c-2.4 2.6-2.4 5.8 0 8.4 2.4-2.6 2.4-5.8 0-8.4" />
    </>
  ),
  data: (
    <>
      <ellipse cx="6" cy="3.2" rx="3.6" ry="1.5" />
      <path d="M2.4 3.2v5.6c0 .8 1.6 1.5 3.6 1.5s3.6-.7 3.6-1.5V3.2" />
    </>
  ),
  job: (
    <>
      <circle cx="6" cy="6" r="4.2" />
      <path d="M6 3.6V6l1.7 1.2" />
    </>
  ),
  unknown: (
    <path d="M4.3 4.5A1.75 1.75 0 0 1 6 3a1.75 1.75 0 0 1 1.7 1.8C7.7 6 6 6.1 6 7.3M6 9.3v.1" />
  ),
  passthrough: <path d="M4.6 2.4H2.4v7.2h7.2V7.4M6.6 2.4h3v3M9.4 2.6 5.4 6.6" />,
  waypoint: <path d="M2 3h8L7 6.6V10L5 9V6.6Z" />,
};

type KindGlyphProps = {
  readonly kind: KindMark;
  readonly size?: number;
  readonly label?: string | undefined;
  readonly className?: string;
};

/** What a node is. */
export function KindGlyph({ kind, size = 12, label, className = "" }: KindGlyphProps) {
  return (
    <GlyphSvg
      size={size}
      box={12}
      label={label}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.15}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
    >
      {SHAPES[kind]}
    </GlyphSvg>
  );
}

type PlacedProps = {
  readonly kind: KindMark;
  /** Centre, in the units of the drawing around it. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly color?: string;
};

/** The same shape inside another SVG; its stroke keeps 1.15 units at every size. */
export function KindShape({ kind, x, y, size = 10, color = "var(--h-ink-2)" }: PlacedProps) {
  return (
    <g
      transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 12})`}
      fill="none"
      stroke={color}
      strokeWidth={(1.15 * 12) / size}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {SHAPES[kind]}
    </g>
  );
}
