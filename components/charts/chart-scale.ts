import type { EpochMs } from "@/lib/mesh/telemetry/traffic";

/** One line of a chart. `values[i]` belongs to `times[i]`; `null` is a hole and stays one. */
export type ChartLine = {
  readonly key: string;
  /** Its name in the key, the tooltip and the table. */
  readonly label: string;
  /** A token: `var(--h-series-1)`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** The ground below it is tinted. */
  readonly area?: boolean;
};

/** Something that happened at a moment: a dashed line through the chart. */
export type ChartEvent = {
  readonly key: string;
  readonly at: EpochMs;
  /** Beside the line; `null` where it would hide others. */
  readonly label: string | null;
};

/** All that a chart over time draws. */
export type TimeChartData = {
  readonly times: readonly EpochMs[];
  readonly lines: readonly ChartLine[];
  /** A value with its unit, for the key, the tooltip and the table. `null` is a hole. */
  readonly format: (value: number | null, key: string, at: EpochMs | null) => string;
  /** A value on the axis, without unit. */
  readonly axis: (value: number) => string;
  /** The axis reaches at least this far: what is next to nothing must not fill the picture. */
  readonly least?: number;
  /** A limit that matters. */
  readonly rule?: { readonly value: number; readonly label: string } | null;
  /** Those outside of the times are not drawn. */
  readonly events?: readonly ChartEvent[];
};

/** One moment of a chart: `values[i]` belongs to line `i`. */
export type ChartRow = { readonly at: EpochMs; readonly values: readonly (number | null)[] };

export const rowsOf = (
  times: readonly EpochMs[],
  lines: readonly ChartLine[],
): readonly ChartRow[] =>
  times.map((at, i) => ({ at, values: lines.map((line) => line.values[i] ?? null) }));

/** The largest value of all lines; 0 where nothing is known. */
export const highestOf = (lines: readonly ChartLine[]): number =>
  lines.reduce(
    (highest, { values }) => values.reduce<number>((a, b) => Math.max(a, b ?? 0), highest),
    0,
  );

const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from 0 to at least `highest`, at most four of them: `0, 20, 40`. Of nothing it is `0, 1`. */
export function valueTicks(highest: number): readonly number[] {
  if (!(highest > 0) || !Number.isFinite(highest)) return [0, 1];
  const rough = highest / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((s) => s * power >= rough * 0.999) ?? 10) * power;
  const count = Math.ceil((highest / step) * 0.999);
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/** First, middle and last moment. */
export function timeTicks(times: readonly EpochMs[]): readonly EpochMs[] {
  const last = times.length - 1;
  const chosen = [0, Math.floor(last / 2), last].flatMap((i) => times[i] ?? []);
  return [...new Set(chosen)];
}

/** The newest value that is known. */
export const latestOf = ({ values }: ChartLine): number | null =>
  values.findLast((value) => value !== null) ?? null;

/** Rows for a table that is read aloud: at most `most`, the newest among them. */
export function sampledRows(rows: readonly ChartRow[], most: number): readonly ChartRow[] {
  const every = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, i) => (rows.length - 1 - i) % every === 0);
}

/** Whether words beside a line at a moment stand at its left: there is more room. */
export function isLate(times: readonly EpochMs[], at: EpochMs): boolean {
  const [first, last] = [times[0] ?? at, times.at(-1) ?? at];
  return at - first > last - at;
}

const MOST_LETTERS = 26;

/** Words that stay within half of a narrow chart. */
export const shortened = (label: string): string =>
  label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1).trimEnd()}…` : label;
