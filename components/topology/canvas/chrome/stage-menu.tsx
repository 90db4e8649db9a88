"use client";

import { ContextMenu } from "radix-ui";
import { type MouseEvent, type ReactElement, useState } from "react";
import type { Selection } from "@/lib/view/selection";
import type { CanvasCommand } from "../canvas-props";

type StageMenuProps = {
  /** What a press is about. */
  readonly subject: (event: MouseEvent) => Selection | null;
  readonly commandsFor: (selection: Selection) => readonly CanvasCommand[];
  /** The picture: one element that passes its handlers on. */
  readonly children: ReactElement;
};

const NONE: readonly CanvasCommand[] = [];

/** Commands for what is under the pointer, or where the keyboard is. Without a command there is no menu. */
export function StageMenu({ subject, commandsFor, children }: StageMenuProps) {
  const [commands, setCommands] = useState(NONE);
  const ask = (event: MouseEvent) => {
    const found = subject(event);
    const offered = found === null ? NONE : commandsFor(found);
    setCommands(offered);
    if (offered.length === 0) event.preventDefault();
  };
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={ask}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Content
        collisionPadding={8}
        className="z-(--h-z-popover) min-w-44 rounded-panel bg-raised p-1 shadow-2!"
      >
        {commands.map(({ label, run }) => (
          <ContextMenu.Item
            key={label}
            onSelect={run}
            className="flex h-row-dense cursor-default select-none items-center rounded-[4px] px-2 text-ink outline-none data-[highlighted]:bg-hover"
          >
            {label}
          </ContextMenu.Item>
        ))}
      </ContextMenu.Content>
    </ContextMenu.Root>
  );
}
