/** Heading of a part of the side panel. */
export function SideHead({
  title,
  note = null,
}: {
  readonly title: string;
  readonly note?: string | null;
}) {
  return (
    <h2 className="m-0 flex h-7 items-center gap-1.5 px-3 font-semibold text-ink-2 text-note">
      {title}
      {note === null ? null : <span className="font-normal text-ink-3">{note}</span>}
    </h2>
  );
}
