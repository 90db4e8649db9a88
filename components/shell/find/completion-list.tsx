import { cn } from "@/components/ui/class-names";
import { shellText } from "@/lib/messages/shell";
import type { QueryCompletion } from "./query-language";

export const completionId = (listId: string, index: number): string => `${listId}-${index}`;

type CompletionListProps = {
  readonly id: string;
  readonly options: readonly QueryCompletion[];
  /** The option that Enter takes; -1 for none. */
  readonly active: number;
  readonly onTake: (option: QueryCompletion) => void;
};

/** Ways to go on, under the field. The focus stays in the field. */
export function CompletionList({ id, options, active, onTake }: CompletionListProps) {
  const shown = options.length > 0;
  return (
    <div
      className={cn(
        "absolute top-full left-0 z-(--h-z-popover) mt-2 w-80 rounded-panel bg-raised shadow-2",
        !shown && "hidden",
      )}
    >
      <div
        id={id}
        role="listbox"
        aria-label={shellText.find.suggestions}
        // What scrolls is a tab stop of its own otherwise, and this one is gone as soon as the field loses the focus.
        tabIndex={-1}
        className="max-h-64 overflow-y-auto p-1"
      >
        {options.map((option, index) => (
          <div
            key={option.text}
            id={completionId(id, index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Not on click: the field would lose the focus first and close the list.
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(option);
            }}
            className="flex h-row-dense cursor-default items-center gap-2 rounded-[4px] px-2 hover:bg-hover aria-selected:bg-accent-soft"
          >
            <code className="truncate text-ink">{option.label}</code>
            <span className="ml-auto truncate text-ink-3 text-note">{option.detail}</span>
          </div>
        ))}
      </div>
      <p className="border-line border-t px-3 py-1.5 text-ink-3 text-note">{shellText.find.hint}</p>
    </div>
  );
}
