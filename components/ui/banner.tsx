import type { ReactNode } from "react";
import { cn } from "./class-names";

const GROUND = {
  neutral: "bg-sunken",
  degraded: "bg-degraded-soft [--bg:var(--h-degraded-soft)]",
  failing: "bg-failing-soft [--bg:var(--h-failing-soft)]",
  draft: "bg-draft-soft",
  accent: "bg-accent-soft",
} as const;

type BannerProps = {
  readonly tone?: keyof typeof GROUND;
  /** A glyph: shape beside the colour. */
  readonly glyph: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** Buttons at the end. */
  readonly actions?: ReactNode;
  readonly className?: string;
};

/** News in a line: quiet, never modal. Politely announced. */
export function Banner({
  tone = "neutral",
  glyph,
  title,
  children,
  actions,
  className,
}: BannerProps) {
  return (
    <div
      role="status"
      className={cn(
        "flex min-h-9 items-center gap-2.25 rounded-control py-1 pr-2 pl-3 leading-4",
        GROUND[tone],
        className,
      )}
    >
      {glyph}
      <p className="min-w-0 flex-1 text-ink-2">
        <b className="text-ink">{title}</b> {children}
      </p>
      {actions}
    </div>
  );
}
