"use client";

import { cn } from "@/components/ui/class-names";
import type { Severity } from "@/lib/mesh/analysis/finding";
import { configListText } from "@/lib/messages/config-place/list";
import { SeverityMark } from "../parts/severity-mark";
import { type ConfigRow, countBySeverity, type Worst } from "./config-rows";

const text = configListText.filter;
const WORST: readonly Worst[] = ["error", "warning", "info", "none"];

type SeverityFilterProps = {
  /** All in scope, before they are searched. */
  readonly rows: readonly ConfigRow[];
  readonly find: string;
  readonly onFind: (find: string) => void;
};

const isSeverity = (worst: Worst): worst is Severity => worst !== "none";

/** How many objects have which worst finding; a press finds them, another one all again. */
export function SeverityFilter({ rows, find, onFind }: SeverityFilterProps) {
  const counts = countBySeverity(rows);
  return (
    <fieldset className="m-0 flex gap-1 border-0 p-0">
      <legend className="sr-only">{text.label}</legend>
      {WORST.map((worst) => {
        const term = `severity:${worst}`;
        const on = find === term;
        return (
          <button
            key={worst}
            type="button"
            aria-pressed={on}
            onClick={() => onFind(on ? "" : term)}
            className={cn(
              "flex h-6 items-center gap-1.5 rounded-control border border-line-2 px-2 text-note text-ink-2 hover:bg-hover",
              on &&
                "border-accent bg-accent-soft text-ink [--bg:var(--h-accent-soft)] hover:bg-accent-soft",
            )}
          >
            {isSeverity(worst) ? (
              <span aria-hidden="true" className="flex">
                <SeverityMark severity={worst} size={12} />
              </span>
            ) : null}
            {text[worst](counts[worst])}
          </button>
        );
      })}
    </fieldset>
  );
}
