import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

type CellProps = {
  readonly title: string;
  readonly note?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/** One box of the gallery. */
export function Cell({ title, note, className, children }: CellProps) {
  return (
    <section
      className={cn(
        "min-w-0 overflow-hidden rounded-panel border border-line bg-surface px-4 pt-2.5 pb-4",
        className,
      )}
    >
      <h2 className="mb-2.5 font-semibold text-ink-2 text-note">
        {title}
        {note === undefined ? null : <span className="ml-2 font-normal text-ink-3">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

/** Something with its name under it. */
export function Item({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <span className="flex flex-col items-center gap-[5px]">
      {children}
      <small className="text-[10px] text-ink-3 leading-3">{name}</small>
    </span>
  );
}
