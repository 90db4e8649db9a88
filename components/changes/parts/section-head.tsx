import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

type SectionHeadProps = {
  readonly title: string;
  /** Beside the title, quieter. */
  readonly note?: ReactNode;
  /** At the end of the line. */
  readonly children?: ReactNode;
  readonly id?: string;
  readonly className?: string;
};

/** The line over a part of a review or of a change. */
export function SectionHead({ title, note, children, id, className }: SectionHeadProps) {
  return (
    <header className={cn("flex h-[34px] flex-none items-center gap-2 pr-2.5 pl-4", className)}>
      <h2 id={id} className="font-semibold text-body">
        {title}
      </h2>
      <span className="min-w-0 flex-1 truncate text-ink-3">{note}</span>
      {children}
    </header>
  );
}
