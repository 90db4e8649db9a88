import type { LucideIcon } from "lucide-react";

type IconProps = {
  readonly of: LucideIcon;
  /** In px; the stroke thins from 16 px on so that icons keep the weight of the text beside them. */
  readonly size?: number;
  readonly className?: string;
};

/** A line icon. Always beside a word or inside a labelled control, so it is hidden from assistive technology. */
export function Icon({ of: Glyph, size = 14, className = "" }: IconProps) {
  return (
    <Glyph
      size={size}
      strokeWidth={size > 15 ? 1.6 : 1.9}
      aria-hidden="true"
      className={`block flex-none ${className}`}
    />
  );
}
