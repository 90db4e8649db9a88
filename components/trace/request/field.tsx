import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

type FieldProps = {
  readonly label: string;
  /** Of the control that it names. */
  readonly htmlFor: string;
  readonly children: ReactNode;
  readonly className?: string;
};

/** A control under its name. */
export function Field({ label, htmlFor, children, className }: FieldProps) {
  return (
    // What stands beside may be higher, by a note below it.
    <div className={cn("grid content-start gap-[3px] px-3 py-1", className)}>
      <label htmlFor={htmlFor} className="text-ink-3 text-note">
        {label}
      </label>
      {children}
    </div>
  );
}

/** The look of all fields of the request. The arrow of a list of names would take the room of its text. */
export const inputLook =
  "[&::-webkit-calendar-picker-indicator]:hidden! h-control w-full min-w-0 rounded-control border border-line-3 bg-surface px-2 text-ink placeholder:text-ink-3 aria-invalid:border-failing";
