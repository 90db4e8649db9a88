"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

type TooltipProps = {
  readonly text: ReactNode;
  /** Keys that do the same, one entry per key: `["G", "T"]`. */
  readonly keys?: readonly string[];
  readonly side?: "top" | "right" | "bottom" | "left";
  /** One focusable element. */
  readonly children: ReactElement;
};

/** Words for a control on hover and focus. Never the only place of a fact. Needs a `TooltipScope` above. */
export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-(--h-z-popover) flex max-w-80 items-center gap-2 rounded-control bg-raised px-2 py-1 text-ink text-note shadow-2"
        >
          {text}
          {keys === undefined ? null : <Kbd keys={keys} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Shares the opening delay among the tooltips below it. */
export function TooltipScope({ children }: { readonly children: ReactNode }) {
  return <Radix.Provider delayDuration={400}>{children}</Radix.Provider>;
}
