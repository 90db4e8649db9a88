"use client";

import { Lock, LockOpen } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import type { SplitRow } from "@/lib/mesh/changes/split/split-rows";
import { splitText } from "@/lib/messages/designer/split";
import type { Gesture } from "./gesture";
import { typedWeight } from "./split-view";
import type { SplitLine } from "./use-split";

export type MoveRow = (row: SplitRow, to: number, by: Gesture["by"], at: number) => void;

type WeightRowsProps = {
  readonly lines: readonly SplitLine[];
  readonly requests: number;
  readonly locked: ReadonlySet<string>;
  readonly disabled: boolean;
  readonly onMove: MoveRow;
  readonly onSettle: () => void;
  /** What was typed is no weight: the row keeps its own. */
  readonly onRefuse: (row: SplitRow, typed: string, weight: number) => void;
  readonly onLock: (row: SplitRow) => void;
};

const GRID =
  "grid grid-cols-[24px_minmax(22px,max-content)_minmax(80px,1fr)_44px_34px_46px_minmax(92px,max-content)] gap-x-2";

/** A row on the columns of all: the widest figure moves every slider alike. */
const ROW = "col-span-full grid grid-cols-subgrid items-center";

const text = splitText.columns;

/** One row per version: what the draft sets, what the cluster sets, what is seen, and what will come. */
export function WeightRows(props: WeightRowsProps) {
  const { lines, requests, locked } = props;
  // With two rows the other one makes up for every move: nothing is left to lock.
  const lockable = lines.length > 2;
  return (
    <div className={GRID}>
      <div aria-hidden="true" className={cn(ROW, "h-4 text-right text-ink-3 text-note")}>
        <span className="col-span-3" />
        <span>{text.draft}</span>
        <span>{text.set}</span>
        <span>{text.seen}</span>
        <span>{text.predicted}</span>
      </div>
      {lines.map((line, i) => (
        <WeightRow
          key={line.row.key}
          {...props}
          line={line}
          requests={requests}
          lock={lockable ? locked.has(line.row.key) : null}
          isFirst={i === 0}
        />
      ))}
    </div>
  );
}

type WeightRowProps = Omit<WeightRowsProps, "lines" | "locked"> & {
  readonly line: SplitLine;
  /** `null`: there is nothing to lock. */
  readonly lock: boolean | null;
  readonly isFirst: boolean;
};

function WeightRow(props: WeightRowProps) {
  const { line, lock, disabled, requests, onLock } = props;
  const { row, set, figures } = line;
  const factsId = useId();
  const off = disabled || lock === true;
  return (
    <div className={cn(ROW, "h-7.5")}>
      {lock === null ? (
        <span />
      ) : (
        <IconButton
          size="s"
          label={lock ? splitText.unlock(row.label) : splitText.lock(row.label)}
          pressed={lock}
          onClick={() => onLock(row)}
        >
          <Icon of={lock ? Lock : LockOpen} size={13} />
        </IconButton>
      )}
      <b className="max-w-24 truncate" title={row.hostname}>
        {row.label}
      </b>
      <Slider {...props} off={off} factsId={factsId} />
      <WeightBox {...props} off={off} factsId={factsId} />
      <span aria-hidden="true" className="text-right text-ink-3">
        {splitText.set(set)}
      </span>
      <span aria-hidden="true" className="whitespace-nowrap text-right text-ink-3">
        {splitText.seen(figures?.seenShare ?? null)}
      </span>
      <span aria-hidden="true" className="whitespace-nowrap text-right">
        {splitText.rate(figures?.seen ?? null, figures?.after ?? null, requests)}
      </span>
      <span id={factsId} className="sr-only">
        {splitText.facts(set, figures?.seenShare ?? null)}{" "}
        {splitText.rate(figures?.seen ?? null, figures?.after ?? null, requests)} {splitText.unit}
      </span>
    </div>
  );
}

type ControlProps = WeightRowProps & { readonly off: boolean; readonly factsId: string };

/** A native slider under the drawn one: pointer, arrows and screen readers are the browser's own. */
function Slider({ line, off, isFirst, factsId, onMove, onSettle }: ControlProps) {
  const { row, weight, set } = line;
  const [dragged, setDragged] = useState(false);
  const big = (event: KeyboardEvent<HTMLInputElement>) => {
    const way = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 }[event.key];
    if (!event.shiftKey || way === undefined) return;
    event.preventDefault();
    onMove(row, weight + way, "keys", event.timeStamp);
  };
  const end = () => {
    setDragged(false);
    onSettle();
  };
  return (
    <span
      className={cn(
        "relative h-6 rounded-control has-focus-visible:shadow-(--h-focus)",
        off && "opacity-40",
      )}
    >
      <span className="pointer-events-none absolute inset-x-0 top-[9px] h-1.5 rounded-[3px] bg-sunken">
        <span
          className="absolute inset-y-0 left-0 rounded-[3px] bg-draft"
          style={{ width: `${weight}%` }}
        />
        {set === null ? null : (
          <span
            className="-inset-y-[3px] -ml-px absolute w-0.5 rounded-[1px] bg-ink-3"
            style={{ left: `${set}%` }}
          />
        )}
        <span
          className="-top-[5px] -ml-[5px] absolute h-4 w-2.5 rounded-[3px] border-[1.5px] border-draft bg-raised"
          style={{ left: `${weight}%` }}
        />
      </span>
      <input
        type="range"
        min={0}
        max={100}
        step={1}
        value={weight}
        disabled={off}
        {...(isFirst ? { "data-first": "" } : {})}
        aria-label={splitText.sliderOf(row.label)}
        aria-valuetext={splitText.percent(weight)}
        aria-describedby={factsId}
        onChange={(event) =>
          onMove(
            row,
            event.currentTarget.valueAsNumber,
            dragged ? "pointer" : "keys",
            event.timeStamp,
          )
        }
        onKeyDown={big}
        onPointerDown={() => setDragged(true)}
        onPointerUp={end}
        onPointerCancel={end}
        onBlur={end}
        className="absolute inset-x-0 -mx-[5px] h-6 w-[calc(100%+10px)] cursor-ew-resize opacity-0 disabled:cursor-not-allowed"
      />
    </span>
  );
}

/** A whole percent, taken at Enter and when the field is left; arrows move it at once. */
function WeightBox({ line, off, factsId, onMove, onSettle, onRefuse }: ControlProps) {
  const { row, weight } = line;
  const [typed, setTyped] = useState<string | null>(null);
  const take = (at: number) => {
    setTyped(null);
    if (typed === null || typed.trim() === "") return;
    const value = typedWeight(typed);
    if (value === null) return onRefuse(row, typed, weight);
    if (value === weight) return;
    onSettle();
    onMove(row, value, "keys", at);
    onSettle();
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") take(event.timeStamp);
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    setTyped(null);
    onMove(row, weight + way * (event.shiftKey ? 5 : 1), "keys", event.timeStamp);
  };
  return (
    <input
      inputMode="numeric"
      role="spinbutton"
      aria-valuenow={weight}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={splitText.weightOf(row.label)}
      aria-describedby={factsId}
      disabled={off}
      value={typed ?? String(weight)}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={press}
      onBlur={(event) => {
        take(event.timeStamp);
        onSettle();
      }}
      onFocus={(event) => event.currentTarget.select()}
      className="h-6 w-11 rounded-chip border border-line-3 bg-surface px-1.75 text-right font-semibold disabled:border-line disabled:text-ink-disabled"
    />
  );
}
