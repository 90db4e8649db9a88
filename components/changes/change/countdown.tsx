import { changesText } from "@/lib/messages/changes/changes";

type CountdownProps = {
  readonly until: number;
  /** The whole time there was, ms; `null` where it is not at hand. */
  readonly whole: number | null;
  readonly now: number;
};

const text = changesText.confirm;

/** How long there is to keep a change, as words and as a bar that runs out. */
export function Countdown({ until, whole, now }: CountdownProps) {
  const left = Math.max(0, until - now);
  const said = left === 0 ? text.now : text.left(left);
  return (
    <span className="flex flex-none items-center gap-2">
      <span className="tabular-nums" role="timer">
        {said}
      </span>
      {whole === null ? null : (
        <span
          role="progressbar"
          aria-label={text.label}
          aria-valuemin={0}
          aria-valuemax={Math.round(whole / 1000)}
          aria-valuenow={Math.round(Math.min(left, whole) / 1000)}
          aria-valuetext={said}
          className="h-1 w-[90px] bg-surface"
        >
          <span
            className="block h-full bg-draft"
            style={{ width: `${(Math.min(left, whole) / whole) * 100}%` }}
          />
        </span>
      )}
    </span>
  );
}
