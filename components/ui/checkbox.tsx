"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cn } from "./class-names";
import { Icon } from "./icon";

type CheckboxProps = {
  /** `mixed`: some of what it stands for. */
  readonly checked: boolean | "mixed";
  readonly onChange: (next: boolean) => void;
  readonly children: ReactNode;
  readonly className?: string;
};

/** A tick with its words; the whole row of at least 24 px can be pressed. */
export function Checkbox({ checked, onChange, children, className }: CheckboxProps) {
  const id = useId();
  return (
    <span className={cn("flex min-h-6 items-center gap-1.5", className)}>
      <Radix.Root
        id={id}
        checked={checked === "mixed" ? "indeterminate" : checked}
        onCheckedChange={(next) => onChange(next === true)}
        className="group relative grid size-3.5 flex-none place-items-center rounded-[3px] border border-line-3 bg-surface text-on-accent before:absolute before:-inset-[5px] data-[state=unchecked]:bg-surface data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent"
      >
        <Radix.Indicator>
          <Icon of={checked === "mixed" ? Minus : Check} size={11} />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="flex min-h-6 min-w-0 flex-1 items-center gap-1.5">
        {children}
      </label>
    </span>
  );
}
