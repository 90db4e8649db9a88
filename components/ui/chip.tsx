import { cva, type VariantProps } from "class-variance-authority";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";
import { HealthGlyph } from "./glyphs/health-glyph";
import { Icon } from "./icon";

const chip = cva(
  "inline-flex h-5 flex-none items-center gap-1 whitespace-nowrap rounded-chip px-1.5 font-medium text-note",
  {
    variants: {
      tone: {
        plain: "bg-sunken text-ink-2",
        outline: "border border-line-2 text-ink-2",
        ok: "bg-ok-soft text-ok-fg [--bg:var(--h-ok-soft)]",
        degraded: "bg-degraded-soft text-degraded-fg [--bg:var(--h-degraded-soft)]",
        failing: "bg-failing-soft text-failing-fg [--bg:var(--h-failing-soft)]",
        unknown: "bg-unknown-soft text-unknown-fg [--bg:var(--h-unknown-soft)]",
        draft: "bg-draft-soft text-draft",
        accent: "bg-accent-soft text-accent",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

type ChipProps = VariantProps<typeof chip> & {
  readonly children: ReactNode;
  readonly className?: string;
};

/** A short word on a ground. A tone that means health carries a glyph beside the word. */
export function Chip({ tone, children, className }: ChipProps) {
  return <span className={cn(chip({ tone }), className)}>{children}</span>;
}

type QueryChipProps = {
  /** Word before the term: `hide`. */
  readonly prefix?: string;
  readonly text: string;
  /** Why the term has no effect. */
  readonly fault?: string | null;
  readonly removeLabel: string;
  readonly onRemove: () => void;
};

/** One term of a query, with a button that removes it. */
export function QueryChip({ prefix, text, fault = null, removeLabel, onRemove }: QueryChipProps) {
  return (
    <span className="inline-flex h-5 max-w-60 flex-none items-center rounded-chip border border-line-2 bg-surface pl-1.5 text-ink">
      {prefix === undefined ? null : <span className="mr-1 text-ink-3 text-note">{prefix}</span>}
      {fault === null ? null : (
        <HealthGlyph health="degraded" size={11} label={fault} className="mr-1" />
      )}
      <code className="truncate" title={fault ?? text}>
        {text}
      </code>
      <button
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        // The hit area is 24 px; the chip itself stays 20 px high.
        className="relative grid h-[18px] w-5 flex-none place-items-center rounded-chip text-ink-3 before:absolute before:-inset-x-0.5 before:-inset-y-[3px] hover:text-ink"
      >
        <Icon of={X} size={11} />
      </button>
    </span>
  );
}
