type SectionHeadProps = {
  readonly title: string;
  readonly count?: number | null;
  /** At the right end. */
  readonly note?: string | null;
};

/** Heading of a part of a tab, set off by a line. */
export function SectionHead({ title, count = null, note = null }: SectionHeadProps) {
  return (
    <h3 className="mt-1 flex h-7 items-center gap-1.5 border-line border-t pr-3 pl-3 font-semibold text-ink-2 text-note">
      {title}
      {count === null ? null : <span className="font-normal text-ink-3">{count}</span>}
      <span className="flex-1" />
      {note === null ? null : <span className="font-normal text-ink-3">{note}</span>}
    </h3>
  );
}
