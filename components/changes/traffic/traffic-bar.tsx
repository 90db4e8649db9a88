import type { Interval } from "@/lib/mesh/prediction/interval";

const WIDTH = 84;

/** Id of the hatch that bars are filled with; `UncertainHatch` has to stand on the page. */
const HATCH = "uncertain-hatch";

/** The pattern of all bars, once per page. */
export function UncertainHatch() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <defs>
        <pattern
          id={HATCH}
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0v4" stroke="var(--h-draft)" strokeWidth="2" />
        </pattern>
      </defs>
    </svg>
  );
}

type TrafficBarProps = {
  readonly now: number;
  readonly after: Interval | null;
  readonly most: number;
};

/** A rate now, as a tick, and after: solid up to its least, hatched up to its most. */
export function TrafficBar({ now, after, most }: TrafficBarProps) {
  const x = (value: number) => (most === 0 ? 0 : (Math.min(value, most) / most) * WIDTH);
  return (
    <svg
      width={WIDTH + 8}
      height="16"
      viewBox={`-2 0 ${WIDTH + 8} 16`}
      aria-hidden="true"
      className="block"
    >
      <path d={`M0 8H${WIDTH}`} stroke="var(--h-sunken)" strokeWidth="6" />
      {after === null || after.min <= 0 ? null : (
        <path d={`M0 8H${x(after.min)}`} stroke="var(--h-draft)" strokeWidth="6" />
      )}
      {after === null || after.max <= after.min ? null : (
        <>
          <rect
            x={x(after.min)}
            y="5"
            width={x(after.max) - x(after.min)}
            height="6"
            fill={`url(#${HATCH})`}
          />
          <path d={`M${x(after.max)} 3.5v9`} stroke="var(--h-draft)" strokeWidth="1.5" />
        </>
      )}
      <path d={`M${x(now)} 2v12`} stroke="var(--h-ink)" strokeWidth="2" />
    </svg>
  );
}

/** What the marks of the bars mean. */
export function TrafficKey({
  now,
  predicted,
  uncertain,
}: Readonly<Record<"now" | "predicted" | "uncertain", string>>) {
  return (
    <span className="flex items-center gap-2.5 text-ink-3 text-note">
      <span className="flex items-center gap-1">
        <svg width="6" height="10" aria-hidden="true">
          <path d="M3 0v10" stroke="var(--h-ink)" strokeWidth="2" />
        </svg>
        {now}
      </span>
      <span className="flex items-center gap-1">
        <svg width="16" height="8" aria-hidden="true">
          <path d="M0 4h16" stroke="var(--h-draft)" strokeWidth="6" />
        </svg>
        {predicted}
      </span>
      <span className="flex items-center gap-1">
        <svg width="16" height="8" aria-hidden="true">
          <rect y="1" width="16" height="6" fill={`url(#${HATCH})`} />
        </svg>
        {uncertain}
      </span>
    </span>
  );
}
