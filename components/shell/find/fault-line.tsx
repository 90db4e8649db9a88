import { shellText } from "@/lib/messages/shell";
import type { QueryFault } from "./query-language";

type FaultLineProps = {
  readonly id: string;
  readonly fault: QueryFault | null;
  readonly onTake: (fault: QueryFault) => void;
};

/** What is wrong with the typed text: a caret under the place, the reason, a word to take instead. */
export function FaultLine({ id, fault, onTake }: FaultLineProps) {
  return (
    <div id={id} role="status">
      {fault === null ? null : (
        <div
          // The field is set in a fixed width, so a place is a number of characters.
          style={{ paddingLeft: `calc(${fault.at}ch - 6px)` }}
          className="absolute top-full left-0 z-(--h-z-popover) mt-1.5 font-mono text-[11px]"
        >
          <span className="flex w-max items-center gap-1 rounded-control bg-raised px-1.5 py-0.5 text-degraded-fg shadow-2">
            <span aria-hidden="true">^</span>
            <span className="font-sans text-note">{fault.message}</span>
            {fault.suggestion === null ? null : (
              <span className="flex items-center gap-1 font-sans text-note">
                {shellText.find.didYouMean}
                <button
                  type="button"
                  aria-label={shellText.find.take(fault.suggestion)}
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => onTake(fault)}
                  className="h-6 rounded-chip px-1 underline underline-offset-2 hover:bg-hover"
                >
                  <code>{fault.suggestion}</code>
                </button>
              </span>
            )}
          </span>
        </div>
      )}
    </div>
  );
}
