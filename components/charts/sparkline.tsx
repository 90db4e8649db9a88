import { sparkline } from "@/lib/mesh/telemetry/charts";
import { sparklinePath } from "./sparkline-path";

type SparklineProps = {
  readonly values: readonly (number | null)[];
  /** What it shows, in words: there is no axis to read it from. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
};

/** A line over time without axes, for rows of lists and tables. */
export function Sparkline({ values, label, width = 36, height = 14 }: SparklineProps) {
  const { heights } = sparkline(values, width);
  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block flex-none"
    >
      <path
        d={sparklinePath(heights, { width, height })}
        fill="none"
        stroke="var(--h-ink-3)"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
    </svg>
  );
}
