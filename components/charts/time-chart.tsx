"use client";

import dynamic from "next/dynamic";
import { memo, useMemo } from "react";
import { clockText } from "@/lib/messages/age";
import { statesText } from "@/lib/messages/states";
import { latestOf, rowsOf, sampledRows, type TimeChartData } from "./chart-scale";

type TimeChartProps = TimeChartData & {
  readonly title: string;
  readonly unit: string;
  /** What to know of the source: `reported by source`. */
  readonly note?: string | null;
  readonly timeHeading: string;
  readonly height?: number;
};

/** A part of the program that cannot be loaded, as while the server restarts, must not take the page with it. */
const Drawing = dynamic(
  () =>
    import("./time-chart-drawing").then(
      (module) => module.TimeChartDrawing,
      () => NotLoaded,
    ),
  { ssr: false },
);

function NotLoaded() {
  return <p className="px-3 py-2 text-ink-3 text-note">{statesText.drawingNotLoaded}</p>;
}

const ROWS_READ_ALOUD = 12;

/** Lines over time with title, unit and key; the same figures as a table for those who do not see the picture. */
export const TimeChart = memo(function TimeChart(props: TimeChartProps) {
  const { title, unit, note = null, lines, height = 92, format } = props;
  return (
    <figure className="m-0 px-3 pt-[7px] pb-1">
      <figcaption className="flex flex-wrap items-center gap-x-2 text-ink-2 text-note">
        <b>{title}</b>
        <span className="text-ink-3">{unit}</span>
        <span className="flex-1" />
        {lines.length > 1 ? (
          lines.map((line) => (
            <span key={line.key} className="inline-flex items-center gap-1">
              <i
                className="h-[2.5px] w-2.5 rounded-[1px]"
                style={{ background: line.color }}
                aria-hidden="true"
              />
              {line.label}{" "}
              <b className="font-medium text-ink">{format(latestOf(line), line.key, null)}</b>
            </span>
          ))
        ) : (
          <span className="text-ink-3">{note}</span>
        )}
      </figcaption>
      <div aria-hidden="true" style={{ height }} className="-ml-1.5">
        <Drawing {...props} height={height} />
      </div>
      <ChartTable {...props} />
    </figure>
  );
});

function ChartTable({ title, unit, timeHeading, times, lines, format }: TimeChartProps) {
  const rows = useMemo(() => sampledRows(rowsOf(times, lines), ROWS_READ_ALOUD), [times, lines]);
  return (
    <table className="sr-only">
      <caption>{`${title}, ${unit}`}</caption>
      <thead>
        <tr>
          <th scope="col">{timeHeading}</th>
          {lines.map((line) => (
            <th key={line.key} scope="col">
              {line.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.at}>
            <th scope="row">{clockText(row.at)}</th>
            {lines.map((line, i) => (
              <td key={line.key}>{format(row.values[i] ?? null, line.key, row.at)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
