import { cn } from "@/components/ui/class-names";
import type { CardLook, Segment, TextTone } from "../looks/look";

/** Text keeps 10 px on the screen however small the picture is: `--z` is the zoom. */
const NAME_SIZE = "[font-size:max(11.5px,calc(10px/var(--z,1)))]";
const FIGURE_SIZE = "[font-size:max(10px,calc(10px/var(--z,1)))]";

const TONE: Readonly<Record<TextTone, string>> = {
  plain: "text-ink-2",
  muted: "text-ink-3",
  degraded: "font-semibold text-degraded-fg",
  failing: "font-semibold text-failing-fg",
};

type CardTextProps = { readonly look: CardLook; readonly segments: readonly Segment[] };

/** Name and figures at the right of the ring. */
export function CardText({ look, segments }: CardTextProps) {
  return (
    <div
      aria-hidden="true"
      className="absolute top-0 right-[3px] left-8 flex h-[38px] flex-col justify-center"
    >
      <span className={cn("flex font-semibold text-ink leading-[1.15] stretch-88", NAME_SIZE)}>
        <span className="truncate">{look.name}</span>
        {look.tail === "" ? null : <span className="flex-none">{look.tail}</span>}
      </span>
      {segments.length === 0 ? null : (
        <span
          className={cn(
            // What does not fit in the line wraps out of sight: a figure is shown whole or not at all.
            "flex h-[1.25em] flex-wrap gap-x-[5px] overflow-hidden whitespace-nowrap leading-[1.25] stretch-88 in-data-[tight=true]:hidden",
            FIGURE_SIZE,
          )}
        >
          {segments.map((segment, i) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: figures have no identity but their place
              key={i}
              className={TONE[segment.tone]}
            >
              {segment.text}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}
