"use client";

import { useState } from "react";
import { visible } from "@/lib/format/visible";
import { trayText } from "@/lib/messages/designer/tray";

type DraftNameProps = { readonly name: string; readonly onRename: (name: string) => void };

/** The draft's name; pressed, a field to change it. Enter and leaving the field take it, Escape does not. */
export function DraftName({ name, onRename }: DraftNameProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const take = () => {
    const next = typed?.trim() ?? "";
    setTyped(null);
    if (next !== "") onRename(next);
  };
  if (typed === null) {
    return (
      <button
        type="button"
        title={trayText.rename}
        aria-label={`${visible(name)}. ${trayText.rename}`}
        onClick={() => setTyped(name)}
        className="-mx-1 min-h-6 min-w-6 max-w-60 truncate rounded-control px-1 text-left font-semibold hover:bg-hover"
      >
        {visible(name)}
      </button>
    );
  }
  return (
    <input
      aria-label={trayText.name}
      value={typed}
      // biome-ignore lint/a11y/noAutofocus: the field stands in place of the button that was pressed
      autoFocus
      maxLength={80}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setTyped(null);
      }}
      className="h-6 w-48 rounded-control border border-line-3 bg-surface px-1.5 font-semibold"
    />
  );
}
