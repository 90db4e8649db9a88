"use client";

import { Undo2 } from "lucide-react";
import { type PointerEvent, useState } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import type { ChangeSummary } from "@/lib/delivery/change";
import { formatRate, formatSpan } from "@/lib/format/figures";
import { clockText, momentText } from "@/lib/messages/age";
import { sideText } from "@/lib/messages/topology/side";
import { BarDrawing, FAILED_BOX } from "./bar-drawing";
import {
  type BarScale,
  barScale,
  failedTop,
  momentAt,
  movedByKey,
  shareOf,
  valueAt,
} from "./bar-scale";
import { ChangeMarks, ChangesInWords, timeOfChange } from "./change-marks";
import { nearest } from "./mark-places";
import { knownUntil, onScale } from "./timeline-on-scale";
import { type Timeline, useTimeline } from "./use-timeline";

const text = sideText.timeBar;

const spanOf = ({ from, to }: BarScale): string => formatSpan(to - from);

type TimeBarProps = {
  /** The moment looked at in epoch ms; `null` is live. */
  readonly at: number | null;
  /** Over how long rates are taken. */
  readonly windowSeconds: number;
  /** How far back the sources reach. */
  readonly pastSeconds: number;
  /** What was written from here: each is a mark. */
  readonly changes: readonly ChangeSummary[];
  readonly onMoment: (at: number | null) => void;
};

/** Requests and failures of the last 2 h; a click or the arrow keys choose a moment. Times are UTC. */
export function TimeBar(props: TimeBarProps) {
  const { at, windowSeconds, pastSeconds, changes, onMoment } = props;
  const now = useServerNow();
  const scale = barScale(now, pastSeconds);
  const { timeline: read, error } = useTimeline(scale);
  const [hovered, hover] = useState<number | null>(null);
  if (scale === null)
    return <div className="h-timebar flex-none border-line border-t bg-surface" />;
  const timeline = read === null ? null : onScale(read, scale);
  const shownAt = hovered ?? at;
  return (
    <section
      aria-label={text.label}
      className="grid h-timebar flex-none grid-cols-[104px_minmax(0,1fr)_112px] border-line border-t bg-surface"
    >
      <div className="flex flex-col justify-center gap-0.5 border-line border-r px-3">
        <span className="flex items-center gap-1.5">
          {at === null ? null : (
            <Tooltip text={text.back} side="top">
              <IconButton
                size="s"
                label={text.back}
                onClick={() => onMoment(null)}
                className="-my-1 -ml-1.5"
              >
                <Icon of={Undo2} size={13} />
              </IconButton>
            </Tooltip>
          )}
          <b>{at === null ? clockText(now) : momentText(at, now)}</b>
        </span>
        <small className="text-ink-3 text-note leading-[14px]">{text.reach(spanOf(scale))}</small>
      </div>
      <Slider
        scale={scale}
        at={at}
        now={now}
        windowSeconds={windowSeconds}
        timeline={timeline}
        error={error}
        changes={changes}
        hovered={hovered}
        onHover={hover}
        onMoment={onMoment}
      />
      <Legend timeline={timeline} at={shownAt ?? scale.to} />
      <ChangesInWords scale={scale} changes={changes} />
    </section>
  );
}

type SliderProps = {
  readonly scale: BarScale;
  readonly at: number | null;
  readonly now: number;
  readonly windowSeconds: number;
  readonly timeline: Timeline | null;
  readonly error: string | null;
  readonly changes: readonly ChangeSummary[];
  readonly hovered: number | null;
  readonly onHover: (at: number | null) => void;
  readonly onMoment: (at: number | null) => void;
};

const shareUnder = (event: PointerEvent<HTMLElement>): number => {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return width > 0 ? (event.clientX - left) / width : 1;
};

function Slider(props: SliderProps) {
  const { scale, at, now, windowSeconds, timeline, error, changes } = props;
  const { hovered, onHover, onMoment } = props;
  const shown = at ?? scale.to;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={text.slider(spanOf(scale))}
      aria-valuemin={scale.from}
      aria-valuemax={scale.to}
      aria-valuenow={Math.min(scale.to, Math.max(scale.from, shown))}
      aria-valuetext={text.value(
        at === null ? text.now(clockText(now)) : momentText(at, now),
        figuresAt(timeline, shown),
      )}
      onKeyDown={(event) => {
        const next = movedByKey(scale, at, event.key);
        if (next === undefined) return;
        event.preventDefault();
        onMoment(next);
      }}
      onPointerMove={(event) => onHover(momentAt(scale, shareUnder(event)) ?? scale.to)}
      onPointerLeave={() => onHover(null)}
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        if (width > 0) onMoment(momentAt(scale, (event.clientX - left) / width));
      }}
      className="@container relative cursor-crosshair overflow-hidden focus-visible:z-10"
    >
      {timeline === null ? (
        <p className="grid h-full place-content-center px-3 text-ink-3 text-note">
          {error === null
            ? text.reading(spanOf(scale))
            : `${text.failedToRead(spanOf(scale))} ${error}`}
        </p>
      ) : (
        <BarDrawing
          timeline={timeline}
          windowShare={(windowSeconds * 1000) / (scale.to - scale.from)}
          chosen={shareOf(scale, shown)}
          live={at === null}
          stale={error !== null}
        />
      )}
      {timeline === null || error !== null ? null : <FailedScale timeline={timeline} />}
      {timeline === null || error === null ? null : (
        <OutOfDate scale={scale} until={knownUntil(timeline)} error={error} />
      )}
      <Hours scale={scale} />
      <ChangeMarks scale={scale} changes={changes} />
      {hovered === null ? null : <HoverMark scale={scale} at={hovered} changes={changes} />}
    </div>
  );
}

type OutOfDateProps = {
  readonly scale: BarScale;
  /** The last moment that was read; `null` for none of those drawn. */
  readonly until: number | null;
  readonly error: string;
};

/** Why the drawing ends before now. */
function OutOfDate({ scale, until, error }: OutOfDateProps) {
  const known =
    until === null
      ? text.failedToRead(spanOf(scale))
      : text.readUntil(clockText(until).slice(0, 5));
  const words = `${known} ${error}`;
  return (
    <p className="pointer-events-none absolute inset-x-0 top-0.5 m-0 flex justify-center px-3 text-note">
      <span title={words} className="truncate rounded-chip bg-sunken px-1.5 text-ink-2 leading-4">
        {words}
      </span>
    </p>
  );
}

/** Names the scale that failures are drawn on: it is not that of the rate. */
function FailedScale({ timeline }: { readonly timeline: Timeline }) {
  const top = failedTop(timeline.total, timeline.failed);
  if (top === null) return null;
  // The drawing begins 4 px below the upper edge.
  const bottom = `calc(100% - ${4 + FAILED_BOX.ground - FAILED_BOX.height}px)`;
  return (
    <span
      aria-hidden="true"
      style={{ bottom }}
      className="pointer-events-none absolute left-1 text-[10px] text-failing-fg leading-3 [paint-order:stroke] [-webkit-text-stroke:3px_var(--h-sunken)]"
    >
      {text.failedScale(formatRate(top))}
    </span>
  );
}

type MomentFigures = { readonly total: string; readonly failed: string };

/** Rate and failures at a moment, as text. */
function figuresAt(timeline: Timeline | null, at: number): MomentFigures {
  const figure = (values: readonly (number | null)[] | undefined) =>
    formatRate(timeline === null ? null : valueAt(timeline.times, values ?? [], at), "key");
  return { total: figure(timeline?.total), failed: figure(timeline?.failed) };
}

const QUARTERS = [0, 0.25, 0.5, 0.75] as const;

function Hours({ scale }: { readonly scale: BarScale }) {
  return QUARTERS.map((share) => (
    <span
      key={share}
      aria-hidden="true"
      style={{ left: `${share * 100}%` }}
      className="absolute bottom-px pl-1 text-[10px] text-ink-3 leading-3"
    >
      {clockText(scale.from + share * (scale.to - scale.from)).slice(0, 5)}
    </span>
  ));
}

type HoverMarkProps = {
  readonly scale: BarScale;
  readonly at: number;
  readonly changes: readonly ChangeSummary[];
};

/** The time under the pointer, and what was changed then. */
function HoverMark({ scale, at, changes }: HoverMarkProps) {
  const share = shareOf(scale, at);
  const change = nearest(scale, changes, timeOfChange, at);
  return (
    <span
      aria-hidden="true"
      style={{ left: `${share * 100}%` }}
      className="pointer-events-none absolute top-0 h-[46px] border-ink-3 border-l border-dashed"
    >
      <span
        className={`absolute top-0.5 max-w-60 truncate whitespace-nowrap rounded-chip bg-raised px-1 text-[10px] text-ink leading-[14px] shadow-1 ${share > 0.7 ? "right-1" : "left-1"}`}
      >
        {change === null ? clockText(at).slice(0, 5) : sideText.changes.moment(at, change)}
      </span>
    </span>
  );
}

function Legend({ timeline, at }: { readonly timeline: Timeline | null; readonly at: number }) {
  const { total, failed } = figuresAt(timeline, at);
  return (
    <dl className="m-0 flex flex-col justify-center gap-0.5 border-line border-l px-3 text-note">
      <LegendRow color="var(--h-ink-3)" label={text.rate} value={total} />
      <LegendRow color="var(--h-failing)" label={text.failed} value={failed} />
    </dl>
  );
}

type LegendRowProps = {
  readonly color: string;
  readonly label: string;
  readonly value: string;
};

function LegendRow({ color, label, value }: LegendRowProps) {
  return (
    <div className="flex items-center gap-1 whitespace-nowrap">
      <dt className="flex items-center gap-1 text-ink-2">
        <i className="h-[2.5px] w-2.5 rounded-[1px]" style={{ background: color }} />
        {label}
      </dt>
      <dd className="m-0 font-semibold">{value}</dd>
    </div>
  );
}
