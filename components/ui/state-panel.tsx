import type { ReactNode } from "react";
import { cn } from "./class-names";

type StatePanelProps = {
  /** Picture of the state, 44 px high. */
  readonly figure: ReactNode;
  readonly title: string;
  /** The rank of the title where the panel is all that a page has. */
  readonly rank?: "h1" | "h2";
  readonly children?: ReactNode;
  /** Share done, 0..1; `null` where it cannot be known. */
  readonly progress?: number | null;
  readonly progressLabel?: string;
  readonly actions?: ReactNode;
  /** An error is announced at once, the others politely. */
  readonly urgent?: boolean;
  readonly className?: string;
};

/** Stands where the content would be, and says why it is not there and what to do. */
export function StatePanel(props: StatePanelProps) {
  const {
    figure,
    title,
    children,
    progress = null,
    progressLabel,
    actions,
    urgent = false,
  } = props;
  const Title = props.rank ?? "b";
  return (
    <div
      role={urgent ? "alert" : "status"}
      className={cn(
        "flex max-w-80 flex-col items-center gap-[5px] rounded-node border border-line bg-surface px-3 pt-4 pb-3.5 text-center",
        props.className,
      )}
    >
      <span className="flex h-11 items-center justify-center gap-2.5">{figure}</span>
      <Title className="font-semibold text-body">{title}</Title>
      {children === undefined ? null : (
        <div className="text-ink-2 text-note leading-[15px]">{children}</div>
      )}
      {progress === null ? null : <Progress value={progress} label={progressLabel ?? title} />}
      {actions === undefined ? null : <div className="mt-1.5 flex gap-1.5">{actions}</div>}
    </div>
  );
}

function Progress({ value, label }: { readonly value: number; readonly label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="my-2.5 h-1 w-30 rounded-[2px] bg-sunken"
    >
      <div className="h-full rounded-[2px] bg-accent" style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Nothing passes: an eye on an idle thread. */
export function EmptyFigure() {
  return (
    <svg width="120" height="44" viewBox="0 0 120 44" aria-hidden="true">
      <path d="M4 22H116" stroke="var(--h-edge-dim)" strokeWidth="2" />
      <path
        d="M60 8l9 14-9 14-9-14Z"
        fill="var(--h-surface)"
        stroke="var(--h-line-3)"
        strokeWidth="1.5"
      />
    </svg>
  );
}

const BARS = [
  { y: 8, width: 44 },
  { y: 22, width: 60 },
  { y: 36, width: 36 },
] as const;

/** Names and threads that are still to come. */
export function LoadingFigure() {
  return (
    <svg width="150" height="44" viewBox="0 0 150 44" aria-hidden="true">
      {BARS.map(({ y, width }) => (
        <g key={y}>
          <rect x="0" y={y - 5} width={width} height="8" rx="2" fill="var(--h-pressed)" />
          <path d={`M${width + 6} ${y - 1}H150`} stroke="var(--h-edge-dim)" strokeWidth="2" />
        </g>
      ))}
    </svg>
  );
}
