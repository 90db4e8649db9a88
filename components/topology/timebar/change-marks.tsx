import { cn } from "@/components/ui/class-names";
import type { ChangeSummary } from "@/lib/delivery/change";
import { sideText } from "@/lib/messages/topology/side";
import type { BarScale } from "./bar-scale";
import { markPlaces } from "./mark-places";

const text = sideText.changes;

export const timeOfChange = ({ createdAt }: ChangeSummary): number => createdAt;

type ChangeMarksProps = {
  readonly scale: BarScale;
  readonly changes: readonly ChangeSummary[];
};

/** When something was written from here: a diamond on a dashed line, with what it was where there is room. */
export function ChangeMarks({ scale, changes }: ChangeMarksProps) {
  return markPlaces(scale, changes, timeOfChange).map(({ of, share, room, side }) => (
    <span
      key={of.id}
      aria-hidden="true"
      // The diamond of what has just happened is seen whole.
      style={{ left: `min(${share * 100}%, 100% - 6px)` }}
      className="pointer-events-none absolute top-[3px] h-[43px] border-ink-3 border-l border-dashed"
    >
      <i className="absolute bottom-0 -left-[4.5px] size-2 rotate-45 rounded-[1px] bg-ink-3" />
      {room === null ? null : (
        <span
          style={{ maxWidth: `${room * 100}cqw` }}
          className={cn(
            "absolute top-0 truncate whitespace-nowrap text-[10px] text-ink-2 leading-[13px] [-webkit-text-stroke:3px_var(--h-surface)] [font-stretch:92%] [paint-order:stroke] max-wide:hidden",
            side === "right" ? "left-1.5" : "right-1.5",
          )}
        >
          {text.mark(of)}
        </span>
      )}
    </span>
  ));
}

/** The same in words, for those who do not see the bar. */
export function ChangesInWords({ scale, changes }: ChangeMarksProps) {
  const places = markPlaces(scale, changes, timeOfChange);
  if (places.length === 0) return null;
  return (
    <ul aria-label={text.list} className="sr-only">
      {places.map(({ of }) => (
        <li key={of.id}>{text.moment(of.createdAt, of)}</li>
      ))}
    </ul>
  );
}
