import { memo } from "react";
import { failedBars, failedTop, ratePath } from "./bar-scale";
import type { Timeline } from "./use-timeline";

/** Units of the drawing; it is stretched to its place. */
const BOX = { width: 640, height: 42 } as const;
/** Failures stand in the lower part, on their own scale. */
export const FAILED_BOX = { width: BOX.width, height: 16, ground: BOX.height } as const;

/** The highest rate stays below the top. */
const HEADROOM = 1.15;

type BarDrawingProps = {
  readonly timeline: Timeline;
  /** Length of the window in shares of the bar. */
  readonly windowShare: number;
  /** Where the moment looked at stands, 0..1. */
  readonly chosen: number;
  readonly live: boolean;
  /** The newest could not be read: the last good values, in grey. */
  readonly stale: boolean;
};

/** The rate as a ground with a line, failures as bars on a scale of their own, and the window that is looked at. */
export const BarDrawing = memo(function BarDrawing(props: BarDrawingProps) {
  const { timeline, windowShare, chosen, live, stale } = props;
  const known = timeline.total.filter((value) => value !== null);
  const top = Math.max(0, ...known) * HEADROOM || 1;
  const failed = failedTop(timeline.total, timeline.failed);
  const wrong = stale ? "var(--h-line-3)" : "var(--h-failing)";
  const width = Math.max(6, windowShare * BOX.width);
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height="60"
      viewBox={`0 -4 ${BOX.width} 60`}
      preserveAspectRatio="none"
      className="block"
    >
      {[0, 0.25, 0.5, 0.75].map((share) => (
        <path key={share} d={`M${share * BOX.width + 0.5} 0v42`} stroke="var(--h-grid)" />
      ))}
      <path d={ratePath(timeline.total, top, BOX, true)} fill="var(--h-sunken)" />
      <path
        d={ratePath(timeline.total, top, BOX, false)}
        fill="none"
        stroke={stale ? "var(--h-line-3)" : "var(--h-ink-3)"}
        strokeWidth="1.2"
        vectorEffect="non-scaling-stroke"
      />
      {failed === null ? null : (
        <>
          <path
            d={`M0 ${FAILED_BOX.ground - FAILED_BOX.height - 0.5}H${BOX.width}`}
            stroke={wrong}
            strokeWidth="1"
            opacity="0.35"
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={failedBars(timeline.failed, failed, FAILED_BOX)}
            stroke={wrong}
            strokeWidth="3"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
      <path d={`M0 42.5H${BOX.width}`} stroke="var(--h-line-2)" />
      <rect
        x={chosen * BOX.width - width}
        y="-1"
        width={width}
        height="43"
        fill="var(--h-accent)"
        opacity={live ? 0.3 : 0.45}
      />
    </svg>
  );
});
