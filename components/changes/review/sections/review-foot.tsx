"use client";

import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { NotBegun, Review } from "@/lib/delivery/review";
import { blockerText } from "@/lib/messages/changes/blockers";
import { reviewText } from "@/lib/messages/changes/review";
import { type Choices, consentOf, MOST_MINUTES, openBlockers, reachOf } from "../model/choices";

const text = reviewText.foot;

export type ApplyState = {
  readonly apply: () => void;
  readonly pending: boolean;
  /** The change that was begun: the way to its page is all that is left. */
  readonly begun: string | null;
  /** Why the last press began nothing. */
  readonly refused: NotBegun | null;
  /** The request itself failed. */
  readonly failure: string | null;
};

type ReviewFootProps = {
  readonly review: Review;
  readonly choices: Choices;
  readonly onChoices: (patch: Partial<Choices>) => void;
  readonly apply: ApplyState;
  /**
   * The review is of other choices than these. One that is only made anew stops nobody: what is applied is what was shown, or nothing
   * where it no longer holds, and a press just then is not lost.
   */
  readonly ofOtherChoices: boolean;
  readonly onClose: () => void;
  readonly onExport: () => void;
};

/** What happens after the write, why, and the button that begins it; what stands in the way is said beside it. */
export function ReviewFoot(props: ReviewFootProps) {
  const { review, choices, onChoices, apply, ofOtherChoices, onClose, onExport } = props;
  const blockers = openBlockers(review, choices);
  const [first, ...others] = blockers;
  const reason =
    first !== undefined
      ? text.blocked(blockerText.short(first), others.length)
      : consentOf(review, choices) === null
        ? text.badMinutes
        : ofOtherChoices
          ? reviewText.running
          : null;
  const isRollback = review.subject.type === "rollback";
  return (
    <footer className="flex-none border-line-2 border-t">
      <Trouble apply={apply} />
      {blockers.length === 0 ? null : (
        <ul
          aria-label={text.blockers}
          className="m-0 max-h-24 list-none overflow-y-auto border-line border-b px-4 py-1"
        >
          {blockers.map((blocker, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blockers have no identity but their place
            <li key={i} className="flex items-start gap-2 py-0.5 text-ink-2 leading-4">
              <HealthGlyph health="failing" size={13} className="mt-[1.5px]" />
              {blockerText.sentence(blocker)}
            </li>
          ))}
        </ul>
      )}
      <div className="flex min-h-[54px] flex-wrap items-center gap-x-2.5 gap-y-2 px-4 py-2">
        <KeepChoice choices={choices} onChoices={onChoices} />
        <span className="ml-auto flex min-w-0 flex-wrap items-center justify-end gap-x-2.5 gap-y-2">
          <Why value={choices.why} onChange={(why) => onChoices({ why })} />
          <Button size="l" onClick={onExport}>
            {reviewText.checks.export}
          </Button>
          <Button size="l" onClick={onClose}>
            {isRollback ? text.backToChange : text.back}
          </Button>
          <Button
            size="l"
            variant="draft"
            busy={apply.pending}
            disabledReason={apply.pending ? null : reason}
            onClick={apply.apply}
          >
            {apply.pending ? text.applying : text.apply(reachOf(review))}
          </Button>
        </span>
      </div>
    </footer>
  );
}

function Trouble({ apply }: { readonly apply: ApplyState }) {
  const { refused, failure } = apply;
  const said = failure ?? (refused === null ? null : reviewText.notBegun(refused.code));
  if (said === null) return null;
  return (
    <p
      role="alert"
      className="m-0 flex items-center gap-2 bg-failing-soft px-4 py-2 [--bg:var(--h-failing-soft)]"
    >
      <HealthGlyph health="failing" size={14} />
      {said}
    </p>
  );
}

type KeepChoiceProps = {
  readonly choices: Choices;
  readonly onChoices: (patch: Partial<Choices>) => void;
};

function KeepChoice({ choices, onChoices }: KeepChoiceProps) {
  const name = useId();
  return (
    <fieldset className="m-0 flex min-w-0 flex-wrap items-center gap-x-4 border-0 p-0">
      <legend className="sr-only">{text.after}</legend>
      <Option
        name={name}
        chosen={choices.keep === "at-once"}
        onChoose={() => onChoices({ keep: "at-once" })}
      >
        {text.keep}
      </Option>
      <span className="flex items-center gap-1.5">
        <Option
          name={name}
          chosen={choices.keep === "within"}
          onChoose={() => onChoices({ keep: "within" })}
        >
          {text.revert}
        </Option>
        <input
          type="number"
          min={1}
          max={MOST_MINUTES}
          step={1}
          aria-label={text.minutes}
          value={choices.minutes}
          onChange={(event) => onChoices({ minutes: event.currentTarget.value, keep: "within" })}
          className="h-6 w-14 rounded-control border border-line-3 bg-surface px-1.5 text-right text-ink tabular-nums"
        />
        <span className="text-ink-2">{text.minutesUnit}</span>
      </span>
    </fieldset>
  );
}

type OptionProps = {
  readonly name: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
};

function Option({ name, chosen, onChoose, children }: OptionProps) {
  return (
    <label
      className={cn("flex min-h-6 items-center gap-1.5 whitespace-nowrap", chosen && "font-medium")}
    >
      <input
        type="radio"
        name={name}
        checked={chosen}
        onChange={onChoose}
        className="m-0 accent-draft"
      />
      {children}
    </label>
  );
}

function Why({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (next: string) => void;
}) {
  return (
    <label className="flex items-center gap-1.5 text-ink-2">
      {text.why}
      <input
        type="text"
        maxLength={2000}
        placeholder={text.whyHint}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="h-control w-[188px] rounded-control border border-line-3 bg-surface px-2 text-ink placeholder:text-ink-3"
      />
    </label>
  );
}
