import type { ReactNode, SVGProps } from "react";

type GlyphSvgProps = {
  readonly size: number;
  /** Side of the box that the shapes are drawn in. */
  readonly box: number;
  /** Spoken and shown on hover. Without it the glyph is decoration beside a word. */
  readonly label: string | undefined;
  readonly children: ReactNode;
} & Pick<
  SVGProps<SVGSVGElement>,
  "className" | "fill" | "stroke" | "strokeWidth" | "strokeLinecap" | "strokeLinejoin"
>;

/** Frame of the own glyphs. */
export function GlyphSvg({ size, box, label, children, className = "", ...paint }: GlyphSvgProps) {
  const frame = {
    ...paint,
    width: size,
    height: size,
    viewBox: `0 0 ${box} ${box}`,
    className: `block flex-none ${className}`,
  };
  if (label === undefined) {
    return (
      <svg aria-hidden="true" {...frame}>
        {children}
      </svg>
    );
  }
  return (
    <svg role="img" aria-label={label} {...frame}>
      <title>{label}</title>
      {children}
    </svg>
  );
}
