"use client";

import { useMemo } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { clockText } from "@/lib/messages/age";
import {
  type ChartEvent,
  type ChartLine,
  type ChartRow,
  highestOf,
  isLate,
  rowsOf,
  shortened,
  type TimeChartData,
  timeTicks,
  valueTicks,
} from "./chart-scale";

/** Recharts sizes text from the page's 16 px unless told. */
const TICK = { fontSize: 10, fill: "var(--h-ink-3)" } as const;
const MARGIN = { top: 8, right: 10, bottom: 0, left: 0 } as const;

/** Room for the longest label. */
const axisWidth = (labels: readonly string[]): number =>
  Math.max(34, 10 + 5.8 * Math.max(...labels.map((label) => label.length)));

const minute = (at: number): string => clockText(at).slice(0, 5);

/** The drawing itself: loaded only once a chart is shown. */
export function TimeChartDrawing(props: TimeChartData & { readonly height: number }) {
  const { times, lines, axis, least = 0, rule = null, events = [], height } = props;
  const rows = useMemo(() => [...rowsOf(times, lines)], [times, lines]);
  const ticks = valueTicks(Math.max(highestOf(lines), rule?.value ?? 0, least));
  return (
    <ComposedChart
      responsive
      style={{ width: "100%", height }}
      data={rows}
      margin={MARGIN}
      accessibilityLayer={false}
      syncId="inspector"
      syncMethod="value"
    >
      <CartesianGrid vertical={false} stroke="var(--h-grid)" />
      <XAxis
        dataKey="at"
        type="number"
        scale="time"
        domain={["dataMin", "dataMax"]}
        ticks={[...timeTicks(times)]}
        tickFormatter={minute}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: "var(--h-line-2)" }}
        interval="preserveStartEnd"
        height={16}
      />
      <YAxis
        domain={[0, ticks.at(-1) ?? 1]}
        ticks={[...ticks]}
        tickFormatter={axis}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        interval={0}
        width={axisWidth(ticks.map(axis))}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: "var(--h-ink-3)", strokeDasharray: "2 2" }}
        content={({ active, label }) => (
          <ChartTooltip
            {...props}
            row={active ? rows.find((row) => row.at === label) : undefined}
          />
        )}
      />
      {rule === null ? null : (
        <ReferenceLine
          y={rule.value}
          stroke="var(--h-degraded)"
          strokeDasharray="3 3"
          label={{
            value: rule.label,
            position: "insideBottomLeft",
            fontSize: 10,
            fill: "var(--h-degraded-fg)",
            style: WORDS,
          }}
        />
      )}
      {lines.map((line, i) => drawnLine(line, i))}
      {events.map((event) => drawnEvent(event, isLate(times, event.at)))}
    </ComposedChart>
  );
}

const WORDS = { paintOrder: "stroke", stroke: "var(--h-surface)", strokeWidth: 3 } as const;

/** Called, as lines are. */
function drawnEvent({ key, at, label }: ChartEvent, late: boolean) {
  return (
    <ReferenceLine
      key={key}
      x={at}
      stroke="var(--h-ink-3)"
      strokeDasharray="2 2"
      {...(label === null
        ? {}
        : {
            label: {
              value: shortened(label),
              position: late ? ("insideTopRight" as const) : ("insideTopLeft" as const),
              fontSize: 10,
              fill: "var(--h-ink-2)",
              style: WORDS,
            },
          })}
    />
  );
}

/** Called, not rendered as a component: Recharts looks for its own elements among the children. */
function drawnLine(line: ChartLine, i: number) {
  const common = {
    type: "linear",
    dataKey: (row: ChartRow) => row.values[i],
    name: line.label,
    stroke: line.color,
    strokeWidth: 1.5,
    dot: false,
    activeDot: { r: 2.5, strokeWidth: 0 },
    isAnimationActive: false,
    connectNulls: false,
  } as const;
  return line.area === true ? (
    <Area key={line.key} {...common} fill="var(--h-band)" fillOpacity={1} />
  ) : (
    <Line key={line.key} {...common} />
  );
}

function ChartTooltip({
  row,
  lines,
  format,
}: TimeChartData & { readonly row: ChartRow | undefined }) {
  if (row === undefined) return null;
  return (
    <div className="rounded-control bg-raised px-2 py-1 text-note shadow-2">
      <p className="text-ink-3">{clockText(row.at)}</p>
      <dl className="m-0 grid grid-cols-[auto_auto] gap-x-3">
        {lines.map((line, i) => (
          <div key={line.key} className="contents">
            <dt className="flex items-center gap-1.5 text-ink-2">
              <Swatch color={line.color} />
              {line.label}
            </dt>
            <dd className="m-0 text-right font-medium text-ink">
              {format(row.values[i] ?? null, line.key, row.at)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A short stroke in the colour of a line. */
function Swatch({ color }: { readonly color: string }) {
  return <i className="h-[2.5px] w-2.5 rounded-[1px]" style={{ background: color }} />;
}
