type AsideHeadProps = { readonly title: string; readonly note?: string | null };

/** Heading of a part beside the answer. */
export function AsideHead({ title, note = null }: AsideHeadProps) {
  return (
    <h3 className="m-0 flex h-8 items-center gap-1.5 px-3 font-semibold text-ink-2 text-note">
      {title}
      {note === null ? null : <span className="font-normal text-ink-3">{note}</span>}
    </h3>
  );
}
