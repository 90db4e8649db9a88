import { Check } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { SplitRow } from "@/lib/mesh/changes/split/split-rows";
import { splitText } from "@/lib/messages/designer/split";
import type { SplitLine } from "./use-split";

const PRESETS = [1, 5, 10, 25, 50, 100] as const;

type PresetsProps = {
  readonly lines: readonly SplitLine[];
  readonly disabled: boolean;
  readonly onPick: (row: SplitRow, to: number, at: number) => void;
};

/** Common steps for the newest version, and the sum of all rows. */
export function Presets({ lines, disabled, onPick }: PresetsProps) {
  const line = lines.at(-1);
  const sum = lines.reduce((all, { weight }) => all + weight, 0);
  if (line === undefined) return null;
  const { row, weight } = line;
  return (
    <div className="mt-1.75 flex flex-wrap items-center gap-1.5">
      <span className="text-ink-3">{splitText.setTo(row.label)}</span>
      {PRESETS.map((preset) => (
        <Button
          key={preset}
          size="s"
          aria-label={splitText.preset(row.label, preset)}
          aria-pressed={weight === preset}
          className={cn("px-1.75", weight === preset && "border-draft bg-draft-soft text-draft")}
          disabledReason={disabled ? splitText.lockedWeights : null}
          onClick={(event) => onPick(row, preset, event.timeStamp)}
        >
          {preset}
        </Button>
      ))}
      <span className="flex-1" />
      <span
        className={cn("flex items-center gap-1", sum === 100 ? "text-ok-fg" : "text-failing-fg")}
      >
        {sum === 100 ? <Icon of={Check} size={13} /> : <HealthGlyph health="failing" size={13} />}
        <b>{splitText.sum(sum)}</b>
      </span>
      <span className="flex items-center gap-1 text-ink-3 max-wide:hidden">
        <Kbd keys={["←", "→"]} />
        {splitText.keys.one} <Kbd keys={["Shift"]} /> {splitText.keys.five}
      </span>
    </div>
  );
}
