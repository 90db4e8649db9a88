import { cn } from "./class-names";

type SkeletonProps = {
  /** A CSS length or share: `38%`, `120px`. */
  readonly width: string;
  readonly className?: string;
};

/** A grey bar in the place of a word that has not arrived. */
export function Skeleton({ width, className }: SkeletonProps) {
  return (
    <span
      aria-hidden="true"
      style={{ width }}
      className={cn("inline-block h-2.5 rounded-chip bg-pressed", className)}
    />
  );
}
