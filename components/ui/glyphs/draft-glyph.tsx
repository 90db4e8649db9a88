import { GlyphSvg } from "./glyph-svg";

/** What a draft does: puts in, changes, or takes away. */
export type DraftMark = "add" | "change" | "remove";

const SHAPE: Readonly<Record<DraftMark, string>> = {
  add: "M4 8h8M8 4v8",
  change: "M3.6 8.9c1.3-2 2.8-2 4.4-.9s3.1 1.1 4.4-.9",
  remove: "M4 8h8",
};

type DraftGlyphProps = {
  readonly mark: DraftMark;
  readonly size?: number;
  /** Spoken and shown on hover. Without it the glyph is decoration beside a word. */
  readonly label?: string;
  readonly className?: string;
};

/** The badge of what is not in the cluster yet: + ~ −. */
export function DraftGlyph({ mark, size = 13, label, className = "" }: DraftGlyphProps) {
  return (
    <GlyphSvg size={size} box={16} label={label} className={className}>
      <Badge mark={mark} />
    </GlyphSvg>
  );
}

type DraftShapeProps = {
  readonly mark: DraftMark;
  /** Of its centre. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
};

/** The badge inside another drawing. */
export function DraftShape({ mark, x, y, size }: DraftShapeProps) {
  return (
    <g transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 16})`}>
      <Badge mark={mark} />
    </g>
  );
}

function Badge({ mark }: { readonly mark: DraftMark }) {
  return (
    <>
      <rect width="16" height="16" rx="3.5" fill="var(--h-draft)" />
      <path
        d={SHAPE[mark]}
        fill="none"
        stroke="var(--h-on-draft)"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
    </>
  );
}
