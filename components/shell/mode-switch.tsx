"use client";

import { Segmented } from "@/components/ui/segmented";
import { shellText } from "@/lib/messages/shell";
import { MODES, type Mode } from "@/lib/view/view-params";

const OPTIONS = MODES.map((value) => ({ value, label: shellText.modes[value] }));

type ModeSwitchProps = { readonly mode: Mode; readonly onMode: (mode: Mode) => void };

/** Whether a place is looked at, or changed in a draft. */
export function ModeSwitch({ mode, onMode }: ModeSwitchProps) {
  return (
    <Segmented
      label={shellText.modes.label}
      options={OPTIONS}
      value={mode}
      onChange={onMode}
      className={mode === "design" ? "[&_[data-state=checked]]:text-draft!" : ""}
    />
  );
}
