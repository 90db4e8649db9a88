"use client";

import { ChevronDown, History } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { Popover, PopoverClose } from "@/components/ui/popover";
import { Segmented } from "@/components/ui/segmented";
import { clockText, momentText, spanText } from "@/lib/messages/age";
import { shellText } from "@/lib/messages/shell";
import { type RateWindow, WINDOWS, windowSeconds } from "@/lib/view/view-params";
import { useShortcuts } from "../shortcuts/shortcut-scope";
import { fieldOf, momentOf, type Reach, stepped } from "./moments";

const text = shellText.time;

type TimeControlProps = {
  /** The moment shown in epoch ms; `null` is live. */
  readonly at: number | null;
  readonly window: RateWindow;
  /** Seconds of the live window, the least that the sources have rates for; 0 while it is not known. */
  readonly leastSeconds: number;
  /** Epoch ms by the server's clock. */
  readonly now: number;
  /** End of the window of the live figures, while they are of now; `null` where none are. */
  readonly liveAt: number | null;
  /** How far back the sources reach; 0 where they keep no past. */
  readonly pastSeconds: number;
  readonly onMoment: (at: number | null) => void;
  readonly onWindow: (window: RateWindow) => void;
};

/** Live or a past moment, and the window that rates are taken over. `[` and `]` step by one window. */
export function TimeControl(props: TimeControlProps) {
  const { at, window, leastSeconds, now, liveAt, pastSeconds, onMoment, onWindow } = props;
  const reach = { from: now - pastSeconds * 1000, to: now };
  const stepMs = windowSeconds(window) * 1000;
  const over =
    leastSeconds > windowSeconds(window) ? spanText(leastSeconds * 1000) : text.windows[window];
  useShortcuts(
    pastSeconds > 0
      ? {
          "step-back": () => onMoment(stepped(at, -1, stepMs, reach)),
          "step-forward": () => onMoment(stepped(at, 1, stepMs, reach)),
        }
      : {},
  );
  const moment = at === null ? text.live : momentText(at, now);
  return (
    <Popover
      label={text.label}
      align="end"
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label={text.button(moment, over)}
          className={cn(
            "flex h-control flex-none items-center gap-1.5 whitespace-nowrap rounded-control border border-line-2 px-2 hover:bg-hover",
            at !== null && "bg-sunken",
          )}
        >
          {at === null ? (
            <span
              className={cn(
                "size-[7px] rounded-full",
                liveAt === null ? "border border-ink-3 border-dotted" : "bg-ok",
              )}
            />
          ) : (
            <Icon of={History} size={13} className="text-ink-2" />
          )}
          <b>{moment}</b>
          <span className="text-ink-3 max-wide:hidden">
            {text.windowSuffix(over)}
            {at === null && liveAt !== null ? `, ${clockText(liveAt)}` : ""}
          </span>
          <Icon of={ChevronDown} size={12} className="text-ink-3" />
        </button>
      }
    >
      <section className="flex items-center gap-2 border-line border-b p-3">
        <span className="flex-1 text-ink-2">{text.window}</span>
        <Segmented
          label={text.window}
          size="s"
          value={window}
          onChange={onWindow}
          options={WINDOWS.map((value) => ({ value, label: text.windows[value] }))}
        />
      </section>
      {pastSeconds > 0 ? (
        <PastPicker at={at} reach={reach} onMoment={onMoment} />
      ) : (
        <p className="p-3 text-ink-3">{text.noPast}</p>
      )}
    </Popover>
  );
}

const STEPS_MINUTES = [5, 15, 30, 60] as const;

type PastPickerProps = {
  readonly at: number | null;
  readonly reach: Reach;
  readonly onMoment: (at: number | null) => void;
};

function PastPicker({ at, reach, onMoment }: PastPickerProps) {
  const [field, setField] = useState(() => fieldOf(at ?? reach.to));
  const wanted = momentOf(field, reach);
  const steps = STEPS_MINUTES.map((m) => m * 60_000).filter((ms) => ms <= reach.to - reach.from);
  return (
    <section className="flex flex-col gap-2.5 p-3">
      <div className="flex flex-wrap gap-1.5">
        {at === null ? null : (
          <PopoverClose>
            <Button size="s" onClick={() => onMoment(null)}>
              {text.back}
            </Button>
          </PopoverClose>
        )}
        {steps.map((ms) => (
          <PopoverClose key={ms}>
            <Button size="s" onClick={() => onMoment(stepped(null, -1, ms, reach))}>
              {text.ago(spanText(ms))}
            </Button>
          </PopoverClose>
        ))}
      </div>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== null) onMoment(wanted);
        }}
      >
        <label className="grid flex-1 gap-[3px] text-ink-3 text-note">
          {text.atLabel}
          <input
            type="datetime-local"
            step={1}
            min={fieldOf(reach.from)}
            max={fieldOf(reach.to)}
            value={field}
            onChange={(event) => setField(event.currentTarget.value)}
            aria-invalid={wanted === null}
            className="h-control rounded-control border border-line-3 bg-surface px-2 text-body text-ink aria-invalid:border-failing"
          />
        </label>
        <Button
          type="submit"
          disabledReason={wanted === null ? text.outside(spanText(reach.to - reach.from)) : null}
        >
          {text.show}
        </Button>
      </form>
      <p className="text-ink-3 text-note">
        {wanted === null ? text.outside(spanText(reach.to - reach.from)) : text.zone}
      </p>
    </section>
  );
}
