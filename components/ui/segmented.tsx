"use client";

import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type SegmentedOption<V extends string> = { readonly value: V; readonly label: ReactNode };

type SegmentedProps<V extends string> = {
  /** Names the group for assistive technology. */
  readonly label: string;
  readonly options: readonly SegmentedOption<V>[];
  readonly value: V;
  readonly onChange: (next: V) => void;
  readonly size?: "s" | "m";
  readonly className?: string;
};

/** One of a few: a radio group drawn as a strip. Arrow keys move the choice. */
export function Segmented<V extends string>(props: SegmentedProps<V>) {
  const { label, options, value, onChange, size = "m", className } = props;
  const choose = (next: string) => {
    const option = options.find((o) => o.value === next);
    if (option) onChange(option.value);
  };
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={choose}
      orientation="horizontal"
      className={cn(
        "inline-flex flex-none gap-px rounded-control bg-sunken p-0.5",
        size === "m" ? "h-control" : "h-[28px]",
        className,
      )}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={cn(
            "h-6 min-w-6 whitespace-nowrap rounded-[4px] font-medium text-ink-2 transition-colors duration-(--h-fast) hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:text-ink data-[state=checked]:shadow-[var(--h-shadow-1),0_0_0_1px_var(--h-line-2)]",
            size === "m" ? "px-2.25" : "px-1.75 text-note",
          )}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
